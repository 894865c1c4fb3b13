"""What HDF5 files of one glass share: its particles, and arrays that may be larger than the memory."""

import h5py
import numpy as np
from numpy.typing import NDArray

from glasscape.structures.glass import Glass


def write_particles(file: h5py.File, glass: Glass) -> None:
    """Write the particles of a glass."""
    for name, values in vars(glass).items():
        file[name] = values


def read_particles(file: h5py.File) -> Glass:
    """Read the particles of a glass."""
    return Glass(file["diameters"][:], file["species"][:], file["cell"][:])


def mapped(dataset: h5py.Dataset) -> NDArray[np.float64]:
    """The values of a contiguous dataset, mapped from its file instead of read."""
    if dataset.size == 0:
        return np.empty(dataset.shape)
    # "c": changes stay in memory
    values = np.memmap(dataset.file.filename, dataset.dtype, "c", dataset.id.get_offset(), dataset.shape)
    return np.asarray(values)
