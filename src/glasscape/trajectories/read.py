"""Trajectories of the user."""

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from tqdm import tqdm

from glasscape.arrays import Floats
from glasscape.errors import StructureError
from glasscape.structures.particles import Particles
from glasscape.structures.readers import Structure, check_same_particles, read_structures
from glasscape.structures.settings import StructureFormat
from glasscape.trajectories.frames import write_trajectory

# particles that move further from one frame to the next cannot be followed, in widths of the cell
LARGEST_MOVE = 0.25
# intervals that differ by less, relative to the first, are equal
SAME_INTERVAL = 1e-3


def convert_trajectory(
    path: str | Path,
    source: Path,
    interval: float,
    how: StructureFormat,
    elements: Sequence[str] = (),
) -> None:
    """Read a file of frames, unwrap the positions and write the trajectory.

    Every particle moves from frame to frame by the shortest of its periodic images, without the common shift.
    The result is the same for wrapped and for unwrapped positions. An incomplete last frame is left out.

    Parameters
    ----------
    path : path
        The file that is written, for `Trajectory.open`.
    source : path
        The file of the user.
    interval : float
        Time between two frames, sigma sqrt(m / epsilon).
    how : StructureFormat
        Format of the file, and names of its columns.
    elements : sequence of str
        Chemical symbol of each species, for files that hold symbols.

    Raises
    ------
    StructureError
        If the file cannot be read, if its particles change, if a frame is missing, if frames are not evenly
        spaced, or if they are too far apart to follow the particles.
    """
    frames = _complete(source, how, elements)
    first = _first(source, frames)
    shown = tqdm(unwrapped(first, frames), "read trajectory", unit="frame", disable=None)
    write_trajectory(path, first.particles, interval, shown)


def count_frames(source: Path, how: StructureFormat, elements: Sequence[str]) -> int:
    """Number of frames of a trajectory. All are read. Parameters and errors: see `convert_trajectory`."""
    if not source.is_file():
        raise StructureError(f"{source}: no such file; correct the path in the sample sheet")
    frames = _complete(source, how, elements)
    shown = tqdm(unwrapped(_first(source, frames), frames), f"read {source.name}", unit="frame", disable=None)
    return sum(1 for _ in shown)


def _first(source: Path, frames: Iterator[Structure]) -> Structure:
    first = next(frames, None)
    if first is None:
        raise StructureError(f"{source.name}: holds no complete frame")
    return first


def _complete(source: Path, how: StructureFormat, elements: Sequence[str]) -> Iterator[Structure]:
    cut = False
    for k, structure in enumerate(read_structures(source, how, elements)):
        if structure is None:
            cut = True
            continue
        if cut:
            raise StructureError(
                f"{source.name}: a frame before frame {k} is incomplete; write the trajectory without gaps"
            )
        yield structure


def unwrapped(first: Structure, others: Iterator[Structure]) -> Iterator[tuple[int, Floats]]:
    """Indices and unwrapped positions of all frames.

    Parameters
    ----------
    first : Structure
        The first frame.
    others : iterator of Structure
        The frames after it, at equal intervals.

    Raises
    ------
    StructureError
        If a frame has other particles, comes at another interval, or is too far from the frame before it to
        follow the particles through the periodic cell, or if there is no second frame.
    """
    positions = first.positions
    yield 0, positions
    before, step = first, math.nan
    for k, structure in enumerate(others, start=1):
        check_same_particles(structure, first)
        moved = _moved(first.particles, before, structure)
        stamps = before.stamp, structure.stamp
        if stamps[0] is not None and stamps[1] is not None:
            own = stamps[1] - stamps[0]
            step = own if math.isnan(step) else step
            if not own > 0.0 or abs(own - step) > SAME_INTERVAL * step:
                raise StructureError(
                    f"{structure.name}: its step or time is that of the frame before it plus {own:g}, but "
                    f"the second frame has that of the first plus {step:g}; a trajectory needs frames in "
                    "order, at equal intervals"
                )
        positions = positions + moved
        before = structure
        yield k, positions
    if before is first:
        raise StructureError(f"{first.name}: holds no second frame; a trajectory needs two or more")


def _moved(particles: Particles, before: Structure, after: Structure) -> Floats:
    moved = particles.cell.displacement(before.positions, after.positions)
    largest = float(np.linalg.norm(moved, axis=1).max())
    if largest > LARGEST_MOVE * particles.cell.width:
        raise StructureError(
            f"{after.name}: a particle has moved by {largest:.3g} sigma since the frame before, too far to "
            "follow it through the periodic cell; write frames more often"
        )
    return moved
