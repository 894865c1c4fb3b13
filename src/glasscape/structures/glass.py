"""The particles of one glass: what stays the same in all of its configurations."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Glass:
    """Particles in a periodic orthorhombic cell.

    Attributes
    ----------
    diameters : ndarray of float64, shape (N,)
        Particle diameters in sigma; ones where the species alone tells the size.
    species : ndarray of int32, shape (N,)
        Species of every particle, counted from 0.
    cell : ndarray of float64, shape (3,)
        Lengths of the cell in sigma.
    """

    diameters: NDArray[np.float64]
    species: NDArray[np.int32]
    cell: NDArray[np.float64]

    @property
    def n_particles(self) -> int:
        """Number of particles N."""
        return len(self.diameters)

    @property
    def volume(self) -> float:
        """Volume of the cell in sigma^3."""
        return float(np.prod(self.cell))


def displacement(
    start: NDArray[np.float64], end: NDArray[np.float64], cell: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Displacement of every particle from `start` to `end`, by minimum image and without drift.

    Parameters
    ----------
    start, end : ndarray, shape (N, 3)
        Positions in sigma, wrapped or not.
    cell : ndarray, shape (3,)
        Lengths of the periodic cell.

    Returns
    -------
    ndarray, shape (N, 3)
        Displacements whose mean is zero.
    """
    change = end - start
    change -= cell * np.rint(change / cell)
    drift: NDArray[np.float64] = change.mean(axis=0)
    return change - drift
