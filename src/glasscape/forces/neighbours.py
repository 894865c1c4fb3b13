"""Pairs of particles that are close to each other."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glasscape.forces.kernels import close_pairs

Floats = NDArray[np.float64]
Integers = NDArray[np.int32]

INITIAL_NEIGHBOURS_PER_PARTICLE = 32


class ClosePairs(NamedTuple):
    """Every pair closer than some distance once, with its squared distance.

    The partners of particle `central[k]` are `neighbour[first[k]:first[k + 1]]`.
    """

    central: Integers
    first: Integers
    neighbour: Integers
    distance2: Floats


def find_close_pairs(positions: Floats, cell: Floats, reach: float) -> ClosePairs:
    """Pairs of particles closer than `reach`, at most half the width of the cell.

    Parameters
    ----------
    positions : ndarray, shape (N, 3)
        Wrapped or not.
    cell : ndarray, shape (3, 3)
        The periodic cell.
    reach : float
        In sigma.
    """
    n = len(positions)
    central, first = np.empty(n, dtype=np.int32), np.zeros(n + 1, dtype=np.int32)
    capacity = INITIAL_NEIGHBOURS_PER_PARTICLE * n
    while True:
        neighbour, distance2 = np.empty(capacity, dtype=np.int32), np.empty(capacity)
        count = close_pairs(positions, cell, reach, central, first, neighbour, distance2)
        if count >= 0:
            return ClosePairs(central, first, neighbour[:count], distance2[:count])
        capacity *= 2
