"""Compiled features of many pairs at once."""

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@njit(cache=True, parallel=True)
def pair_features(
    positions: Floats,
    origin: Integers,
    destination: Integers,
    cell: Floats,
    n_displacements: int,
    features: Floats,
) -> None:
    """Features of the pairs (origin[p], destination[p]).

    Parameters
    ----------
    positions : ndarray, shape (n, N, 3)
        The minima.
    origin, destination : ndarray of int, shape (P,)
        Which of them make the pairs.
    cell : ndarray, shape (3,)
        Lengths of the periodic cell.
    n_displacements : int
        M, the number of most displaced particles.
    features : ndarray, shape (P, 2 M + 1)
        Receives the M largest displacements, the M - 1 distances between the midpoints of particle 1 and
        of particles 2 to M, the total displacement and the participation ratio.
    """
    n = positions.shape[1]
    for p in prange(len(origin)):
        start, end = positions[origin[p]], positions[destination[p]]
        change = np.empty((n, 3))
        for axis in range(3):
            length = cell[axis]
            total = 0.0
            for i in range(n):
                step = end[i, axis] - start[i, axis]
                step -= length * np.rint(step / length)
                change[i, axis] = step
                total += step
            for i in range(n):
                change[i, axis] -= total / n

        largest = np.zeros(n_displacements)
        who = np.zeros(n_displacements, dtype=np.int64)
        second_moment, fourth_moment = 0.0, 0.0
        for i in range(n):
            square = change[i, 0] ** 2 + change[i, 1] ** 2 + change[i, 2] ** 2
            second_moment += square
            fourth_moment += square * square
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
                separation = start[who[k], axis] + 0.5 * change[who[k], axis]
                separation -= start[who[0], axis] + 0.5 * change[who[0], axis]
                separation -= length * np.rint(separation / length)
                distance += separation * separation
            features[p, n_displacements + k - 1] = np.sqrt(distance)
        features[p, 2 * n_displacements - 1] = np.sqrt(second_moment)
        # two copies of one configuration have no displacement to take part in
        features[p, 2 * n_displacements] = (
            second_moment * second_moment / fourth_moment if fourth_moment > 0.0 else 0.0
        )
