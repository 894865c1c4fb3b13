"""The particles of a sample: what all of its configurations share."""

from dataclasses import dataclass

from glasscape.arrays import Floats, ShortIntegers
from glasscape.structures.cell import Cell


@dataclass(frozen=True, eq=False)
class Particles:
    """Particles in a periodic cell.

    Attributes
    ----------
    diameters : ndarray of float64, shape (N,)
        Diameters, sigma. They are 1 if the species alone determines the size.
    species : ndarray of int32, shape (N,)
        Species of every particle, counted from 0.
    cell : Cell
        The periodic cell.
    """

    diameters: Floats
    species: ShortIntegers
    cell: Cell

    def __len__(self) -> int:
        """Number of particles N."""
        return len(self.diameters)

    @property
    def n_species(self) -> int:
        """Number of species, of which some may be absent."""
        return int(self.species.max()) + 1
