import numpy as np
import pytest
from glasses import draw_mixture

from glasscape.errors import EngineError, StructureError
from glasscape.forces.engine import make_engine
from glasscape.potentials.settings import PotentialSettings
from glasscape.structures.cell import Cell
from glasscape.trajectories.isoconfigurational import read_isoconfigurational
from glasscape.trajectories.labels import propensity
from glasscape.trajectories.run import run_isoconfigurational
from glasscape.trajectories.settings import RunSettings

ENGINE = make_engine(PotentialSettings(model="kob-andersen"))
SETTINGS = RunSettings(runs=6, time=0.5, time_step=0.005)


@pytest.fixture(scope="module")
def liquid():
    return draw_mixture(200, seed=1)


def run(liquid, settings=SETTINGS, temperature=0.8, seed=3):
    return run_isoconfigurational(ENGINE, *liquid, temperature, settings, seed)


def test_runs_differ_by_their_velocities_alone(liquid, tmp_path):
    particles, positions = liquid
    runs = run(liquid)
    np.testing.assert_array_equal(runs.start, particles.cell.wrap(positions))
    moved = propensity(runs)
    assert moved.runs.shape == (6, 200)
    assert len(np.unique(moved.runs[:, 0])) == 6
    # in a cage
    assert 0.05 < moved.mean.mean() < 0.6
    # a run does not depend on the number of runs
    few = run(liquid, SETTINGS.model_copy(update={"runs": 2}))
    np.testing.assert_array_equal(few.ends, runs.ends[:2])
    assert not np.array_equal(run(liquid, seed=4).ends, runs.ends)
    runs.write(tmp_path / "runs.npz")
    again = read_isoconfigurational(tmp_path / "runs.npz")
    np.testing.assert_array_equal(again.ends, runs.ends)
    np.testing.assert_array_equal(again.particles.diameters, particles.diameters)
    np.testing.assert_array_equal(again.particles.cell.vectors, particles.cell.vectors)


def test_short_times_are_ballistic(liquid):
    settings = RunSettings(runs=40, time=0.01, time_step=0.001)
    runs = run(liquid, settings)
    # mean squared displacement 3 T t^2
    squared = np.mean(np.sum(runs.displacements**2, axis=2))
    assert squared == pytest.approx(3 * 0.8 * 0.01**2, rel=0.05)


def test_a_time_step_that_is_too_long_is_an_error(liquid):
    with pytest.raises(EngineError, match=r"isoconfigurational.time_step|diverged|blown up"):
        run(liquid, RunSettings(runs=2, time=5.0, time_step=0.1), temperature=3.0)


def test_a_file_without_its_cell_needs_one(liquid, tmp_path):
    runs = run(liquid, RunSettings(runs=2, time=0.01, time_step=0.005))
    np.savez(
        tmp_path / "bare.npz",
        types=runs.particles.species,
        initial_positions=runs.start,
        positions=runs.ends,
    )
    with pytest.raises(StructureError, match=r"bare.npz: does not hold the periodic cell"):
        read_isoconfigurational(tmp_path / "bare.npz")
    length = float(runs.particles.cell.vectors[0, 0])
    assert len(read_isoconfigurational(tmp_path / "bare.npz", Cell.cubic(length)).ends) == 2
