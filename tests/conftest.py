"""Glasses and data that several tests share."""

import tarfile
from pathlib import Path

import numpy as np
import pytest
from ase.io import read
from numpy.typing import NDArray
from runs import PROJECT, Run, copy_of, making

from glasscape.dynamics.quench import quench
from glasscape.forces.compiled import CompiledForceField
from glasscape.potentials.models import KOB_ANDERSEN, POLYDISPERSE_SOFT_SPHERES
from glasscape.potentials.pair import PairPotential
from glasscape.preparation.draw import draw_glass as sample_glass
from glasscape.preparation.draw import random_positions
from glasscape.structures.glass import Particles

PUBLISHED = PROJECT.parent / "shared" / "data" / "ciarella2023"


SOFT_SPHERES = POLYDISPERSE_SOFT_SPHERES.potential


def one_species(diameters: NDArray[np.float64], cell: NDArray[np.float64]) -> Particles:
    """Particles of one species."""
    return Particles(diameters, np.zeros(len(diameters), dtype=np.int32), cell)


def draw_glass(n_particles: int, seed: int) -> Particles:
    """Polydisperse particles at number density 1."""
    diameters = np.random.default_rng(seed).uniform(0.73, 1.62, n_particles)
    return one_species(diameters / diameters.mean(), n_particles ** (1 / 3) * np.eye(3))


def draw_minimum(glass: Particles, seed: int) -> NDArray[np.float64]:
    """A minimum of soft spheres, quenched from random positions."""
    return draw_minimum_of(glass, SOFT_SPHERES, seed)


def draw_minimum_of(glass: Particles, potential: PairPotential, seed: int) -> NDArray[np.float64]:
    """A minimum of any potential, quenched from random positions."""
    start = random_positions(glass, np.random.default_rng(seed))
    result = quench(CompiledForceField(glass, potential), start, 1e-10)
    assert result.converged
    return result.positions


def draw_mixture(n_particles: int, seed: int) -> tuple[Particles, NDArray[np.float64]]:
    """A Kob-Andersen glass and one of its minima."""
    glass = sample_glass(KOB_ANDERSEN.composition, n_particles, np.random.default_rng(seed))
    return glass, draw_minimum_of(glass, KOB_ANDERSEN.potential, seed)


@pytest.fixture(scope="session")
def small_glass() -> Particles:
    return draw_glass(120, seed=3)


@pytest.fixture(scope="session")
def small_minimum(small_glass: Particles) -> NDArray[np.float64]:
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
) -> tuple[Particles, dict[str, NDArray[np.float64]]]:
    """The particles and the 367 published structures as they are in the files, by file name."""
    folder = tmp_path_factory.mktemp("published")
    with tarfile.open(published_archive) as archive:
        archive.extractall(folder, filter="data")
    structures = {}
    for path in sorted(folder.rglob("*.conf.txt")):
        atoms = read(path, format="lammps-data", atom_style="charge")
        structures[path.name] = atoms.positions
    return one_species(atoms.arrays["initial_charges"].copy(), atoms.cell.array.copy()), structures


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """A glass that is made and explored; its search has to end in results whatever it finds."""
    run = making(tmp_path_factory.mktemp("made"))
    run()
    return run


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    """A run to the end; tests that change it work on copies."""
    run = Run(tmp_path_factory.mktemp("run"))
    run()
    return run


@pytest.fixture(scope="session")
def finds(finished, tmp_path_factory):
    """The same with a target that some pairs meet."""
    run = copy_of(finished, tmp_path_factory.mktemp("finds"))
    run.config["search"]["target"] = {"threshold": 0.1}
    run()
    return run


@pytest.fixture
def copy(finished, tmp_path):
    return copy_of(finished, tmp_path)
