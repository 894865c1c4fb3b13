"""Look through the structures of one glass and check them, before anything is computed."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from glasscape.errors import StructureError
from glasscape.forces.neighbours import find_close_pairs
from glasscape.landscape.settings import IngestSettings
from glasscape.potentials.pair import PairPotential
from glasscape.potentials.settings import PotentialSettings
from glasscape.structures.readers import Structure, check_range, check_same_glass, read_structures

Floats = NDArray[np.float64]

# particles closer than this part of sigma_ij overlap: their pair energy exceeds 4000 epsilon
OVERLAP = 0.5
# frames are missing where the distance in time is longer than this many usual ones
LONGER = 1.5


@dataclass(frozen=True)
class Contents:
    """What a file holds.

    Attributes
    ----------
    path : Path
        The file.
    frames : int
        Whole frames.
    incomplete : tuple of int
        Frames that are not whole, counted from 0 among all.
    missing : int
        Frames that should lie between others by their steps or times.
    beginnings : frozenset of int
        Whole frames that do not follow the one before them, counted from 0 among all.
    """

    path: Path
    frames: int
    incomplete: tuple[int, ...]
    missing: int
    beginnings: frozenset[int]


@dataclass(frozen=True)
class Inspection:
    """The structures of one glass.

    Attributes
    ----------
    first : Structure
        The first of them, whose particles are those of all.
    files : tuple of Contents
        In order of their names, or of time when every file holds one frame.
    """

    first: Structure
    files: tuple[Contents, ...]

    @property
    def frames(self) -> int:
        """Whole frames of all files."""
        return sum(file.frames for file in self.files)

    @property
    def has_trajectories(self) -> bool:
        """Whether any structure follows another one in time."""
        return any(file.frames > len(file.beginnings) for file in self.files)


def inspect(files: Iterable[Path], potential: PotentialSettings, how: IngestSettings) -> Inspection:
    """Read all structures of a glass, one at a time.

    Raises
    ------
    StructureError
        Naming the first one that cannot be read, does not fit the others or has overlapping particles.
    """
    first: Structure | None = None
    read: list[_Read] = []
    for path in tqdm(files, "inspect", disable=None):
        stamps, incomplete = {}, []
        for number, structure in enumerate(read_structures(path, how, potential.elements or ())):
            if structure is None:
                incomplete.append(number)
                continue
            if first is None:
                first = structure
                _check_first(first, potential, how)
            check_same_glass(structure, first)
            if isinstance(potential.potential, PairPotential):
                _check_overlap(structure, potential.potential)
            stamps[number] = math.nan if structure.stamp is None else structure.stamp
        if not stamps:
            raise StructureError(f"{path.name}: holds no whole structure; remove it or write it again")
        read.append(_Read(path, stamps, tuple(incomplete)))
    assert first is not None
    if sum(len(file.stamps) for file in read) < 2:
        raise StructureError(f"{first.name}: is the only structure of its glass; pairs need two at least")
    return Inspection(first, tuple(_one_series(read) or map(_trajectory, read)))


class _Read(NamedTuple):
    """A file, the steps or times of its whole frames by number, and its other frames."""

    path: Path
    stamps: dict[int, float]
    incomplete: tuple[int, ...]


def _trajectory(file: _Read) -> Contents:
    """A file whose frames follow each other."""
    numbers = np.array(list(file.stamps))
    late, absent = _gaps(np.array(list(file.stamps.values())))
    between = np.diff(numbers) - 1
    begins = np.append(True, late | (between > 0))
    missing = int(np.maximum(absent - between, 0).sum())
    return Contents(file.path, len(numbers), file.incomplete, missing, frozenset(numbers[begins].tolist()))


def _one_series(files: list[_Read]) -> list[Contents] | None:
    """Files of one frame each, as LAMMPS writes them to names with a step; None if they are not."""
    if any(len(file.stamps) > 1 or file.incomplete for file in files):
        return None
    times = np.array([next(iter(file.stamps.values())) for file in files])
    if len(set(times.tolist())) < len(times) or not np.all(np.isfinite(times)):
        return None
    order = np.argsort(times)
    late, missing = _gaps(times[order])
    begins, before = np.append(True, late), np.append(0, missing)
    return [
        Contents(files[k].path, 1, (), int(lost), frozenset({0} if begin else ()))
        for k, begin, lost in zip(order, begins, before, strict=True)
    ]


def _gaps(times: Floats) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Where a frame does not follow the one before it, and how many are missing there.

    Parameters
    ----------
    times : ndarray, shape (F,)
        Steps or times; NaN where there are none.
    """
    steps = np.diff(times)
    forward = steps[steps > 0.0]
    if not len(forward):
        return steps <= 0.0, np.zeros(len(steps), dtype=np.int64)
    usual = np.median(forward)
    late = steps > LONGER * usual
    missing = np.where(late, np.rint(steps / usual) - 1.0, 0.0).astype(np.int64)
    # a simulation that was started again may repeat what was there
    return late | (steps <= 0.0), missing


def _check_first(first: Structure, potential: PotentialSettings, how: IngestSettings) -> None:
    """Check that the potential knows the particles, and that their cell is wide enough."""
    known = potential.potential.n_species
    if known > 1 and how.species is None:
        raise StructureError(
            f"{first.name}: the potential knows {known} species; set ingest.species to the array that holds "
            "them"
        )
    if first.glass.species.max() >= known:
        raise StructureError(
            f"{first.name}: has species {first.glass.species.max() + 1}, the potential knows {known}; check "
            "potential.model and ingest.species"
        )
    if isinstance(potential.potential, PairPotential):
        check_range(first, potential.potential.interaction_range(float(first.glass.diameters.max())))


def _check_overlap(structure: Structure, potential: PairPotential) -> None:
    glass = structure.glass
    reach = OVERLAP * potential.interaction_range(float(glass.diameters.max())) / potential.cutoff
    pairs = find_close_pairs(structure.positions, glass.cell, reach)
    if not len(pairs.neighbour):
        return
    one, other = np.repeat(pairs.central, np.diff(pairs.first)), pairs.neighbour
    sigma = potential.pair_diameter(
        (glass.diameters[one], glass.diameters[other]), (glass.species[one], glass.species[other])
    )
    scaled = np.sqrt(pairs.distance2) / sigma
    worst = int(np.argmin(scaled))
    if scaled[worst] < OVERLAP:
        i, j = sorted((int(one[worst]), int(other[worst])))
        raise StructureError(
            f"{structure.name}: particles {i + 1} and {j + 1} overlap (distance {scaled[worst]:.3g} of their "
            "pair diameter); check the cell and the diameters"
        )
