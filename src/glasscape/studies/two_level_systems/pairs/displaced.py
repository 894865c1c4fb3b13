"""Minima as displacements from a common configuration, whose differences need no nearest image."""

from dataclasses import dataclass

import numpy as np

from glasscape.arrays import Floats
from glasscape.structures.cell import Cell

# beyond this part of the cell, another image of a particle may be the nearer one
LARGEST_SHIFT = 0.25


@dataclass(frozen=True, eq=False)
class DisplacedMinima:
    """Minima as displacements from the first of them.

    Attributes
    ----------
    reference : ndarray, shape (N, 3)
        Positions in the first minimum.
    moved : ndarray, shape (n, 3, N)
        Displacements of every minimum; without drift, unless `wraps`.
    wraps : bool
        Whether particles wander so far that displacements between two minima need the nearest image.
    cell : Cell
        The periodic cell.
    """

    reference: Floats
    moved: Floats
    wraps: bool
    cell: Cell

    @classmethod
    def of(cls, positions: Floats, cell: Cell) -> "DisplacedMinima":
        """Displacements of minima at `positions`, shape (n, N, 3), one or more."""
        n, n_particles, _ = positions.shape
        reference = np.array(positions[0])
        moved = np.empty((n, 3, n_particles))
        for k in range(n):
            moved[k] = cell.minimum_image(positions[k] - reference).T
        furthest = np.maximum(moved.max(axis=(0, 2)), -moved.min(axis=(0, 2)))
        wraps = bool(np.any(furthest > LARGEST_SHIFT * cell.lengths))
        if not wraps:
            moved -= moved.mean(axis=2, keepdims=True)
        return cls(reference, moved, wraps, cell)
