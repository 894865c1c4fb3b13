"""NetCDF files in the convention of AMBER."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from ase.io.netcdftrajectory import NetCDFTrajectory
from netCDF4 import Dataset

from glasscape.structures.formats.frame import Frame
from glasscape.structures.settings import StructureFormat

# variables that ASE reads as atomic numbers
TYPES_OF_NETCDF = {"atom_types", "type", "Z"}


def read_netcdf(path: Path, how: StructureFormat) -> Iterator[Frame]:
    """Frames of a NetCDF file."""
    with Dataset(path) as file:
        times = np.asarray(file["time"][:], dtype=np.float64) if "time" in file.variables else None
        types = TYPES_OF_NETCDF & set(file.variables)
    trajectory = NetCDFTrajectory(str(path))  # type: ignore[no-untyped-call]
    for k in range(len(trajectory)):
        atoms = trajectory[k]
        frame = Frame.of(atoms, None if times is None else float(times[k]))
        # ASE reads types as atomic numbers, and makes up numbers if there are no types
        known = {name: values for name, values in frame.columns.items() if name != "numbers"}
        species = {"numbers": atoms.numbers, "type": atoms.numbers} if types else {}
        yield replace(frame, columns={**known, **species})
