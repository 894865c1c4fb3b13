"""Read and check all structures of a sample, before anything is computed."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from tqdm import tqdm

from glasscape.arrays import Flags, Floats, Integers
from glasscape.errors import StructureError
from glasscape.forces.engine import Engine
from glasscape.ingest.geometry import GeometryCheck
from glasscape.ingest.settings import IngestSettings
from glasscape.structures.formats.read import label
from glasscape.structures.readers import Structure, check_same_particles, read_structures
from glasscape.structures.settings import StructureFormat

# frames are missing where a step in time exceeds the median step by this factor
LONGER = 1.5
# frames are evenly spaced if this fraction of the steps in time equals the median, within this tolerance
MOSTLY, SAME_STEP = 0.75, 0.01


@dataclass(frozen=True)
class Contents:
    """Content of a file.

    Attributes
    ----------
    path : Path
        The file.
    numbers : tuple of int
        Numbers of the complete frames. All frames are counted, from 0.
    incomplete : tuple of int
        Numbers of the incomplete frames.
    missing : int
        Number of frames that are missing according to the steps or times of the others.
    beginnings : frozenset of int
        Numbers of the complete frames that do not follow the frame before them in time.
    even : bool
        Whether the frames are evenly spaced in time, apart from missing ones. Otherwise missing frames cannot
        be detected.
    state : tuple of int
        Size and date of the file.
    """

    path: Path
    numbers: tuple[int, ...]
    incomplete: tuple[int, ...]
    missing: int
    beginnings: frozenset[int]
    even: bool
    state: tuple[int, int]

    @property
    def frames(self) -> int:
        """Number of complete frames."""
        return len(self.numbers)

    def name(self, number: int) -> str:
        """Name of a structure: its file, and its frame if there are several."""
        return self.path.name if len(self.numbers) + len(self.incomplete) == 1 else label(self.path, number)

    def check_unchanged(self) -> None:
        """Check that the file has not changed since it was inspected.

        Raises
        ------
        StructureError
            If it has changed.
        """
        if file_state(self.path) != self.state:
            raise StructureError(
                f"{self.path.name}: has changed while it was read; wait until the simulation that writes it "
                "has ended"
            )


def file_state(path: Path) -> tuple[int, int]:
    """Size and date of a file."""
    status = path.stat()
    return status.st_size, status.st_mtime_ns


@dataclass(frozen=True)
class Inspection:
    """The structures of one sample.

    Attributes
    ----------
    first : Structure
        The first structure. All structures have its particles.
    files : tuple of Contents
        Files in the order of their names, or of time if every file holds one frame.
    ordered : bool
        Whether any structure follows another one in time.
    """

    first: Structure
    files: tuple[Contents, ...]
    ordered: bool

    @property
    def frames(self) -> int:
        """Number of complete frames of all files."""
        return sum(file.frames for file in self.files)


def inspect(
    files: Iterable[Path], engine: Engine, how: IngestSettings, elements: Sequence[str] = ()
) -> Inspection:
    """Read all structures of a sample, one at a time.

    Parameters
    ----------
    files : iterable of path
        The files.
    engine : Engine
        Engine of the potential.
    how : IngestSettings
        How the files are read.
    elements : sequence of str
        Chemical symbol of each species, for files that hold symbols.

    Raises
    ------
    StructureError
        If a structure cannot be read, differs from the others, or is not a bulk glass of the potential
        (`GeometryCheck`). The message names the first such structure.
    """
    first: Structure | None = None
    read: list[_Read] = []
    for path in tqdm(files, "inspect", disable=None):
        stamps, incomplete = {}, []
        state = file_state(path)
        for number, structure in enumerate(read_structures(path, how, elements)):
            if structure is None:
                incomplete.append(number)
                continue
            if first is None:
                first = structure
                check_species(first, engine.n_species, how)
                geometry = GeometryCheck(first, engine, elements)
            check_same_particles(structure, first)
            geometry.check(structure)
            stamps[number] = math.nan if structure.stamp is None else structure.stamp
        if not stamps and not incomplete:
            raise StructureError(f"{path.name}: holds no structure; remove it or write it again")
        read.append(_Read(path, stamps, tuple(incomplete), state))
    if first is None:
        raise StructureError(f"{read[0].path.name}: holds no complete structure; write it again")
    alike: dict[str, list[_Read]] = {}
    for file in read:
        alike.setdefault(re.sub(r"[0-9]+", "0", file.path.name), []).append(file)
    contents = [each for files in alike.values() for each in _series(files) or map(_trajectory, files)]
    ordered = how.in_order and any(each.frames > len(each.beginnings) for each in contents)
    return Inspection(first, tuple(contents), ordered)


class _Read(NamedTuple):
    """A file: steps or times of its complete frames by number, incomplete frames, size and date."""

    path: Path
    stamps: dict[int, float]
    incomplete: tuple[int, ...]
    state: tuple[int, int]


def _trajectory(file: _Read) -> Contents:
    """A file whose frames follow each other."""
    numbers = np.array(list(file.stamps), dtype=np.int64)
    begins, absent, even = _gaps(np.array(list(file.stamps.values())))
    between = np.diff(numbers, prepend=numbers[:1] - 1) - 1
    beginnings = frozenset(numbers[begins | (between > 0)].tolist())
    missing = int(np.maximum(absent - between, 0).sum())
    return Contents(file.path, tuple(file.stamps), file.incomplete, missing, beginnings, even, file.state)


def _series(files: list[_Read]) -> list[Contents] | None:
    """Files of one frame each, in the order of time. None if they are not such files."""
    if any(len(file.stamps) + len(file.incomplete) > 1 for file in files):
        return None
    cut = [file for file in files if not file.stamps]
    whole = [file for file in files if file.stamps]
    times = np.array([next(iter(file.stamps.values())) for file in whole])
    if len(set(times.tolist())) < len(times) or not np.all(np.isfinite(times)):
        return None
    order = np.argsort(times)
    begins, missing, even = _gaps(times[order])
    return [
        *(
            Contents(
                whole[k].path, (0,), (), int(lost), frozenset({0} if begin else ()), even, whole[k].state
            )
            for k, begin, lost in zip(order, begins, missing, strict=True)
        ),
        *map(_trajectory, cut),
    ]


def _gaps(times: Floats) -> tuple[Flags, Integers, bool]:
    """Frames that do not follow the one before, number missing before each frame, and whether this is known.

    Parameters
    ----------
    times : ndarray, shape (F,)
        Steps or times. They are not finite where there are none.
    """
    begins, missing = np.arange(len(times)) == 0, np.zeros(len(times), dtype=np.int64)
    steps = np.diff(times)
    forward = steps[np.isfinite(steps) & (steps > 0.0)]
    if not len(forward):
        return begins, missing, not np.any(steps == 0.0)
    usual = np.median(forward)
    even = bool(np.mean(np.abs(forward / usual - 1.0) < SAME_STEP) >= MOSTLY)
    # a simulation that was started again may repeat frames
    begins[1:] |= steps <= 0.0
    if even:
        late = steps > LONGER * usual
        begins[1:] |= late
        missing[1:][late] = np.rint(steps[late] / usual) - 1.0
    return begins, missing, even


def check_species(structure: Structure, known: int, how: StructureFormat) -> None:
    """Check that species are read, if the potential has several (`known`).

    Raises
    ------
    StructureError
        If they are not.
    """
    if known > 1 and how.species is None:
        raise StructureError(
            f"{structure.name}: the potential has {known} species; set ingest.species to the array that "
            "holds them"
        )
