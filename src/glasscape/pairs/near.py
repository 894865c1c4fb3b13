"""Pairs of minima that may lie within a displacement, found by products of matrices.

The squared displacement between two minima is |u_a|^2 + |u_b|^2 - 2 u_a . u_b, where u are displacements from
a third configuration: thousands of products at a time, at the full speed of a core. Where particles wander so
far that they need the nearest image this does not hold, and all pairs within the energy difference are
candidates.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from glasscape.pairs.displaced import DisplacedMinima

# minima whose displacements are compared at a time, with others
ROWS, COLUMNS = 512, 4096
# upper bound of the rounding of single precision, as part of |u_a|^2 + |u_b|^2
ROUNDING = 1e-5
Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def near_pairs(
    energies: Floats, minima: DisplacedMinima, max_energy_difference: float, max_displacement: float
) -> Iterator[tuple[Integers, Integers, int]]:
    """Candidates a < b with an energy difference up to the limit; none within the displacement is missing.

    Parameters
    ----------
    energies : ndarray, shape (n,)
        Energies of the minima, ascending.
    minima : DisplacedMinima
        The minima.
    max_energy_difference, max_displacement : float
        The limits.

    Yields
    ------
    a, b : ndarray of int
        Candidates in order, for a block of minima a.
    within_energy : int
        Pairs of this block within the energy difference.
    """
    n = len(energies)
    stop = np.searchsorted(energies, energies + max_energy_difference, side="right")
    moved = minima.moved.astype(np.float32).reshape(n, -1)
    # small numbers round less
    moved -= moved.mean(axis=0)
    squares = np.einsum("ij,ij->i", moved, moved)
    columns = np.arange(n)
    for first in tqdm(range(0, n, ROWS), "pairs", disable=None):
        rows = slice(first, min(first + ROWS, n))
        found_a, found_b, within = [], [], 0
        for begin in range(first, stop[rows].max(), COLUMNS):
            others = slice(begin, min(begin + COLUMNS, n))
            total = squares[rows, None] + squares[None, others]
            apart = total - 2.0 * (moved[rows] @ moved[others].T)
            ahead = (columns[None, others] > columns[rows, None]) & (columns[None, others] < stop[rows, None])
            near = apart <= max_displacement**2 + ROUNDING * total
            a, b = np.nonzero(ahead if minima.wraps else near & ahead)
            found_a.append(a + first)
            found_b.append(b + begin)
            within += int(np.count_nonzero(ahead))
        a, b = (np.concatenate(found or [np.empty(0, np.int64)]) for found in (found_a, found_b))
        order = np.lexsort((b, a))
        yield a[order], b[order], within
