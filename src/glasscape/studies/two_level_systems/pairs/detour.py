"""The detour of a pair: whether a third minimum lies between its two minima, on or near their path."""

import numpy as np
from scipy.sparse import csr_array

from glasscape.arrays import Floats, Integers, ShortIntegers
from glasscape.jit import njit, prange


def detours(
    origin: Integers, destination: Integers, displacement: Floats, known: tuple[Integers, Integers, Floats]
) -> Floats:
    """The smallest (d_ak^2 + d_kb^2) / d_ab^2 over minima k, where d is the total displacement.

    If it is below 1, the third minimum lies inside the sphere whose diameter is the segment from a to b. The
    pair is then not an edge of the Gabriel graph of the minima (Gabriel and Sokal, Syst. Zool. 18, 259
    (1969)), and its path is rarely a double well.

    Parameters
    ----------
    origin, destination : ndarray of int, shape (P,)
        Indices of the minima of every pair.
    displacement : ndarray, shape (P,)
        Total displacement of every pair, not zero.
    known : tuple of ndarray
        Indices and total displacements of all pairs that may be part of a detour, each once.

    Returns
    -------
    ndarray, shape (P,)
        The ratios. NaN if no minimum k is joined to both a and b by pairs of `known`.
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
