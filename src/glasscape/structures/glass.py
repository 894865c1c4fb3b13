"""The particles of one glass: what stays the same in all of its configurations."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glasscape.structures.cell import minimum_image


@dataclass(frozen=True, eq=False)
class Glass:
    """Particles in a periodic cell.

    Attributes
    ----------
    diameters : ndarray of float64, shape (N,)
        Particle diameters in sigma; ones where the species alone tells the size.
    species : ndarray of int32, shape (N,)
        Species of every particle, counted from 0.
    cell : ndarray of float64, shape (3, 3)
        Lattice vectors in rows, sigma; lower triangular with positive diagonal.
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
        return float(np.prod(np.diag(self.cell)))

    @property
    def numbers_of_cell(self) -> NDArray[np.float64]:
        """Lengths of the cell, shape (3,), and after them its tilts xy, xz, yz if it has any, sigma."""
        tilts = self.cell[[1, 2, 2], [0, 0, 1]]
        return np.concatenate([np.diag(self.cell), tilts if self.is_tilted else []])

    @property
    def is_tilted(self) -> bool:
        """Whether the cell is not orthogonal."""
        return bool(np.any(np.tril(self.cell, -1)))

    @property
    def width(self) -> float:
        """Smallest length of the cell in sigma: no particle is nearer to its own periodic image."""
        return float(np.diag(self.cell).min())


def displacement(
    start: NDArray[np.float64], end: NDArray[np.float64], cell: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Displacement of every particle from `start` to `end`, by minimum image and without drift.

    Parameters
    ----------
    start, end : ndarray, shape (N, 3)
        Positions in sigma, wrapped or not.
    cell : ndarray, shape (3, 3)
        The periodic cell.

    Returns
    -------
    ndarray, shape (N, 3)
        Displacements whose mean is zero.
    """
    change = minimum_image(end - start, cell)
    drift: NDArray[np.float64] = change.mean(axis=0)
    return change - drift
