"""NetCDF files in the convention of AMBER: trajectories, and restart files of one frame.

The reader of ASE makes up types, and refuses restart files and files that are cut short.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from ase.geometry.cell import cellpar_to_cell
from netCDF4 import Dataset, Variable
from numpy.typing import NDArray

from glasscape.structures.formats.frame import ID, Frame
from glasscape.structures.formats.netcdf_layout import whole_frames
from glasscape.structures.settings import StructureFormat

FRAME, ATOM = "frame", "atom"
NEEDED = ("coordinates", "cell_lengths", "cell_angles")
# variables that hold types, or the atomic numbers that ASE writes: the first that is there
TYPES = ("atom_types", "type", "Z")


def read_netcdf(path: Path, how: StructureFormat) -> Iterator[Frame | None]:
    """Frames of a NetCDF file. None stands for an incomplete frame."""
    with Dataset(path) as file:
        for name in NEEDED:
            if name not in file.variables:
                raise ValueError(f"there is no variable '{name}', but {', '.join(sorted(file.variables))}")
        trajectory = file["coordinates"].dimensions[0] == FRAME
        whole = whole_frames(path)
        for k in range(len(file["coordinates"]) if trajectory else 1):
            is_whole = (whole is None or k < whole) and not _is_unwritten(
                file, k, {how.diameter, how.species}
            )
            yield _read_frame(file, k) if is_whole else None


def _is_unwritten(file: Dataset, k: int, columns: set[str | None]) -> bool:
    """Whether a variable that is needed has values that were never written."""
    needed = file.variables.keys() & {*NEEDED, ID, *columns}
    return any(np.ma.is_masked(_at(file[name], k)) for name in needed)


def _read_frame(file: Dataset, k: int) -> Frame:
    positions, lengths, angles = (_at(file[name], k) for name in NEEDED)
    x, y, z = map(bool, lengths > 0.0)
    stamp = float(np.ma.filled(_at(file["time"], k), np.nan)) if "time" in file.variables else None
    return Frame(
        cellpar_to_cell([*lengths.tolist(), *angles.tolist()]),  # type: ignore[no-untyped-call]
        (x, y, z),
        np.asarray(positions, dtype=np.float64),
        _columns(file, k),
        stamp,
    )


def _at(variable: "Variable[Any]", k: int) -> NDArray[Any]:
    """Value of a variable at frame k, or the only one. It is masked where it was never written."""
    value: NDArray[Any] = variable[k] if variable.dimensions[:1] == (FRAME,) else variable[...]
    return value


def _columns(file: Dataset, k: int) -> dict[str, NDArray[Any]]:
    """Variables with one number for every particle, and types by the names `type` and `numbers`."""
    columns = {
        name: np.asarray(_at(variable, k))
        for name, variable in file.variables.items()
        if variable.dimensions in ((FRAME, ATOM), (ATOM,))
    }
    types = next((columns[name] for name in TYPES if name in columns), None)
    return columns if types is None else {"type": types, "numbers": types, **columns}
