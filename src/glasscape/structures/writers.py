"""Write configurations as extended XYZ, which ASE, OVITO and `read_structure` read."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from ase import Atoms
from ase.data import atomic_numbers
from ase.io import write

from glasscape.arrays import Floats
from glasscape.files import atomic_path
from glasscape.structures.particles import Particles
from glasscape.structures.settings import StructureFormat

# the format needs chemical symbols: the first species is written as hydrogen, the second as helium
GLASS_FORMAT = StructureFormat(format="extxyz", diameter="diameter", species="numbers")


def to_atoms(particles: Particles, positions: Floats, elements: Sequence[str] = ()) -> Atoms:
    """A configuration, shape (N, 3), as ASE atoms with an array `diameter`.

    Species k becomes element k of `elements`, or of the periodic table if `elements` is empty.
    """
    numbers = np.array([atomic_numbers[name] for name in elements] or range(1, particles.n_species + 1))
    atoms = Atoms(numbers[particles.species], positions, cell=particles.cell.vectors, pbc=True)
    # atoms of one sample do not share them
    atoms.arrays["diameter"] = particles.diameters.copy()
    return atoms


def write_glass(path: str | Path, particles: Particles, positions: Floats) -> None:
    """Write positions, shape (N, 3), with diameters and species as extended XYZ, atomically."""
    write_configurations(path, particles, particles.cell.wrap(positions)[None])


def write_configurations(
    path: str | Path, particles: Particles, configurations: Floats, elements: Sequence[str] = ()
) -> None:
    """Write configurations, shape (M, N, 3), wrapped or not, to one file. Elements: see `to_atoms`."""
    frames = [to_atoms(particles, positions, elements) for positions in configurations]
    with atomic_path(path) as temporary:
        write(temporary, frames, format="extxyz")
