"""The frames of structure files and trajectories, one after another, whatever the format."""

import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from io import StringIO
from itertools import islice
from lzma import LZMAError
from pathlib import Path
from typing import IO, Any

import h5py
import numpy as np
from ase import Atoms
from ase.io import read as ase_read
from ase.io.formats import open_with_compression
from ase.io.lammpsrun import construct_cell
from ase.io.netcdftrajectory import NetCDFTrajectory
from netCDF4 import Dataset
from numpy.typing import NDArray

from glasscape.errors import StructureError
from glasscape.structures.settings import StructureFormat

Floats = NDArray[np.float64]
# column by which particles are known
ID = "id"
# first bytes of compressed files, and the endings by which they are known
COMPRESSED = {b"\x1f\x8b": ".gz", b"BZh": ".bz2", b"\xfd7zXZ": ".xz"}
# a compressed stream that ends too early
CUT_SHORT = (EOFError, zlib.error, LZMAError)
# columns of a LAMMPS dump that hold positions, and whether they are fractions of the cell
POSITIONS = (
    (("x", "y", "z"), False),
    (("xu", "yu", "zu"), False),
    (("xs", "ys", "zs"), True),
    (("xsu", "ysu", "zsu"), True),
)
# variables that ASE takes for atomic numbers
TYPES_OF_NETCDF = {"atom_types", "type", "Z"}
# keys of extended XYZ under which programs note when a frame was
STAMPS = ("step", "timestep", "time")


@dataclass(frozen=True, eq=False)
class Frame:
    """One configuration as it is in its file.

    Attributes
    ----------
    vectors : ndarray, shape (3, 3)
        Lattice vectors in rows.
    periodic : tuple of bool
        Along which of them.
    positions : ndarray, shape (N, 3)
        Wrapped or not.
    columns : mapping of str to ndarray, shape (N,)
        What the file tells of every particle.
    stamp : float or None
        Step or time of a frame; None if the file has neither.
    """

    vectors: Floats
    periodic: tuple[bool, bool, bool]
    positions: Floats
    columns: Mapping[str, NDArray[Any]]
    stamp: float | None = None

    @property
    def is_blank(self) -> bool:
        """Whether particles share the origin: what was never written is read as zeros."""
        return int(np.count_nonzero(~np.any(self.positions, axis=1))) > 1

    def in_order(self) -> "Frame":
        """The same particles in order of their ids, if the file tells ids.

        Raises
        ------
        ValueError
            When vectors, positions and columns are not of the same particles, or ids are not distinct.
        """
        count = len(self.positions)
        if not count or self.positions.shape != (count, 3) or self.vectors.shape != (3, 3):
            raise ValueError(
                f"positions of shape {self.positions.shape} in a cell of shape {self.vectors.shape} are no "
                "configuration in three dimensions"
            )
        for name, values in self.columns.items():
            if values.shape != (count,):
                raise ValueError(f"'{name}' has {len(values)} values for {count} particles")
        if ID not in self.columns:
            return self
        ids = self.columns[ID]
        distinct, counts = np.unique(ids, return_counts=True)
        if ids.dtype.kind not in "iu":
            raise ValueError("ids are no whole numbers")
        if len(distinct) < count:
            raise ValueError(f"id {distinct[counts > 1][0]} occurs twice")
        order = np.argsort(ids)
        columns = {name: values[order] for name, values in self.columns.items()}
        return replace(self, positions=self.positions[order], columns=columns)

    @classmethod
    def of(cls, atoms: Atoms, stamp: float | None = None) -> "Frame":
        """The frame that a reader of ASE returned."""
        x, y, z = map(bool, atoms.pbc)
        columns = {name: values for name, values in atoms.arrays.items() if values.ndim == 1}
        return cls(np.asarray(atoms.cell.array), (x, y, z), atoms.positions, columns, stamp)


def read_frames(path: Path, how: StructureFormat) -> Iterator[Frame | None]:
    """Read the frames of a file one by one; None stands for one that is not whole.

    Frames are cut short when a simulation is killed or a disk is full. Compressed files (gzip, bzip2, xz) are
    read as they are.

    Raises
    ------
    StructureError
        Naming the file, the frame, and what is wrong with it.
    """
    number = 0
    try:
        _check_ending(path)
        for frame in READERS[how.format](path, how):
            yield None if frame is None or frame.is_blank else frame.in_order()
            number += 1
    except StructureError:
        raise
    except Exception as error:  # readers raise whatever their parsing meets
        raise StructureError(
            f"{frame_name(path, number, how)}: cannot be read as {how.format} ({type(error).__name__}: "
            f"{error}); check the file and the settings under ingest"
        ) from error


def _check_ending(path: Path) -> None:
    """Compressed files are told by their ending; one that has another would be taken for text."""
    with path.open("rb") as file:
        begin = file.read(6)
    for magic, ending in COMPRESSED.items():
        if begin.startswith(magic) and path.suffix != ending:
            raise StructureError(f"{path.name}: is compressed; give its name the ending {ending}")
        if path.suffix == ending and not begin.startswith(magic):
            raise StructureError(
                f"{path.name}: is not compressed as its ending says; take {ending} off its name"
            )


def frame_name(path: Path, number: int, how: StructureFormat) -> str:
    """What messages call a frame: frames are counted from 0."""
    return path.name if how.format == "lammps-data" else label(path, number)


def label(path: Path, number: int) -> str:
    """The name of one of several frames."""
    return f"{path.name}, frame {number}"


def _lammps_data(path: Path, how: StructureFormat) -> Iterator[Frame]:
    with open_with_compression(str(path), "rt") as file:
        atoms = ase_read(file, format="lammps-data", atom_style=how.atom_style)
    assert isinstance(atoms, Atoms)
    yield Frame.of(atoms)


def _blocks(path: Path, split: Callable[[Iterator[str]], Iterator[list[str]]]) -> Iterator[list[str]]:
    """Blocks of lines, one for each frame; the last one may lack some."""
    with open_with_compression(str(path), "rt") as file:
        yield from split(_until_cut(file))


def _until_cut(file: IO[str]) -> Iterator[str]:
    """Lines of a file, up to where a compressed one is cut short."""
    read = False
    try:
        for line in file:
            yield line
            read = True
    except CUT_SHORT:
        if not read:
            raise


def _extxyz(path: Path, how: StructureFormat) -> Iterator[Frame | None]:
    for number, block in enumerate(_blocks(path, _split_xyz)):
        # a file of one frame may have been written by hand, without the last newline
        if len(block) < int(block[0]) + 2 or (number and not block[-1].endswith("\n")):
            yield None
            continue
        try:
            atoms = ase_read(StringIO("".join(block)), format="extxyz")
        except KeyError as error:
            raise ValueError(
                f"{error} is no chemical symbol; write species as numbers into a column of their own"
            ) from error
        assert isinstance(atoms, Atoms)
        stamps = [value for key, value in atoms.info.items() if key.lower() in STAMPS]
        numbers = [float(value) for value in stamps if isinstance(value, (int, float, np.number))]
        yield Frame.of(atoms, numbers[0] if numbers else None)


def _split_xyz(lines: Iterator[str]) -> Iterator[list[str]]:
    for line in lines:
        if line.strip():
            if not line.strip().isdecimal():
                raise ValueError(f"{line.strip()[:40]!r} stands where the number of particles should")
            yield [line, *islice(lines, int(line) + 1)]


def _lammps_dump(path: Path, how: StructureFormat) -> Iterator[Frame | None]:
    yield from map(_read_dump, _blocks(path, _split_dump))


def _split_dump(lines: Iterator[str]) -> Iterator[list[str]]:
    block: list[str] = []
    begun: set[str] = set()
    for line in filter(str.strip, lines):
        rest, found, item = line.partition("ITEM: ")
        if rest and found:
            # a run that was killed within a line, and continued
            block.append(rest)
        title = item.split()[0] if found else ""
        # units and time may come before the step
        if block and found and (rest or "ATOMS" in begun or title in begun):
            yield block
            block, begun = [], set()
        if not block and not found:
            raise ValueError(f"{line.strip()[:40]!r} stands where 'ITEM: TIMESTEP' should")
        block.append(found + item if found else line)
        begun.add(title)
    if block:
        yield block


def _read_dump(block: list[str]) -> Frame | None:
    """One frame of a dump: ASE's reader knows some columns only, that of MDAnalysis single precision."""
    if not block[-1].endswith("\n"):
        return None
    titles = [k for k, line in enumerate(block) if line.startswith("ITEM:")]
    items = {
        block[start].removeprefix("ITEM:").strip(): block[start + 1 : end]
        for start, end in zip(titles, [*titles[1:], len(block)], strict=True)
    }
    heads = {name.split()[0]: name for name in items}
    if not {"TIMESTEP", "NUMBER", "BOX", "ATOMS"} <= heads.keys():
        return None
    rows = items[heads["ATOMS"]]
    count = int(items["NUMBER OF ATOMS"][0])
    if len(rows) < count:
        return None
    if len(rows) > count:
        raise ValueError(f"{count} atoms are announced, {len(rows)} follow")
    vectors, origin, periodic = _read_box(heads["BOX"].split()[2:], items[heads["BOX"]])
    names = heads["ATOMS"].split()[1:]
    if not rows:
        raise ValueError("there are no atoms")
    if ID not in names:
        raise ValueError(f"there is no column '{ID}', without which the order of atoms is unknown")
    columns = dict(zip(names, map(_numbers_or_words, np.array([row.split() for row in rows]).T), strict=True))
    for axes, fractions in POSITIONS:
        if set(axes) <= set(names):
            positions = np.column_stack([columns[axis] for axis in axes]).astype(np.float64)
            return Frame(
                vectors,
                periodic,
                origin + positions @ vectors if fractions else positions,
                columns,
                float(items["TIMESTEP"][0]),
            )
    raise ValueError(f"no columns hold positions among {', '.join(names)}")


def _numbers_or_words(values: NDArray[np.str_]) -> NDArray[Any]:
    for kind in (np.int64, np.float64):
        try:
            return values.astype(kind)
        except ValueError:
            continue
    return values


def _read_box(flags: list[str], lines: list[str]) -> tuple[Floats, Floats, tuple[bool, bool, bool]]:
    """Lattice vectors, origin and periodicity of a LAMMPS box."""
    if len(flags) < 3:
        raise ValueError("'ITEM: BOX BOUNDS' does not tell which boundaries are periodic, as in pp pp pp")
    numbers = np.array([line.split() for line in lines], dtype=np.float64)
    x, y, z = (flag == "pp" for flag in flags[-3:])
    if flags[0] == "abc":
        return numbers[:, :3], numbers[:, 3], (x, y, z)
    tilts = numbers[:, 2] if numbers.shape[1] > 2 else np.zeros(3)
    vectors, origin = construct_cell(numbers[:, :2].ravel(), tilts)  # type: ignore[no-untyped-call]
    return vectors, origin, (x, y, z)


def _h5md(path: Path, how: StructureFormat) -> Iterator[Frame]:
    with h5py.File(path, "r") as file:
        groups = [group for group in file["particles"].values() if "position" in group]
        if len(groups) != 1:
            raise ValueError(f"{len(groups)} groups below 'particles' have positions, there should be one")
        group = groups[0]
        place, box = group["position"], group["box"]
        edges = box.get("edges")
        if edges is None:
            raise ValueError("the box has no edges: only periodic ones are read")
        boundary = [name.decode() if isinstance(name, bytes) else name for name in box.attrs["boundary"]]
        x, y, z = (name == "periodic" for name in boundary)
        for k, positions in enumerate(place["value"]):
            columns = {name: _element(group[name], k) for name in group if name not in ("position", "box")}
            length = _element(edges, k)
            yield Frame(
                np.diag(length) if length.ndim == 1 else length,
                (x, y, z),
                np.asarray(positions, dtype=np.float64),
                {name: values for name, values in columns.items() if values.ndim == 1},
                _stamp(place, k),
            )


def _element(element: h5py.Group | h5py.Dataset, k: int) -> NDArray[Any]:
    """Value of an H5MD element at frame k: one for every frame, or one for all."""
    return np.asarray(element["value"][k] if isinstance(element, h5py.Group) else element[()])


def _stamp(element: h5py.Group, k: int) -> float | None:
    """Step or time of frame k: one for every frame, or the interval between two."""
    for name in ("step", "time"):
        if name in element:
            stamps = element[name]
            return float(stamps[k] if stamps.ndim else k * stamps[()])
    return None


def _netcdf(path: Path, how: StructureFormat) -> Iterator[Frame]:
    with Dataset(path) as file:
        times = np.asarray(file["time"][:], dtype=np.float64) if "time" in file.variables else None
        types = TYPES_OF_NETCDF & set(file.variables)
    trajectory = NetCDFTrajectory(str(path))  # type: ignore[no-untyped-call]
    for k in range(len(trajectory)):
        atoms = trajectory[k]
        frame = Frame.of(atoms, None if times is None else float(times[k]))
        # ASE takes types for atomic numbers, and invents them where there are none
        known = {name: values for name, values in frame.columns.items() if name != "numbers"}
        species = {"numbers": atoms.numbers, "type": atoms.numbers} if types else {}
        yield replace(frame, columns={**known, **species})


READERS: dict[str, Callable[[Path, StructureFormat], Iterator[Frame | None]]] = {
    "lammps-data": _lammps_data,
    "lammps-dump": _lammps_dump,
    "extxyz": _extxyz,
    "h5md": _h5md,
    "netcdf": _netcdf,
}
