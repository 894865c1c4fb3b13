"""Pairs of minima that may lie within a displacement, found by matrix products.

The squared displacement between two minima is |u_a|^2 + |u_b|^2 - 2 u_a . u_b, where u are displacements from
a third configuration. Matrix products compute thousands of them at a time. Particles are left out if their
displacements may need the minimum image or an exchange with an identical particle, and the mean of the others
is removed. Both make the displacement smaller, so no pair is lost. Where nearly all identical particles have
left their places in some minimum, the products exclude few pairs.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from glasscape.arrays import Floats, Integers
from glasscape.structures.exchange import UNIQUE
from glasscape.studies.two_level_systems.pairs.displaced import LARGEST_SHIFT, DisplacedMinima

# numbers of minima in the two factors of a matrix product
ROWS, COLUMNS = 512, 4096
# upper bound of the rounding error of single precision, as a fraction of |u_a|^2 + |u_b|^2
ROUNDING = 1e-4


def near_pairs(
    energies: Floats, minima: DisplacedMinima, max_energy_difference: float, max_displacement: float
) -> Iterator[tuple[Integers, Integers, int]]:
    """Find all pairs a < b within both limits, and some beyond the limit of the displacement.

    Parameters
    ----------
    energies : ndarray, shape (n,)
        Energies of the minima, epsilon, ascending.
    minima : DisplacedMinima
        The minima.
    max_energy_difference, max_displacement : float
        Limits of the energy difference, epsilon, and of the total displacement, sigma.

    Yields
    ------
    a, b : ndarray of int
        Pairs in order, for a block of minima a. All are within the energy difference.
    within_energy : int
        Number of all pairs of this block within the energy difference.
    """
    n = len(energies)
    stop = np.searchsorted(energies, energies + max_energy_difference, side="right")
    moved = _in_single_precision(minima)
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
            a, b = np.nonzero(near & ahead)
            found_a.append(a + first)
            found_b.append(b + begin)
            within += int(np.count_nonzero(ahead))
        a, b = np.concatenate(found_a), np.concatenate(found_b)
        order = np.lexsort((b, a))
        yield a[order], b[order], within


def _in_single_precision(minima: DisplacedMinima) -> NDArray[np.float32]:
    """Displacements of the particles that stay near, without their mean, shape (n, 3 x particles)."""
    limits = LARGEST_SHIFT * minima.particles.cell.lengths[:, None]
    stays = np.all((minima.moved.max(axis=0) <= limits) & (minima.moved.min(axis=0) >= -limits), axis=0)
    if minima.identical:
        furthest = np.max([np.einsum("ij,ij->j", each, each) for each in minima.moved], axis=0)
        stays &= (minima.identical.kinds == UNIQUE) | (furthest <= minima.identical.stays**2)
    # smaller numbers have smaller rounding errors
    mean = minima.moved.mean(axis=0)
    moved = np.empty((len(minima.moved), 3 * np.count_nonzero(stays)), dtype=np.float32)
    for row, each in zip(moved, minima.moved, strict=True):
        step = (each - mean)[:, stays]
        row[:] = (step - step.sum(axis=1, keepdims=True) / max(step.shape[1], 1)).ravel()
    return moved
