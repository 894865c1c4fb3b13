"""Engines as ASE calculators."""

from typing import Any

import numpy as np
from ase.calculators.calculator import Calculator, all_changes

from glasscape.errors import EngineError
from glasscape.forces.force_field import ForceField


class GlassCalculator(Calculator):
    """Energies and forces of the particles of one sample, for use with ASE.

    Parameters
    ----------
    force_field : ForceField
        Engine with the particles and their cell. Only the positions of the atoms are used.
    """

    implemented_properties: list[str] = ["energy", "free_energy", "forces"]  # noqa: RUF012 - as ASE declares it

    def __init__(self, force_field: ForceField) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._force_field = force_field

    def calculate(self, atoms: Any = None, properties: Any = None, system_changes: Any = all_changes) -> None:
        """Compute energy and forces of `atoms`.

        Raises
        ------
        EngineError
            If the number of atoms or their cell differs from that of the particles.
        """
        super().calculate(atoms, properties, system_changes)  # type: ignore[no-untyped-call]
        particles = self._force_field.particles
        positions, cell = np.array(atoms.positions), np.array(atoms.cell)
        if len(positions) != len(particles) or not np.allclose(cell, particles.cell.vectors):
            raise EngineError(
                f"{len(positions)} atoms in the cell {cell.tolist()} are not the {len(particles)} "
                f"particles in the cell {particles.cell.vectors.tolist()} of this calculator"
            )
        value = self._force_field.evaluate(positions[None])
        energy = float(value.energies[0])
        self.results = {"energy": energy, "free_energy": energy, "forces": value.forces[0]}
