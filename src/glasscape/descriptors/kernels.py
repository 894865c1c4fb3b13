"""Compiled sums over the neighbours of every particle."""

import numpy as np

from glasscape.arrays import Floats, Integers, ShortIntegers
from glasscape.forces.kernels import ClosePairs
from glasscape.jit import njit
from glasscape.structures.kernels import box_of, nearest


@njit(cache=True, error_model="numpy")
def weighted_sums(
    positions: Floats,
    cell: Floats,
    species: ShortIntegers,
    values: Floats,
    rates: Floats,
    reaches: Floats,
    sums: Floats,
) -> None:
    """Sums of local quantities over the neighbourhood of every particle, with the weights exp(-r / L).

    The particle itself counts with weight 1. Pairs are visited one by one and not stored, so memory does not
    grow with their number.

    Parameters
    ----------
    positions : ndarray, shape (N, 3)
        Positions, sigma, wrapped or not.
    cell : ndarray, shape (3, 3)
        Lattice vectors.
    species : ndarray of int, shape (N,)
        Species of every particle.
    values : ndarray, shape (N, Q)
        Local quantities.
    rates, reaches : ndarray, shape (K,)
        1 / L for every length L, and the distances up to which neighbours count, sigma, in ascending order.
        No distance exceeds half the width of the cell.
    sums : ndarray, shape (N, S, K, Q)
        Receives the sums over the neighbours of every species.
    """
    n, quantities = values.shape
    box = box_of(cell)
    last = len(rates) - 1
    furthest2 = reaches[last] * reaches[last]
    sums[:] = 0.0
    for i in range(n):
        for k in range(last + 1):
            for q in range(quantities):
                sums[i, species[i], k, q] = values[i, q]
    for i in range(n):
        a = species[i]
        for j in range(i + 1, n):
            dx, dy, dz = nearest(
                positions[i, 0] - positions[j, 0],
                positions[i, 1] - positions[j, 1],
                positions[i, 2] - positions[j, 2],
                box,
            )
            distance2 = dx * dx + dy * dy + dz * dz
            if distance2 < furthest2:
                distance, b = np.sqrt(distance2), species[j]
                for k in range(last, -1, -1):
                    if distance >= reaches[k]:
                        break
                    weight = np.exp(-distance * rates[k])
                    for q in range(quantities):
                        sums[i, b, k, q] += weight * values[j, q]
                        sums[j, a, k, q] += weight * values[i, q]


@njit(cache=True, error_model="numpy")
def shell_counts(
    pairs: ClosePairs, species: ShortIntegers, nearest_shell: float, thickness: float, counts: Integers
) -> None:
    """Count the neighbours of every particle in spherical shells, or in rings of a plane.

    Parameters
    ----------
    pairs : ClosePairs
        All pairs up to the end of the last shell.
    species : ndarray of int, shape (N,)
        Species of every particle.
    nearest_shell, thickness : float
        Inner radius of the first shell and thickness of all, sigma.
    counts : ndarray of int, shape (N, S, shells)
        Receives the numbers of neighbours of every species.
    """
    shells = counts.shape[2]
    counts[:] = 0
    for slot in range(len(pairs.central)):
        i = pairs.central[slot]
        for k in range(pairs.first[slot], pairs.first[slot + 1]):
            j = pairs.neighbour[k]
            shell = int(np.floor((np.sqrt(pairs.distance2[k]) - nearest_shell) / thickness))
            if 0 <= shell < shells:
                counts[i, species[j], shell] += 1
                counts[j, species[i], shell] += 1
