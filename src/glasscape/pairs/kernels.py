"""Compiled features of many pairs at once."""

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


# sums may be reordered, so that they use the full width of a core
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
    """Features of the pairs (origin[p], destination[p]).

    Parameters
    ----------
    reference, moved, wraps, cell
        The minima, as in `DisplacedMinima`.
    origin, destination : ndarray of int, shape (P,)
        Which of them make the pairs.
    n_displacements : int
        M, the number of most displaced particles.
    features : ndarray, shape (P, 2 M + 1)
        Receives the M largest displacements, the M - 1 distances between the midpoints of particle 1 and
        of particles 2 to M, the total displacement and the participation ratio.
    """
    n = moved.shape[2]
    for p in prange(len(origin)):
        start, end = moved[origin[p]], moved[destination[p]]
        drift = np.zeros(3)
        if wraps:
            unwrapped, end = end, np.empty((3, n))
            for axis in range(3):
                length, total = cell[axis], 0.0
                for i in range(n):
                    step = unwrapped[axis, i] - start[axis, i]
                    step -= length * np.rint(step / length)
                    end[axis, i] = start[axis, i] + step
                    total += step
                drift[axis] = total / n

        squares = np.empty(n)
        second_moment, fourth_moment = 0.0, 0.0
        for i in range(n):
            square = (
                (end[0, i] - start[0, i] - drift[0]) ** 2
                + (end[1, i] - start[1, i] - drift[1]) ** 2
                + (end[2, i] - start[2, i] - drift[2]) ** 2
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
        for k in range(1, n_displacements):
            distance = 0.0
            for axis in range(3):
                length = cell[axis]
                # drift is the same for all particles
                separation = reference[who[k], axis] + 0.5 * (start[axis, who[k]] + end[axis, who[k]])
                separation -= reference[who[0], axis] + 0.5 * (start[axis, who[0]] + end[axis, who[0]])
                separation -= length * np.rint(separation / length)
                distance += separation * separation
            features[p, n_displacements + k - 1] = np.sqrt(distance)
        features[p, 2 * n_displacements - 1] = np.sqrt(second_moment)
        # two copies of one configuration have no displacement to take part in
        features[p, 2 * n_displacements] = (
            second_moment * second_moment / fourth_moment if fourth_moment > 0.0 else 0.0
        )
