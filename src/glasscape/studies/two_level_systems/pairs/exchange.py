"""Pairs whose displacement is smaller after an exchange of identical particles."""

import numpy as np

from glasscape.arrays import Flags, Floats, Integers
from glasscape.jit import njit, prange
from glasscape.structures.kernels import box_of, nearest
from glasscape.studies.two_level_systems.pairs.displaced import DisplacedMinima
from glasscape.studies.two_level_systems.pairs.kernels import nearest_changes


def closer_ends(minima: DisplacedMinima, a: Integers, b: Integers, limit: float) -> tuple[Integers, Floats]:
    """Minima b of pairs with identical particles exchanged, where this makes the displacement smaller.

    Parameters
    ----------
    minima : DisplacedMinima
        The minima.
    a, b : ndarray of int, shape (P,)
        Indices of the minima of every pair.
    limit : float
        Pairs that stay beyond this total displacement are left as they are, sigma.

    Returns
    -------
    exchanged : ndarray of int, shape (K,)
        Indices of the pairs.
    ends : ndarray, shape (K, 3, N)
        Displacements of their minima b from the reference, after the exchange.
    """
    exchanged: list[int] = []
    ends: list[Floats] = []
    identical, cell = minima.identical, minima.particles.cell
    if identical:
        smallest, closer = np.empty(len(a)), np.empty(len(a), dtype=np.bool_)
        _smallest_squares(
            minima.reference,
            minima.moved,
            minima.wraps,
            cell.vectors,
            identical.kinds,
            identical.stays,
            a,
            b,
            limit**2,
            smallest,
            closer,
        )
        for pair in np.flatnonzero(closer & (smallest <= limit**2)).tolist():
            start, end = (minima.reference + minima.moved[k].T for k in (a[pair], b[pair]))
            copy = identical.closest_copy(start, end)
            if copy is not end:
                exchanged.append(pair)
                ends.append(minima.moved[a[pair]] + cell.displacement(start, copy).T)
    return np.array(exchanged, dtype=np.int64), np.array(ends)


@njit(cache=True, parallel=True)
def _smallest_squares(
    reference: Floats,
    moved: Floats,
    wraps: bool,
    cell: Floats,
    kinds: Integers,
    stays: float,
    origin: Integers,
    destination: Integers,
    limit: float,
    smallest: Floats,
    closer: Flags,
) -> None:
    """A lower bound of the squared displacement of every pair for any exchange, at the shift of the pair.

    Every particle is joined to the nearest identical one. If that is always itself, no exchange brings the
    minima closer. The sum ends where it exceeds `limit`.
    """
    n = moved.shape[2]
    box = box_of(cell)
    for p in prange(len(origin)):
        start = moved[origin[p]]
        end = moved[destination[p]]
        changes = nearest_changes(start, end, box) if wraps else end - start
        movers, count, total = np.empty(n, dtype=np.int64), 0, 0.0
        for i in range(n):
            square = changes[0, i] ** 2 + changes[1, i] ** 2 + changes[2, i] ** 2
            if square > stays**2 and kinds[i] >= 0:
                movers[count] = i
                count += 1
            else:
                total += square
        other = False
        # the place of a particle that stays is further from others than 3 `stays`: only those that move far
        # can come near it, and they are last because they take long
        for far in (False, True):
            for i in movers[:count]:
                own = changes[0, i] ** 2 + changes[1, i] ** 2 + changes[2, i] ** 2
                if total > limit or far != (own > 4.0 * stays**2):
                    continue
                best = own
                for k in range(n if far else count):
                    j = k if far else movers[k]
                    if kinds[j] == kinds[i]:
                        dx, dy, dz = nearest(
                            reference[j, 0] + start[0, j] + changes[0, j] - reference[i, 0] - start[0, i],
                            reference[j, 1] + start[1, j] + changes[1, j] - reference[i, 1] - start[1, i],
                            reference[j, 2] + start[2, j] + changes[2, j] - reference[i, 2] - start[2, i],
                            box,
                        )
                        best = min(best, dx * dx + dy * dy + dz * dz)
                # the particle itself differs by rounding only
                other |= best < own * (1.0 - 1e-9)
                total += best
        smallest[p], closer[p] = total, other
