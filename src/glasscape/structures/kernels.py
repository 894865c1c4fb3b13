"""Compiled code for separations in a periodic cell."""

from typing import NamedTuple

import numpy as np

from glasscape.arrays import Floats
from glasscape.jit import njit
from glasscape.structures.cell import ROUNDING

# the shift between two glasses is stationary after a few refinements; that between liquids may never be
MOST_REFINEMENTS = 100
# if all changes are below this fraction of the lengths, the refinement from zero ends at the same shift
SMALL = 0.1


class Box(NamedTuple):
    """Lengths, tilts and inverse lengths of a cell, for compiled code."""

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
def box_of(vectors: Floats) -> Box:
    """The box of a cell with the given lattice vectors, shape (3, 3)."""
    x, y, z = vectors[0, 0], vectors[1, 1], vectors[2, 2]
    return Box(x, y, z, vectors[1, 0], vectors[2, 0], vectors[2, 1], 1.0 / x, 1.0 / y, 1.0 / z)


@njit(cache=True, inline="always")
def nearest(dx: float, dy: float, dz: float, box: Box) -> tuple[float, float, float]:
    """Reduce one separation as `Cell.minimum_image` does."""
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
def remove_shift(changes: Floats, box: Box) -> None:
    """Turn changes of positions into displacements to the nearest images, whose mean is zero, in place.

    Parameters
    ----------
    changes : ndarray, shape (3, N)
        Changes of positions, sigma.
    box : Box
        The cell.
    """
    n = changes.shape[1]
    x, y, z = _common_shift(changes, box)
    for _ in range(MOST_REFINEMENTS):
        sum_x, sum_y, sum_z = 0.0, 0.0, 0.0
        for i in range(n):
            dx, dy, dz = nearest(changes[0, i] - x, changes[1, i] - y, changes[2, i] - z, box)
            changes[0, i], changes[1, i], changes[2, i] = dx, dy, dz
            sum_x += dx
            sum_y += dy
            sum_z += dz
        x, y, z = sum_x / n, sum_y / n, sum_z / n
        if abs(x) < ROUNDING * box.x and abs(y) < ROUNDING * box.y and abs(z) < ROUNDING * box.z:
            break
    for i in range(n):
        changes[0, i] -= x
        changes[1, i] -= y
        changes[2, i] -= z


@njit(cache=True)
def _common_shift(changes: Floats, box: Box) -> tuple[float, float, float]:
    """First estimate of the common shift: zero if all changes are small, else a circular mean."""
    small = True
    for i in range(changes.shape[1]):
        dx, dy, dz = nearest(changes[0, i], changes[1, i], changes[2, i], box)
        if abs(dx) > SMALL * box.x or abs(dy) > SMALL * box.y or abs(dz) > SMALL * box.z:
            small = False
            break
    if small:
        return 0.0, 0.0, 0.0
    along = np.zeros(3, dtype=np.complex128)
    for i in range(changes.shape[1]):
        c = changes[2, i] * box.inverse_z
        b = (changes[1, i] - c * box.yz) * box.inverse_y
        a = (changes[0, i] - b * box.xy - c * box.xz) * box.inverse_x
        for axis, turns in enumerate((a, b, c)):
            along[axis] += np.exp(2j * np.pi * turns)
    a, b, c = np.angle(along) / (2.0 * np.pi)
    return a * box.x + b * box.xy + c * box.xz, b * box.y + c * box.yz, c * box.z


@njit(cache=True)
def shortest(dx: float, dy: float, dz: float, box: Box) -> float:
    """Length of the shortest periodic image of a separation of any length."""
    dx, dy, dz = nearest(dx, dy, dz, box)
    square = dx * dx + dy * dy + dz * dz
    # in an orthogonal cell the reduced separation is the shortest
    if box.xy != 0.0 or box.xz != 0.0 or box.yz != 0.0:
        radius = np.sqrt(square)
        # only shifts that keep |z|, then |y|, below the known length can give a shorter image
        for k in range(np.ceil((-radius - dz) / box.z), np.floor((radius - dz) / box.z) + 1):
            y, z = dy + k * box.yz, dz + k * box.z
            for j in range(np.ceil((-radius - y) / box.y), np.floor((radius - y) / box.y) + 1):
                across, up = dx + k * box.xz + j * box.xy, y + j * box.y
                across -= np.rint(across * box.inverse_x) * box.x
                square = min(square, across * across + up * up + z * z)
    return float(np.sqrt(square))
