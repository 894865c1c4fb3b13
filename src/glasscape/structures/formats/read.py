"""Read the frames of structure files and trajectories one by one, in any supported format."""

from collections.abc import Callable, Iterator
from pathlib import Path

from glasscape.errors import StructureError
from glasscape.structures.formats.extxyz import read_extxyz
from glasscape.structures.formats.frame import Frame
from glasscape.structures.formats.gsd import read_gsd
from glasscape.structures.formats.h5md import read_h5md
from glasscape.structures.formats.lammps_data import read_lammps_data
from glasscape.structures.formats.lammps_dump import read_lammps_dump
from glasscape.structures.formats.netcdf import read_netcdf
from glasscape.structures.formats.text import check_compression
from glasscape.structures.settings import StructureFormat

READERS: dict[str, Callable[[Path, StructureFormat], Iterator[Frame | None]]] = {
    "lammps-data": read_lammps_data,
    "lammps-dump": read_lammps_dump,
    "extxyz": read_extxyz,
    "gsd": read_gsd,
    "h5md": read_h5md,
    "netcdf": read_netcdf,
}


def read_frames(path: Path, how: StructureFormat) -> Iterator[Frame | None]:
    """Read the frames of a file one by one. None stands for an incomplete frame.

    A frame is incomplete if a simulation was killed or a disk was full. Text files may be compressed (gzip,
    bzip2, xz).

    Raises
    ------
    StructureError
        If a frame cannot be read. The message names the file, the frame and the reason.
    """
    number = 0
    try:
        check_compression(path)
        for frame in READERS[how.format](path, how):
            yield None if frame is None or frame.is_blank else frame.in_order()
            number += 1
    except StructureError:
        raise
    except Exception as error:  # readers raise errors of many types
        raise StructureError(
            f"{frame_name(path, number, how)}: cannot be read as {how.format} ({type(error).__name__}: "
            f"{error}); check the file and the settings under ingest"
        ) from error


def frame_name(path: Path, number: int, how: StructureFormat) -> str:
    """Name of a frame in messages. Frames are counted from 0."""
    return path.name if how.format == "lammps-data" else label(path, number)


def label(path: Path, number: int) -> str:
    """Name of one of several frames of a file."""
    return f"{path.name}, frame {number}"
