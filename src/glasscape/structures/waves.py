"""Plane waves that fit into a periodic cell."""

from itertools import product

import numpy as np

from glasscape.arrays import Floats
from glasscape.structures.cell import Cell

# wave vectors are up to this many times as long as the shortest
WAVES = 3
# wave numbers that differ by less than this fraction are equal
SAME = 1e-6


def wave_vectors(cell: Cell) -> tuple[list[Floats], Floats]:
    """Wave vectors that fit into a cell, grouped by length, and these lengths in ascending order, 1/sigma.

    Of a vector and its opposite there is one. In two dimensions they lie in the plane.
    """
    # vectors of three components, one for every dimension
    reciprocal = 2.0 * np.pi * np.linalg.inv(cell.vectors).T[: cell.dimensions]
    # in a tilted cell, a sum of them may be shorter than all of them
    longest = (1.0 + SAME) * WAVES * np.linalg.norm(reciprocal, axis=1).min()
    sides = np.linalg.norm(cell.vectors[: cell.dimensions], axis=1)
    # q has q . a / (2 pi) waves along a side a
    waves = [range(-int(most), int(most) + 1) for most in longest * sides / (2.0 * np.pi)]
    vectors = np.array([each for each in product(*waves) if each > (0,) * cell.dimensions]) @ reciprocal
    lengths = np.linalg.norm(vectors, axis=1)
    # beyond, shells are not complete
    complete = lengths <= (1.0 + SAME) * WAVES * lengths.min()
    vectors, lengths = vectors[complete], lengths[complete]
    order = np.argsort(lengths, kind="stable")
    vectors, lengths = vectors[order], lengths[order]
    first = np.flatnonzero(np.diff(lengths, prepend=0.0) > SAME * lengths)
    return np.split(vectors, first[1:]), lengths[first]
