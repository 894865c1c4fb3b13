"""Arrays in HDF5 files that may be larger than the memory."""

import h5py
import numpy as np
from numpy.typing import NDArray


def mapped(dataset: h5py.Dataset) -> NDArray[np.float64]:
    """The values of a contiguous dataset, mapped from its file instead of read."""
    if dataset.size == 0:
        return np.empty(dataset.shape)
    # "c": changes stay in memory
    values = np.memmap(dataset.file.filename, dataset.dtype, "c", dataset.id.get_offset(), dataset.shape)
    return np.asarray(values)
