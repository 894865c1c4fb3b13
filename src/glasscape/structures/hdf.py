"""HDF5 files of one sample: its particles, and arrays that may exceed the memory."""

import h5py
import numpy as np

from glasscape.arrays import Floats
from glasscape.structures.cell import Cell
from glasscape.structures.particles import Particles


def write_particles(file: h5py.File, particles: Particles) -> None:
    """Write the particles of a sample."""
    file["diameters"] = particles.diameters
    file["species"] = particles.species
    file["cell"] = particles.cell.vectors


def read_particles(file: h5py.File) -> Particles:
    """Read the particles of a sample."""
    return Particles(file["diameters"][:], file["species"][:], Cell(file["cell"][:]))


def mapped(dataset: h5py.Dataset) -> Floats:
    """The values of a contiguous dataset, memory-mapped from its file."""
    if dataset.size == 0:
        return np.empty(dataset.shape)
    # copy-on-write: changes do not reach the file
    values = np.memmap(dataset.file.filename, dataset.dtype, "c", dataset.id.get_offset(), dataset.shape)
    return np.asarray(values)
