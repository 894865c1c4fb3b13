"""Write one configuration of a glass so that ASE, OVITO and `read_structure` read it."""

from pathlib import Path

import numpy as np
from ase import Atoms
from ase.io import write
from numpy.typing import NDArray

from glasscape.files import atomic_path
from glasscape.structures.glass import Glass
from glasscape.structures.settings import StructureFormat

# the first species is hydrogen, the second helium: the format wants chemical symbols
GLASS_FORMAT = StructureFormat(format="extxyz", diameter="diameter", species="numbers")


def write_glass(path: str | Path, glass: Glass, positions: NDArray[np.float64]) -> None:
    """Write positions, shape (N, 3), with diameters and species as extended XYZ, atomically."""
    atoms = Atoms(glass.species + 1, positions % glass.cell, cell=glass.cell, pbc=True)
    atoms.arrays["diameter"] = glass.diameters
    with atomic_path(path) as temporary:
        write(temporary, atoms, format="extxyz")
