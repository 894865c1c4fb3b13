"""Whether a third minimum lies between the two of a pair: then the path between them has to pass it."""

import numpy as np
from numba import njit, prange
from scipy.sparse import csr_array

from glasscape.arrays import Floats, Integers, ShortIntegers


def detours(
    origin: Integers, destination: Integers, displacement: Floats, known: tuple[Integers, Integers, Floats]
) -> Floats:
    """How much longer than the pair itself the shortest way over a third minimum is.

    Returns the smallest (d_ak^2 + d_kb^2) / d_ab^2 over minima k, where d is the total displacement. Below 1
    the third minimum lies inside the sphere around the middle of the pair: the pair is then no edge of the
    Gabriel graph of the minima (Gabriel and Sokal, Syst. Zool. 18, 259 (1969)), and its path seldom has two
    wells only.

    Parameters
    ----------
    origin, destination : ndarray of int, shape (P,)
        Indices of the minima of every pair.
    displacement : ndarray, shape (P,)
        Total displacement of every pair, not zero.
    known : tuple of ndarray
        Indices and total displacements of all pairs over which a detour may lead, each once.

    Returns
    -------
    ndarray, shape (P,)
        NaN for a pair without a minimum that `known` joins to both.
    """
    a, b, lengths = known
    size = 1 + max((int(ends.max()) for ends in (a, b, origin, destination) if len(ends)), default=0)
    both = (np.concatenate([a, b]), np.concatenate([b, a]))
    graph = csr_array((np.tile(np.square(lengths), 2), both), shape=(size, size))
    graph.sort_indices()
    ratios = np.empty(len(origin))
    _shortest(origin, destination, np.square(displacement), graph.indptr, graph.indices, graph.data, ratios)
    return ratios


@njit(cache=True, parallel=True)
def _shortest(
    origin: Integers,
    destination: Integers,
    direct: Floats,
    first: ShortIntegers,
    neighbours: ShortIntegers,
    squares: Floats,
    ratios: Floats,
) -> None:
    for p in prange(len(origin)):
        at, end = first[origin[p]], first[origin[p] + 1]
        other, other_end = first[destination[p]], first[destination[p] + 1]
        best = np.inf
        while at < end and other < other_end:
            if neighbours[at] < neighbours[other]:
                at += 1
            elif neighbours[at] > neighbours[other]:
                other += 1
            else:
                best = min(best, squares[at] + squares[other])
                at += 1
                other += 1
        ratios[p] = best / direct[p] if best < np.inf else np.nan
