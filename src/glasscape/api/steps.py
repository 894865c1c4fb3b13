"""Quench, calculator and minima."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from ase import Atoms
from ase.calculators.calculator import Calculator, all_changes
from ase.calculators.singlepoint import SinglePointCalculator
from ase.stress import full_3x3_to_voigt_6_stress

from glasscape.api.atoms import DIAMETER, Potential, model_atoms, of_atoms, of_model, placed, settings_of
from glasscape.errors import StructureError
from glasscape.forces.force_field import ForceField
from glasscape.minima.library import MinimaLibrary
from glasscape.minimise.quench import quench as quench_positions
from glasscape.potentials.settings import PotentialSettings
from glasscape.structures.cell import Cell
from glasscape.structures.formats.frame import Frame


def quench(atoms: Atoms, potential: Potential, max_force: float = 1e-8) -> Atoms:
    """Minimise the energy of atoms: their inherent structure.

    Parameters
    ----------
    atoms : Atoms
        Atoms in a periodic cell. They are not changed.
    potential : calculator, PotentialSettings or str
        An ASE calculator, the section `potential` of a config, or the name of a built-in model.
    max_force : float
        Tolerance on the largest force component, eV / angstrom or epsilon / sigma.

    Returns
    -------
    Atoms
        A copy at the minimum, not wrapped, which holds its energy and its forces.

    Raises
    ------
    ConfigError
        If there is no such model.
    StructureError
        If the cell is not periodic, if atoms are fixed, or if the quench does not converge.
    EngineError
        If the potential cannot be computed.

    Examples
    --------
    >>> from ase.build import bulk
    >>> from ase.calculators.emt import EMT
    >>> import glasscape
    >>> crystal = bulk("Cu", cubic=True) * (2, 2, 2)
    >>> crystal.rattle(0.1, seed=1)
    >>> minimum = glasscape.quench(crystal, EMT(), max_force=1e-6)
    >>> f"{minimum.get_potential_energy() / len(minimum):.3f} eV per atom"
    '-0.006 eV per atom'
    """
    given = of_atoms([atoms], potential)
    (structure,) = given.structures
    force_field = given.engine.force_field(structure.particles)
    found = quench_positions(force_field, structure.positions, max_force)
    if not found.converged:
        raise StructureError(
            f"the quench stopped at a largest force of {found.max_force:.1e}; check the potential and the "
            "units, let the potential compute in double precision, or give a larger max_force"
        )
    forces = force_field.evaluate(found.positions[None]).forces[0]
    return placed(atoms, found.positions, found.energy, forces)


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


def read_minima(path: str | Path, elements: Sequence[str] = ()) -> list[Atoms]:
    """Read the minima of a sample that the workflow has made, ordered by energy.

    Parameters
    ----------
    path : path
        A file `results/samples/{ensemble}/{sample}/minima.h5`.
    elements : sequence of str, optional
        Chemical symbol of each species, as in `potential.elements` of the config. By default, species have
        the atomic numbers 1, 2, ..., as built-in models need them. For calculators, give the elements.

    Returns
    -------
    list of Atoms
        The minima, each with its energy. Their indices are those in the tables of results. Indices beyond
        them are those of intermediate minima, which are in `intermediate_minima.parquet` of the search.
        Without `elements`, all masses are 1.

    Raises
    ------
    StructureError
        If the file is not a library of minima, or if there are fewer elements than species.
    """
    library = MinimaLibrary.read(path)
    count = int(library.particles.species.max()) + 1
    if elements and len(elements) < count:
        raise StructureError(
            f"{path}: has {count} species; give an element for each, and not {len(elements)}"
        )
    minima = [
        model_atoms(library.particles, np.array(positions), elements) for positions in library.positions
    ]
    for atoms, energy in zip(minima, library.energies, strict=True):
        atoms.calc = SinglePointCalculator(atoms, energy=float(energy))  # type: ignore[no-untyped-call]
    return minima
