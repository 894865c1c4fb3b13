"""Data that several tests share."""

import tarfile
from pathlib import Path

import pytest
from ase.io import read
from glasses import draw_glass, draw_minimum, one_species

from glasscape.arrays import Floats
from glasscape.structures.cell import Cell
from glasscape.structures.particles import Particles

PROJECT = Path(__file__).parents[1]
PUBLISHED = PROJECT.parent / "shared" / "data" / "ciarella2023"


@pytest.fixture(scope="session")
def small_glass() -> Particles:
    return draw_glass(120, seed=3)


@pytest.fixture(scope="session")
def small_minimum(small_glass: Particles) -> Floats:
    return draw_minimum(small_glass, seed=4)


@pytest.fixture(scope="session")
def published() -> Path:
    """Folder of the published data."""
    if not PUBLISHED.is_dir():
        pytest.skip("the published data of Ciarella et al. (2023) are not beside the project")
    return PUBLISHED


@pytest.fixture(scope="session")
def published_archive(published: Path) -> Path:
    return published / "inherent-structures-T0.062-Cnf-148750000.tar.xz"


@pytest.fixture(scope="session")
def published_structures(
    published_archive: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Particles, dict[str, Floats]]:
    """The particles and the 367 published structures as they are in the files, by file name."""
    folder = tmp_path_factory.mktemp("published")
    with tarfile.open(published_archive) as archive:
        archive.extractall(folder, filter="data")
    structures = {}
    for path in sorted(folder.rglob("*.conf.txt")):
        atoms = read(path, format="lammps-data", atom_style="charge")
        structures[path.name] = atoms.positions
    return one_species(atoms.arrays["initial_charges"].copy(), Cell(atoms.cell.array.copy())), structures
