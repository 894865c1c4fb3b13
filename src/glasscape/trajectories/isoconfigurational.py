"""Isoconfigurational runs: trajectories from one configuration that differ by their initial velocities.

Widmer-Cooper, Harrowell and Fynewever, Phys. Rev. Lett. 93, 135701 (2004).
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glasscape.arrays import Floats
from glasscape.errors import StructureError
from glasscape.files import read_arrays, write_arrays
from glasscape.structures.cell import Cell
from glasscape.structures.particles import Particles

TYPES, START, ENDS = "types", "initial_positions", "positions"
# in files of `Isoconfigurational.write`, beside these
DIAMETERS, CELL = "diameters", "cell"
# positions may reach this far beyond the cell, as a fraction of its length, by rounding
ROUNDING = 1e-6
# a liquid has no empty layer of this thickness, in distances (volume per particle)^(1/3)
EMPTY = 2.0


@dataclass(frozen=True, eq=False)
class Isoconfigurational:
    """The same particles after the same time in several runs from one configuration.

    Attributes
    ----------
    particles : Particles
        The particles.
    start : ndarray, shape (N, 3)
        Positions at time zero, sigma.
    ends : ndarray, shape (R, N, 3)
        Positions at the end of each of the R runs, sigma, not wrapped into the cell.
    """

    particles: Particles
    start: Floats
    ends: Floats

    @property
    def displacements(self) -> Floats:
        """Displacements in every run without the mean over all particles, shape (R, N, 3), sigma.

        The mean is the drift of the centre of mass if all particles have the same mass.
        """
        changes = self.ends - self.start
        return np.asarray(changes - changes.mean(axis=1, keepdims=True))

    def write(self, path: str | Path) -> None:
        """Write an `.npz` file that `read_isoconfigurational` reads, atomically."""
        arrays: dict[str, NDArray[Any]] = {
            TYPES: self.particles.species,
            DIAMETERS: self.particles.diameters,
            CELL: self.particles.cell.vectors,
            START: self.start,
            ENDS: self.ends,
        }
        write_arrays(path, arrays)


def read_isoconfigurational(path: str | Path, cell: Cell | None = None) -> Isoconfigurational:
    """Read isoconfigurational runs from an `.npz` file.

    The file has `types`, shape (N,), the species counted from 0, `initial_positions`, shape (N, 3), and
    `positions`, shape (R, N, 3), not wrapped. This is the layout of Shiba et al., J. Chem. Phys. 158, 084503
    (2023).

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
        if the species are not counted from 0, if the cell does not fit the positions, or if the positions are
        wrapped.
    """
    try:
        arrays = read_arrays(path)
    except ValueError as error:
        raise StructureError(f"{path}: {error}") from error
    missing = [key for key in (TYPES, START, ENDS) if key not in arrays]
    if missing:
        raise StructureError(f"{path}: has no array {', '.join(missing)}; it holds {', '.join(arrays)}")
    types, start, ends = (arrays[key] for key in (TYPES, START, ENDS))
    _check_types(path, types)
    n = len(types)
    _check_positions(path, START, start, start.shape == (n, 3), f"({n}, 3)")
    fits = ends.ndim == 3 and len(ends) > 0 and ends.shape[1:] == (n, 3)
    _check_positions(path, ENDS, ends, fits, f"(runs, {n}, 3)")
    if cell is None and CELL not in arrays:
        raise StructureError(f"{path}: does not hold the periodic cell; give its length")
    box = Cell(arrays[CELL]) if cell is None else cell
    diameters = arrays.get(DIAMETERS, np.ones(n))
    particles = Particles(diameters, types.astype(np.int32), box)
    runs = Isoconfigurational(particles, start.astype(np.float64), ends.astype(np.float64))
    _check_cell(path, runs)
    _check_unwrapped(path, runs)
    return runs


def _check_types(path: str | Path, types: np.ndarray) -> None:
    if types.ndim != 1 or len(types) == 0 or not np.issubdtype(types.dtype, np.integer):
        raise StructureError(f"{path}: {TYPES} should be integers of shape (N,), and is {_described(types)}")
    found = np.unique(types)
    if not np.array_equal(found, np.arange(len(found))):
        raise StructureError(f"{path}: {TYPES} should count species from 0 without gaps, and has {found}")


def _check_positions(path: str | Path, key: str, array: np.ndarray, fits: bool, shape: str) -> None:
    if not fits or not np.issubdtype(array.dtype, np.floating):
        raise StructureError(f"{path}: {key} should be floats of shape {shape}, and is {_described(array)}")
    if not np.isfinite(array).all():
        raise StructureError(f"{path}: {key} has values that are not finite")


def _described(array: np.ndarray) -> str:
    return f"{array.dtype} of shape {array.shape}"


def _fractions(cell: Cell, vectors: Floats) -> Floats:
    """Coordinates along the lattice vectors, as fractions of these."""
    return np.asarray(vectors @ np.linalg.inv(cell.vectors))


def _check_cell(path: str | Path, runs: Isoconfigurational) -> None:
    """Check that the initial positions fit into the cell and fill it."""
    cell, n = runs.particles.cell, len(runs.particles)
    fractions = _fractions(cell, runs.start)
    extent = float(np.ptp(fractions, axis=0).max())
    if extent > 1.0 + ROUNDING:
        raise StructureError(
            f"{path}: {START} extend over {extent:.4g} lengths of the cell; give a larger cell, or wrap them "
            "and move the other positions by the same lattice vectors"
        )
    spacing = (cell.volume / n) ** (1 / 3)
    ordered = np.sort(fractions, axis=0)
    gaps = np.diff(np.vstack([ordered, ordered[0] + 1.0]), axis=0).max(axis=0) * cell.lengths
    if gaps.max() > EMPTY * spacing:
        raise StructureError(
            f"{path}: {START} leave a layer of {gaps.max():.3g} sigma of the cell empty; give a smaller cell"
        )


def _check_unwrapped(path: str | Path, runs: Isoconfigurational) -> None:
    """Check that no particle jumps when it leaves the cell.

    Displacements along an axis become rarer with their length, whereas jumps are about as long as the cell.
    """
    changes = runs.ends - runs.start
    # jumps move the mean, and not the median
    changes -= np.median(changes, axis=1, keepdims=True)
    moved = np.abs(_fractions(runs.particles.cell, changes))
    jumps = int(np.count_nonzero(moved > 0.75))
    if jumps > np.count_nonzero((moved > 0.25) & (moved <= 0.75)):
        raise StructureError(
            f"{path}: {ENDS} look wrapped: {jumps} displacements are about as long as the cell; give "
            "unwrapped positions, or their cell"
        )
