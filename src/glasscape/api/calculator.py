"""The potentials of glasscape as an ASE calculator."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from ase.calculators.calculator import Calculator, all_changes
from ase.stress import full_3x3_to_voigt_6_stress

from glasscape.api.atoms import DIAMETER, of_model, settings_of
from glasscape.forces.force_field import ForceField
from glasscape.potentials.settings import PotentialSettings
from glasscape.structures.cell import Cell
from glasscape.structures.formats.frame import Frame


class GlassCalculator(Calculator):
    """ASE calculator of a potential of glasscape, for dynamics, optimisers and phonons of ASE.

    Its energies, forces and stresses are those with which the workflow computes, in the units of the
    potential. For dynamics and phonons, the atoms need its masses, which are 1 unless the potential has
    others: `make_glass` and `read_minima` set them. Functions of glasscape take it for its potential.

    Parameters
    ----------
    potential : PotentialSettings or str
        The section `potential` of a config, or the name of a built-in model.

    Raises
    ------
    ConfigError
        If there is no model of this name.

    Examples
    --------
    >>> from ase.build import bulk
    >>> import glasscape
    >>> crystal = bulk("H", "fcc", a=1.5, cubic=True) * (4, 4, 4)
    >>> crystal.calc = glasscape.GlassCalculator("kob-andersen")
    >>> f"{crystal.get_potential_energy() / len(crystal):.3f} epsilon per particle"
    '-5.531 epsilon per particle'
    """

    implemented_properties: list[str] = ["energy", "free_energy", "forces", "stress"]  # noqa: RUF012 - as in ASE

    def __init__(self, potential: PotentialSettings | Mapping[str, Any] | str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.potential_settings = settings_of(potential)
        self._force_field: ForceField | None = None
        self._diameters: Any = None

    def __getstate__(self) -> dict[str, Any]:
        """The state without the force field, which may hold a running LAMMPS and is made again."""
        return {**vars(self), "_force_field": None}

    def check_state(self, atoms: Any, tol: float = 1e-15) -> list[str]:
        """What has changed since the last calculation: as in ASE, and diameters."""
        changes: list[str] = super().check_state(atoms, tol)  # type: ignore[no-untyped-call]
        same = np.array_equal(atoms.arrays.get(DIAMETER), self._diameters)
        return changes if same else [*changes, DIAMETER]

    def calculate(
        self, atoms: Any = None, properties: Any = ("energy",), system_changes: Any = all_changes
    ) -> None:
        """Compute energy, forces and, if asked for, the stress of `atoms`.

        Raises
        ------
        StructureError
            If the cell is not periodic.
        EngineError
            If the potential cannot be computed, or has no stress.
        """
        super().calculate(atoms, properties, system_changes)  # type: ignore[no-untyped-call]
        if self._force_field is None or set(system_changes) - {"positions"}:
            # after an error, nothing of other atoms is left
            self._force_field = None
            given = of_model([Frame.of(atoms)], self.potential_settings)
            self._force_field = given.engine.force_field(given.structures[0].particles)
            found = atoms.arrays.get(DIAMETER)
            self._diameters = None if found is None else found.copy()
        _, rotation = Cell.standard(atoms.cell.array)
        positions = atoms.positions @ rotation
        value = self._force_field.evaluate(positions[None])
        energy = float(value.energies[0])
        self.results = {"energy": energy, "free_energy": energy, "forces": value.forces[0] @ rotation.T}
        if "stress" in properties:
            particles = self._force_field.particles
            # of a plane it is per area, and that of ASE is per volume of the cell
            per_volume = particles.cell.volume / atoms.get_volume()
            stress = per_volume * rotation @ self._force_field.stress(positions) @ rotation.T
            self.results["stress"] = full_3x3_to_voigt_6_stress(stress)  # type: ignore[no-untyped-call]
