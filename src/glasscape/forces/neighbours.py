"""Search for pairs of particles that are close to each other."""

import numpy as np

from glasscape.arrays import Floats
from glasscape.errors import StructureError
from glasscape.forces.kernels import ClosePairs, close_pairs
from glasscape.structures.cell import Cell

INITIAL_NEIGHBOURS_PER_PARTICLE = 32


def find_close_pairs(positions: Floats, cell: Cell, reach: float) -> ClosePairs:
    """Pairs of particles closer than `reach`.

    Parameters
    ----------
    positions : ndarray, shape (N, 3)
        Positions, sigma, wrapped or not.
    cell : Cell
        The periodic cell.
    reach : float
        Largest distance, sigma, at most half the width of the cell.

    Raises
    ------
    StructureError
        If it is larger.
    """
    if reach > 0.5 * cell.width:
        raise StructureError(
            f"neighbours up to {reach:.4g} are asked for, but half the width of the cell is "
            f"{0.5 * cell.width:.4g}; use a larger sample"
        )
    n = len(positions)
    central, first = np.empty(n, dtype=np.int32), np.zeros(n + 1, dtype=np.int32)
    capacity = INITIAL_NEIGHBOURS_PER_PARTICLE * n
    while True:
        pairs = ClosePairs(central, first, np.empty(capacity, dtype=np.int32), np.empty(capacity))
        count = close_pairs(positions, cell.vectors, reach, pairs)
        if count >= 0:
            return pairs._replace(neighbour=pairs.neighbour[:count], distance2=pairs.distance2[:count])
        capacity *= 2
