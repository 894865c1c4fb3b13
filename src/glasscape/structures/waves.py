"""Plane waves that fit into a periodic cell."""

from itertools import product

import numpy as np

from glasscape.arrays import Floats
from glasscape.structures.cell import Cell

# wave vectors have up to this many wavelengths along an axis of the cell
WAVES = 3
# wave numbers that differ by less than this fraction are equal
SAME = 1e-6


def wave_vectors(cell: Cell) -> tuple[list[Floats], Floats]:
    """Wave vectors that fit into a cell, grouped by length, and these lengths in ascending order, 1/sigma.

    Of a vector and its opposite there is one. In two dimensions they lie in the plane.
    """
    # vectors of three components, one for every dimension
    reciprocal = 2.0 * np.pi * np.linalg.inv(cell.vectors).T[: cell.dimensions]
    steps, zero = range(-WAVES, WAVES + 1), (0,) * cell.dimensions
    whole = [each for each in product(steps, repeat=cell.dimensions) if each > zero]
    vectors = np.array(whole) @ reciprocal
    lengths = np.linalg.norm(vectors, axis=1)
    # beyond, shells are not complete
    complete = lengths <= (1.0 + SAME) * WAVES * np.linalg.norm(reciprocal, axis=1).min()
    vectors, lengths = vectors[complete], lengths[complete]
    order = np.argsort(lengths, kind="stable")
    vectors, lengths = vectors[order], lengths[order]
    first = np.flatnonzero(np.diff(lengths, prepend=0.0) > SAME * lengths)
    return np.split(vectors, first[1:]), lengths[first]
