"""A configuration that is described, with what several families of descriptors need of it."""

from dataclasses import dataclass
from functools import cached_property

from glasscape.arrays import Floats
from glasscape.descriptors.settings import StateName
from glasscape.descriptors.voronoi import VoronoiCells, voronoi_cells
from glasscape.forces.force_field import ForceField
from glasscape.structures.particles import Particles


@dataclass(frozen=True, eq=False)
class State:
    """A configuration of the particles of a force field.

    Attributes
    ----------
    name : str
        `inherent`, `thermal` or `cage`.
    force_field : ForceField
        Engine with the particles.
    positions : ndarray, shape (N, 3)
        Positions, sigma.
    displacements : ndarray, shape (N,), or None
        Distance of every particle between its thermal and its inherent position, or its mean position in the
        cage for the state `cage`, sigma. None if thermal positions are not known.
    """

    name: StateName
    force_field: ForceField
    positions: Floats
    displacements: Floats | None

    @property
    def particles(self) -> Particles:
        """The particles."""
        return self.force_field.particles

    @cached_property
    def energies(self) -> Floats:
        """Energy of every particle, shape (N,), epsilon."""
        return self.force_field.particle_energies(self.positions)

    @cached_property
    def voronoi(self) -> VoronoiCells:
        """The Voronoi cells of all particles."""
        return voronoi_cells(self.particles.cell, self.positions)


def species_label(species: int) -> str:
    """A species in the names of descriptors, counted from 1 as the atom types of LAMMPS are."""
    return f"species{species + 1}"
