"""Periodic cells of any shape, in one standard form.

The rows of a cell are its lattice vectors, as a lower triangular matrix: a along x, b in the plane of x and
y, with every tilt at most half a length. Vectors reduced by z, then y, then x lie in a box of the three
lengths, so that whatever is shorter than half the smallest of them is the shortest of all its images.
"""

from typing import NamedTuple

import numpy as np
from ase.cell import Cell
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# tilts below this part of a length are rounding of a cell that has none
ROUNDING = 1e-9
# a tilt of exactly half a length may be either of two; the same cell must have the same one in every file
HALF = 0.5 + 1e-6


def standard_cell(vectors: Floats) -> tuple[Floats, Floats]:
    """The standard form of a cell, and what turns positions into it.

    Parameters
    ----------
    vectors : ndarray, shape (3, 3)
        Lattice vectors in rows; they span a volume.

    Returns
    -------
    cell : ndarray, shape (3, 3)
        Lower triangular with positive diagonal; it spans the same lattice.
    rotation : ndarray, shape (3, 3)
        `positions @ rotation` are in the frame of `cell`.
    """
    right_handed = np.array(vectors, dtype=np.float64)
    # the lattice of -c is that of c
    right_handed[2] *= np.sign(np.linalg.det(right_handed))
    if np.any(np.triu(right_handed, 1)) or np.any(np.diag(right_handed) <= 0.0):
        turned, back = Cell(right_handed).standard_form()  # type: ignore[no-untyped-call]
        cell, rotation = np.tril(turned.array), np.asarray(back).T
    else:
        cell, rotation = right_handed, np.eye(3)
    for row, column in ((2, 1), (2, 0), (1, 0)):
        length = cell[column, column]
        cell[row] -= np.ceil(cell[row, column] / length - HALF) * cell[column]
        if abs(cell[row, column]) < ROUNDING * length:
            cell[row, column] = 0.0
    return cell, rotation


def minimum_image(separations: Floats, cell: Floats) -> Floats:
    """Separations, shape (..., 3), reduced to the box of the lengths of `cell`, shape (3, 3)."""
    near = np.array(separations)
    for axis in (2, 1, 0):
        near[..., : axis + 1] -= np.rint(near[..., axis, None] / cell[axis, axis]) * cell[axis, : axis + 1]
    return near


def wrapped(positions: Floats, cell: Floats) -> Floats:
    """Positions, shape (..., 3), moved by lattice vectors into the cell, shape (3, 3)."""
    inside = np.array(positions)
    for axis in (2, 1, 0):
        length = cell[axis, axis]
        rest = inside[..., axis] % length
        turns = np.rint((inside[..., axis] - rest) / length)
        inside[..., :axis] -= turns[..., None] * cell[axis, :axis]
        inside[..., axis] = rest
    return inside


class Box(NamedTuple):
    """Lengths, tilts and inverse lengths of a cell, as compiled code holds them."""

    x: float
    y: float
    z: float
    xy: float
    xz: float
    yz: float
    inverse_x: float
    inverse_y: float
    inverse_z: float


@njit(cache=True, inline="always", error_model="numpy")
def box_of(cell: Floats) -> Box:
    """The numbers of a cell, shape (3, 3)."""
    x, y, z = cell[0, 0], cell[1, 1], cell[2, 2]
    return Box(x, y, z, cell[1, 0], cell[2, 0], cell[2, 1], 1.0 / x, 1.0 / y, 1.0 / z)


@njit(cache=True, inline="always")
def nearest(dx: float, dy: float, dz: float, box: Box) -> tuple[float, float, float]:
    """One separation as `minimum_image` reduces it."""
    turns = np.rint(dz * box.inverse_z)
    dx -= turns * box.xz
    dy -= turns * box.yz
    dz -= turns * box.z
    turns = np.rint(dy * box.inverse_y)
    dx -= turns * box.xy
    dy -= turns * box.y
    dx -= np.rint(dx * box.inverse_x) * box.x
    return dx, dy, dz


@njit(cache=True)
def shortest(dx: float, dy: float, dz: float, box: Box) -> float:
    """Length of the shortest periodic image of a separation, however long it is."""
    dx, dy, dz = nearest(dx, dy, dz, box)
    square = dx * dx + dy * dy + dz * dz
    # in a box without tilts it is the shortest already
    if box.xy != 0.0 or box.xz != 0.0 or box.yz != 0.0:
        radius = np.sqrt(square)
        # shifts that leave z and then y within the length that is known
        for k in range(np.ceil((-radius - dz) / box.z), np.floor((radius - dz) / box.z) + 1):
            y, z = dy + k * box.yz, dz + k * box.z
            for j in range(np.ceil((-radius - y) / box.y), np.floor((radius - y) / box.y) + 1):
                across, up = dx + k * box.xz + j * box.xy, y + j * box.y
                across -= np.rint(across * box.inverse_x) * box.x
                square = min(square, across * across + up * up + z * z)
    return float(np.sqrt(square))
