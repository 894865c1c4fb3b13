"""Data that several tests share."""

import os
import tarfile
from pathlib import Path

import numpy as np
import pytest
from ase.io import read
from glasses import draw_glass, draw_minimum, one_species
from runs import Run, copy_of, once
from trajectories import CELLS, COUNTS, VISITS, dump_text, ingest_trajectory, transitions_of

from glasscape.arrays import Floats
from glasscape.minima.library import MinimaLibrary
from glasscape.structures.cell import Cell
from glasscape.structures.particles import Particles

PROJECT = Path(__file__).parents[1]
PUBLISHED = PROJECT.parent / "shared" / "data" / "ciarella2023"
BOTAN = PROJECT.parent / "shared" / "data" / "botan2023"

# Snakemake asks an installed Slurm for its settings at every start, and waits ten seconds if none runs
os.environ.setdefault("SLURM_CONF", os.devnull)


@pytest.fixture(scope="session")
def small_glass() -> Particles:
    return draw_glass(120, seed=3)


@pytest.fixture(scope="session")
def small_minimum(small_glass: Particles) -> Floats:
    return draw_minimum(small_glass, seed=4)


@pytest.fixture(scope="session", params=CELLS.values(), ids=CELLS)
def trajectory_particles(request: pytest.FixtureRequest) -> Particles:
    """Particles of a trajectory, in an orthogonal and in a tilted cell."""
    return one_species(draw_glass(round(request.param.volume), seed=3).diameters, request.param)


@pytest.fixture(scope="session")
def trajectory_frames(trajectory_particles: Particles) -> list[Floats]:
    """Configurations near three minima, wrapped, in the order of `VISITS`."""
    minima = [draw_minimum(trajectory_particles, seed) for seed in (4, 5, 6)]
    rng = np.random.default_rng(0)
    noisy = [minima[k] + 1e-3 * rng.standard_normal(minima[k].shape) for k in VISITS]
    return [trajectory_particles.cell.wrap(positions) for positions in noisy]


@pytest.fixture(scope="session")
def trajectory_library(
    trajectory_particles: Particles, trajectory_frames: list[Floats], tmp_path_factory: pytest.TempPathFactory
) -> MinimaLibrary:
    """The library of a plain dump of the trajectory."""
    path = tmp_path_factory.mktemp("dump") / "plain.dump"
    path.write_text(dump_text(trajectory_particles, trajectory_frames))
    library, report = ingest_trajectory(path)
    assert transitions_of(library) == COUNTS
    assert (report.minima, report.transitions, report.missing, report.incomplete) == (3, 4, 0, [])
    assert (report.quenched, report.moved, report.merged) == (len(VISITS), [], [])
    return library


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A search to the end; tests that change it work on copies."""

    def execute(folder: Path) -> Run:
        run = Run(folder)
        run()
        return run

    return once(tmp_path_factory, "finished", execute)


@pytest.fixture(scope="session")
def finds(finished: Run, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The same with a target that some pairs meet."""

    def execute(folder: Path) -> Run:
        run = copy_of(finished, folder)
        run.study["search"]["target"] = {"threshold": 0.1}
        run()
        return run

    return once(tmp_path_factory, "finds", execute)


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


@pytest.fixture(scope="session")
def botan() -> Path:
    """Folder of isoconfigurational runs of a Kob-Andersen liquid."""
    if not BOTAN.is_dir():
        pytest.skip("the isoconfigurational runs of Shiba et al. (2023) are not beside the project")
    return BOTAN
