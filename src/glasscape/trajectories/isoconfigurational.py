"""Isoconfigurational runs: trajectories from one configuration that differ by their initial velocities.

Widmer-Cooper, Harrowell and Fynewever, Phys. Rev. Lett. 93, 135701 (2004).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glasscape.arrays import Floats, ShortFloats
from glasscape.errors import FileError, StructureError
from glasscape.files import read_arrays, write_arrays
from glasscape.structures.cell import Cell
from glasscape.structures.particles import Particles

TYPES, START, POSITIONS = "types", "initial_positions", "positions"
# in files of `Isoconfigurational.write`, beside these
DIAMETERS, CELL, TIMES = "diameters", "cell", "times"
# positions may reach this far beyond the cell, as a fraction of its length, by rounding
ROUNDING = 1e-6
# a liquid has no empty layer of this thickness, in mean distances between neighbours
EMPTY = 2.0


@dataclass(frozen=True, eq=False)
class Isoconfigurational:
    """The same particles after the same times in several runs from one configuration.

    Attributes
    ----------
    particles : Particles
        The particles.
    start : ndarray, shape (N, 3)
        Positions at time zero, sigma.
    times : ndarray, shape (T,)
        Times, sigma sqrt(m / epsilon), in ascending order. A single time may be NaN, which is not known.
    positions : ndarray of float32, shape (R, T, N, 3)
        Positions at every time in each of the R runs, sigma, not wrapped into the cell.
    """

    particles: Particles
    start: Floats
    times: Floats
    positions: ShortFloats

    def displacements(self, k: int) -> Floats:
        """Displacements at time `k` in every run without their mean over particles, shape (R, N, 3), sigma.

        The mean is the drift of the centre of mass if all particles have the same mass.
        """
        changes = self.positions[:, k] - self.start
        return np.asarray(changes - changes.mean(axis=1, keepdims=True))

    def write(self, path: str | Path) -> None:
        """Write an `.npz` file that `read_isoconfigurational` reads, atomically."""
        arrays: dict[str, NDArray[Any]] = {
            TYPES: self.particles.species,
            DIAMETERS: self.particles.diameters,
            CELL: self.particles.cell.vectors,
            START: self.start,
            TIMES: self.times,
            POSITIONS: self.positions,
        }
        write_arrays(path, arrays)


def join(parts: Sequence[Isoconfigurational]) -> Isoconfigurational:
    """All runs of several files as one. They start from the same configuration and have the same times.

    Raises
    ------
    StructureError
        If they do not.
    """
    first = parts[0]
    for part in parts[1:]:
        one, other = part.particles, first.particles
        for what, a, b in (
            ("types", one.species, other.species),
            ("diameters", one.diameters, other.diameters),
            ("cell", one.cell.vectors, other.cell.vectors),
            ("initial positions", part.start, first.start),
            ("times", part.times, first.times),
        ):
            if not np.array_equal(a, b, equal_nan=True):
                raise StructureError(
                    f"files of isoconfigurational runs of one sample differ in their {what}; delete them, so "
                    "that they are computed again"
                )
    positions = np.concatenate([part.positions for part in parts])
    return Isoconfigurational(first.particles, first.start, first.times, positions)


def read_isoconfigurational(path: str | Path, cell: Cell | None = None) -> Isoconfigurational:
    """Read isoconfigurational runs from an `.npz` file.

    The file has `types`, shape (N,), the species counted from 0, `initial_positions`, shape (N, 3), and
    `positions`, shape (R, N, 3), not wrapped. This is the layout of Shiba et al., J. Chem. Phys. 158, 084503
    (2023). With `times`, shape (T,), `positions` have the shape (R, T, N, 3). In two dimensions, positions
    may have two coordinates.

    Parameters
    ----------
    path : path
        The file.
    cell : Cell, optional
        The periodic cell. Files of `Isoconfigurational.write` hold it, and the diameters. Otherwise all
        diameters are 1.

    Raises
    ------
    StructureError
        If the cell is not known, if an array is missing, has the wrong shape or values that are not finite,
        if the species are not counted from 0, if times do not ascend, if the cell does not fit the positions,
        if the positions leave the plane of a cell in two dimensions, or if they are wrapped.
    """
    try:
        arrays = read_arrays(path)
    except FileError as error:
        raise StructureError(str(error)) from error
    missing = [key for key in (TYPES, START, POSITIONS) if key not in arrays]
    if missing:
        raise StructureError(f"{path}: has no array {', '.join(missing)}; it holds {', '.join(arrays)}")
    if cell is None and CELL not in arrays:
        raise StructureError(f"{path}: does not hold the periodic cell; give its length")
    box = _cell(path, arrays[CELL]) if cell is None else cell
    types, start, positions = arrays[TYPES], *(_in_space(arrays[key], box) for key in (START, POSITIONS))
    _check_types(path, types)
    n = len(types)
    _check_positions(path, START, start, start.shape == (n, 3), f"({n}, 3)")
    times = arrays.get(TIMES)
    shape = (n, 3) if times is None else (times.size, n, 3)
    fits = positions.ndim == len(shape) + 1 and len(positions) > 0 and positions.shape[1:] == shape
    _check_positions(path, POSITIONS, positions, fits, f"(runs, {', '.join(map(str, shape))})")
    if times is None:
        times, positions = np.array([np.nan]), positions[:, None]
    else:
        _check_times(path, times)
    diameters = arrays.get(DIAMETERS, np.ones(n))
    if not (_is_finite(diameters) and diameters.shape == (n,) and (diameters > 0.0).all()):
        raise StructureError(
            f"{path}: {DIAMETERS} should be positive floats of shape ({n},), and is {_described(diameters)}"
        )
    particles = Particles(diameters, types.astype(np.int32), box)
    runs = Isoconfigurational(
        particles, start.astype(np.float64), times.astype(np.float64), positions.astype(np.float32)
    )
    _check_plane(path, runs)
    _check_cell(path, runs)
    _check_unwrapped(path, runs)
    return runs


def _is_finite(array: NDArray[Any]) -> bool:
    return bool(np.issubdtype(array.dtype, np.floating) and np.isfinite(array).all())


def _cell(path: str | Path, vectors: NDArray[Any]) -> Cell:
    """The cell of a file, in its standard form."""
    standard = (
        _is_finite(vectors)
        and vectors.shape == (3, 3)
        and not np.triu(vectors, 1).any()
        and (np.diag(vectors) > 0.0).all()
    )
    if not standard:
        raise StructureError(
            f"{path}: {CELL} should be lattice vectors in rows, a lower triangular matrix of floats with a "
            f"positive diagonal, and is {_described(vectors)}"
        )
    return Cell(vectors.astype(np.float64))


def _in_space(positions: NDArray[Any], cell: Cell) -> NDArray[Any]:
    """Positions with z = 0 if they have two coordinates and the cell is a plane."""
    if cell.dimensions == 2 and positions.ndim and positions.shape[-1] == 2:
        return np.concatenate([positions, np.zeros_like(positions[..., :1])], axis=-1)
    return positions


def _check_types(path: str | Path, types: np.ndarray) -> None:
    if types.ndim != 1 or len(types) == 0 or not np.issubdtype(types.dtype, np.integer):
        raise StructureError(f"{path}: {TYPES} should be integers of shape (N,), and is {_described(types)}")
    found = np.unique(types)
    if not np.array_equal(found, np.arange(len(found))):
        raise StructureError(f"{path}: {TYPES} should count species from 0 without gaps, and has {found}")


def _check_positions(path: str | Path, key: str, array: np.ndarray, fits: bool, shape: str) -> None:
    if not fits or not np.issubdtype(array.dtype, np.floating):
        raise StructureError(f"{path}: {key} should be floats of shape {shape}, and is {_described(array)}")
    # positions are kept in single precision
    largest = np.finfo(np.float32).max
    if not -largest < array.min() <= array.max() < largest:
        raise StructureError(f"{path}: {key} has values that are not finite")


def _check_times(path: str | Path, times: np.ndarray) -> None:
    known = times.ndim == 1 and np.issubdtype(times.dtype, np.floating) and not np.isinf(times).any()
    # one time may be unknown
    if not known or not (len(times) == 1 or (np.diff(times) > 0.0).all()) or (times <= 0.0).any():
        raise StructureError(f"{path}: {TIMES} should be positive floats that ascend, and is {times}")


def _described(array: np.ndarray) -> str:
    return f"{array.dtype} of shape {array.shape}"


def _fractions(cell: Cell, vectors: Floats) -> Floats:
    """Coordinates along the lattice vectors, as fractions of these."""
    return np.asarray(vectors @ np.linalg.inv(cell.vectors))


def _check_plane(path: str | Path, runs: Isoconfigurational) -> None:
    """Check that all particles stay at z = 0 in two dimensions."""
    if runs.particles.cell.dimensions == 3:
        return
    for key, positions in ((START, runs.start), (POSITIONS, runs.positions)):
        if np.any(positions[..., 2]):
            raise StructureError(f"{path}: {key} leave the plane z = 0 of a potential in two dimensions")


def _check_cell(path: str | Path, runs: Isoconfigurational) -> None:
    """Check that the initial positions fit into the cell and fill it."""
    cell, n = runs.particles.cell, len(runs.particles)
    fractions = _fractions(cell, runs.start)[:, : cell.dimensions]
    extent = float(np.ptp(fractions, axis=0).max())
    if extent > 1.0 + ROUNDING:
        raise StructureError(
            f"{path}: {START} extend over {extent:.4g} lengths of the cell; give a larger cell, or wrap them "
            "and move the other positions by the same lattice vectors"
        )
    spacing = cell.spacing(n)
    ordered = np.sort(fractions, axis=0)
    gaps = (
        np.diff(np.vstack([ordered, ordered[0] + 1.0]), axis=0).max(axis=0) * cell.lengths[: cell.dimensions]
    )
    if gaps.max() > EMPTY * spacing:
        raise StructureError(
            f"{path}: {START} leave a layer of {gaps.max():.3g} sigma of the cell empty; give a smaller cell"
        )


def _check_unwrapped(path: str | Path, runs: Isoconfigurational) -> None:
    """Check that no particle jumps when it leaves the cell.

    Displacements along an axis become rarer with their length, whereas jumps are about as long as the cell.
    Long displacements hide jumps. But positions that reach further than the cell are not wrapped.
    """
    cell = runs.particles.cell
    for k in range(len(runs.times)):
        changes = runs.positions[:, k] - runs.start
        # jumps move the mean, and not the median
        changes -= np.median(changes, axis=1, keepdims=True)
        moved = np.abs(_fractions(cell, changes))
        jumps = int(np.count_nonzero(moved > 0.75))
        long = int(np.count_nonzero((moved > 0.25) & (moved <= 0.75)))
        reach = float(np.ptp(_fractions(cell, runs.positions[:, k].astype(np.float64)), axis=(0, 1)).max())
        if jumps > long or (jumps and reach <= 1.0 + ROUNDING):
            raise StructureError(
                f"{path}: {POSITIONS} look wrapped: {jumps} displacements are about as long as the cell; "
                "give unwrapped positions, or their cell"
            )
