"""LAMMPS data files: one configuration in each."""

from collections.abc import Iterator
from pathlib import Path

from ase import Atoms
from ase.io import read as ase_read
from ase.io.formats import open_with_compression

from glasscape.structures.formats.frame import Frame
from glasscape.structures.settings import StructureFormat


def read_lammps_data(path: Path, how: StructureFormat) -> Iterator[Frame]:
    """The only frame of a LAMMPS data file."""
    with open_with_compression(str(path), "rt") as file:
        atoms = ase_read(file, format="lammps-data", atom_style=how.atom_style)
    assert isinstance(atoms, Atoms)
    yield Frame.of(atoms)
