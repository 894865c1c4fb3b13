"""Write one configuration of a glass so that ASE, OVITO and `read_structure` read it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from ase import Atoms
from ase.data import atomic_numbers
from ase.io import write
from numpy.typing import NDArray

from glasscape.files import atomic_path
from glasscape.structures.cell import wrapped
from glasscape.structures.glass import Glass
from glasscape.structures.settings import StructureFormat

# the first species is hydrogen, the second helium: the format wants chemical symbols
GLASS_FORMAT = StructureFormat(format="extxyz", diameter="diameter", species="numbers")


def to_atoms(glass: Glass, positions: NDArray[np.float64], elements: Sequence[str] = ()) -> Atoms:
    """A configuration, shape (N, 3), as ASE atoms with an array `diameter`.

    Species k is written as element k of `elements`, or as the k-th of the periodic table without them.
    """
    numbers = np.array([atomic_numbers[name] for name in elements] or range(1, glass.species.max() + 2))
    atoms = Atoms(numbers[glass.species], positions, cell=glass.cell, pbc=True)
    atoms.arrays["diameter"] = glass.diameters
    return atoms


def write_glass(path: str | Path, glass: Glass, positions: NDArray[np.float64]) -> None:
    """Write positions, shape (N, 3), with diameters and species as extended XYZ, atomically."""
    write_configurations(path, glass, wrapped(positions, glass.cell)[None])


def write_configurations(path: str | Path, glass: Glass, images: NDArray[np.float64]) -> None:
    """Write several configurations, shape (M, N, 3), wrapped or not, to one file."""
    with atomic_path(path) as temporary:
        write(temporary, [to_atoms(glass, positions) for positions in images], format="extxyz")
