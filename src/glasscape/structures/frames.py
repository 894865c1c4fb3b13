"""The frames of structure files and trajectories, one after another, whatever the format."""

import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
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
# between the name of a file and the number of a frame
FRAME = ", frame "
# a compressed stream that ends too early
CUT_SHORT = (EOFError, zlib.error, LZMAError)
# columns of a LAMMPS dump that hold positions, and whether they are fractions of the cell
POSITIONS = (
    (("x", "y", "z"), False),
    (("xu", "yu", "zu"), False),
    (("xs", "ys", "zs"), True),
    (("xsu", "ysu", "zsu"), True),
)
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
        for frame in READERS[how.format](path, how):
            yield frame
            number += 1
    except StructureError:
        raise
    except Exception as error:  # readers raise whatever their parsing meets
        raise StructureError(
            f"{frame_name(path, number, how)}: cannot be read as {how.format} ({type(error).__name__}: "
            f"{error}); check the file and the settings under ingest"
        ) from error


def frame_name(path: Path, number: int, how: StructureFormat) -> str:
    """What messages call a frame: frames are counted from 0."""
    return path.name if how.format == "lammps-data" else f"{path.name}{FRAME}{number}"


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
    try:
        yield from file
    except CUT_SHORT:
        return


def _extxyz(path: Path, how: StructureFormat) -> Iterator[Frame | None]:
    for number, block in enumerate(_blocks(path, _split_xyz)):
        # a file of one frame may have been written by hand, without the last newline
        if len(block) < int(block[0]) + 2 or (number and not block[-1].endswith("\n")):
            yield None
            continue
        atoms = ase_read(StringIO("".join(block)), format="extxyz")
        assert isinstance(atoms, Atoms)
        stamps = [value for key, value in atoms.info.items() if key.lower() in STAMPS]
        yield Frame.of(atoms, float(stamps[0]) if stamps else None)


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
    rows = False
    for line in lines:
        if line.startswith("ITEM:") and block and (rows or line.startswith("ITEM: TIMESTEP")):
            yield block
            block, rows = [], False
        if not block and not line.startswith("ITEM:"):
            raise ValueError(f"{line.strip()[:40]!r} stands where 'ITEM: TIMESTEP' should")
        block.append(line)
        rows |= line.startswith("ITEM: ATOMS")
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
    columns = dict(zip(names, map(_numbers_or_words, np.array([row.split() for row in rows]).T), strict=True))
    if "id" not in columns:
        raise ValueError("there is no column 'id', without which the order of atoms is unknown")
    ids, counts = np.unique(columns["id"], return_counts=True)
    if len(ids) < count:
        raise ValueError(f"id {ids[counts > 1][0]:.0f} occurs twice")
    order = np.argsort(columns["id"])
    columns = {name: values[order] for name, values in columns.items()}
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
    try:
        return values.astype(np.float64)
    except ValueError:
        return values


def _read_box(flags: list[str], lines: list[str]) -> tuple[Floats, Floats, tuple[bool, bool, bool]]:
    """Lattice vectors, origin and periodicity of a LAMMPS box."""
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
                _step(place["step"], k) if "step" in place else None,
            )


def _element(element: h5py.Group | h5py.Dataset, k: int) -> NDArray[Any]:
    """Value of an H5MD element at frame k: one for every frame, or one for all."""
    return np.asarray(element["value"][k] if isinstance(element, h5py.Group) else element[()])


def _step(steps: h5py.Dataset, k: int) -> float:
    return float(steps[k] if steps.ndim else k * steps[()])


def _netcdf(path: Path, how: StructureFormat) -> Iterator[Frame]:
    with Dataset(path) as file:
        times = np.asarray(file["time"][:], dtype=np.float64) if "time" in file.variables else None
    trajectory = NetCDFTrajectory(str(path))  # type: ignore[no-untyped-call]
    for k in range(len(trajectory)):
        atoms = trajectory[k]
        frame = Frame.of(atoms, None if times is None else float(times[k]))
        # the types of LAMMPS, which ASE takes for atomic numbers
        yield Frame(
            frame.vectors,
            frame.periodic,
            frame.positions,
            {"type": atoms.numbers, **frame.columns},
            frame.stamp,
        )


READERS: dict[str, Callable[[Path, StructureFormat], Iterator[Frame | None]]] = {
    "lammps-data": _lammps_data,
    "lammps-dump": _lammps_dump,
    "extxyz": _extxyz,
    "h5md": _h5md,
    "netcdf": _netcdf,
}
