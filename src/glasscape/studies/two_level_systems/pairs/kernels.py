"""Compiled code for the features of pairs."""

import numpy as np

from glasscape.arrays import Floats, Integers
from glasscape.jit import njit, prange
from glasscape.structures.kernels import Box, box_of, remove_shift, shortest


@njit(cache=True)
def nearest_changes(start: Floats, end: Floats, box: Box) -> Floats:
    """Displacements between two minima, both shape (3, N), by minimum image and without a common shift."""
    changes = end - start
    remove_shift(changes, box)
    return changes


# sums may be reordered, so that the compiler can use vector instructions
@njit(cache=True, parallel=True, fastmath={"reassoc", "contract", "nsz"})
def pair_features(
    reference: Floats,
    moved: Floats,
    wraps: bool,
    cell: Floats,
    origin: Integers,
    destination: Integers,
    n_displacements: int,
    features: Floats,
) -> None:
    """Compute the features of the pairs (origin[p], destination[p]).

    Parameters
    ----------
    reference, moved, wraps, cell
        The minima, as in `DisplacedMinima`.
    origin, destination : ndarray of int, shape (P,)
        Indices of the minima of every pair.
    n_displacements : int
        M, the number of most displaced particles that are described.
    features : ndarray, shape (P, 2 M + 1)
        Receives the M largest displacements, the M - 1 distances between the midpoints of particle 1 and
        of particles 2 to M, the total displacement and the participation ratio.
    """
    n = moved.shape[2]
    box = box_of(cell)
    for p in prange(len(origin)):
        start, end = moved[origin[p]], moved[destination[p]]
        if wraps:
            end = start + nearest_changes(start, end, box)

        squares = np.empty(n)
        second_moment, fourth_moment = 0.0, 0.0
        for i in range(n):
            square = (
                (end[0, i] - start[0, i]) ** 2
                + (end[1, i] - start[1, i]) ** 2
                + (end[2, i] - start[2, i]) ** 2
            )
            squares[i] = square
            second_moment += square
            fourth_moment += square * square

        largest = np.zeros(n_displacements)
        who = np.zeros(n_displacements, dtype=np.int64)
        for i in range(n):
            square = squares[i]
            if square > largest[-1]:
                k = n_displacements - 1
                while k > 0 and square > largest[k - 1]:
                    largest[k] = largest[k - 1]
                    who[k] = who[k - 1]
                    k -= 1
                largest[k] = square
                who[k] = i

        for k in range(n_displacements):
            features[p, k] = np.sqrt(largest[k])
        apart = np.empty(3)
        for k in range(1, n_displacements):
            i, j = who[0], who[k]
            for axis in range(3):
                apart[axis] = reference[j, axis] + 0.5 * (start[axis, j] + end[axis, j])
                apart[axis] -= reference[i, axis] + 0.5 * (start[axis, i] + end[axis, i])
            features[p, n_displacements + k - 1] = shortest(apart[0], apart[1], apart[2], box)
        features[p, 2 * n_displacements - 1] = np.sqrt(second_moment)
        # two equal configurations have no displacement
        features[p, 2 * n_displacements] = (
            second_moment * second_moment / fourth_moment if fourth_moment > 0.0 else 0.0
        )
