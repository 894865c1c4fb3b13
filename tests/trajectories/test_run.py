import numpy as np
import pytest
from glasses import draw_mixture
from pydantic import ValidationError

from glasscape.dynamics.velocities import thermal_velocities
from glasscape.errors import ConfigError, EngineError, StructureError
from glasscape.forces.engine import make_engine
from glasscape.potentials.settings import PotentialSettings
from glasscape.structures.cell import Cell
from glasscape.trajectories.isoconfigurational import read_isoconfigurational
from glasscape.trajectories.labels import propensity
from glasscape.trajectories.run import FinishedRuns, run_isoconfigurational, steps_of
from glasscape.trajectories.settings import RunSettings

ENGINE = make_engine(PotentialSettings(model="kob-andersen"))


@pytest.fixture(scope="module")
def liquid():
    return draw_mixture(200, seed=1)


def run(liquid, runs=range(6), times=(0.1, 0.5), time_step=0.005, temperature=0.8, seed=3):
    return run_isoconfigurational(ENGINE, *liquid, temperature, runs, times, time_step, seed)


def test_runs_differ_by_their_velocities_alone(liquid, tmp_path):
    particles, positions = liquid
    runs = run(liquid)
    np.testing.assert_array_equal(runs.start, particles.cell.wrap(positions))
    np.testing.assert_allclose(runs.times, [0.1, 0.5])
    moved = propensity(runs, 1)
    assert moved.runs.shape == (6, 200)
    assert len(np.unique(moved.runs[:, 0])) == 6
    # in a cage
    assert 0.05 < moved.mean.mean() < 0.6
    # a run does not depend on the number of runs
    few = run(liquid, runs=range(2, 4))
    np.testing.assert_array_equal(few.positions, runs.positions[2:4])
    # nor on the times at which positions are recorded
    np.testing.assert_allclose(
        run(liquid, range(1), (0.5,)).positions[:, 0], runs.positions[:1, 1], atol=1e-5
    )
    assert not np.array_equal(run(liquid, seed=4).positions, runs.positions)
    runs.write(tmp_path / "runs.npz")
    again = read_isoconfigurational(tmp_path / "runs.npz")
    np.testing.assert_array_equal(again.positions, runs.positions)
    np.testing.assert_array_equal(again.particles.diameters, particles.diameters)
    np.testing.assert_array_equal(again.particles.cell.vectors, particles.cell.vectors)


def test_short_times_are_ballistic(liquid):
    runs = run(liquid, range(40), (0.005, 0.01), 0.001)
    for k, time in enumerate((0.005, 0.01)):
        # mean squared displacement 3 T t^2
        squared = np.mean(np.sum(runs.displacements(k) ** 2, axis=2))
        assert squared == pytest.approx(3 * 0.8 * time**2, rel=0.05)


def test_times_are_different_numbers_of_steps():
    np.testing.assert_array_equal(steps_of([0.001, 0.004, 0.006, 0.5], 0.005), [1, 100])


def test_times_that_are_the_same_step_are_an_error(liquid):
    with pytest.raises(ConfigError, match=r"isoconfigurational.times: 0.001, 0.004, 0.5 .* steps of 0.005"):
        run(liquid, range(1), (0.001, 0.004, 0.5), 0.005)


def test_a_time_step_that_is_too_long_is_an_error(liquid):
    with pytest.raises(EngineError, match=r"isoconfigurational.time_step|diverged|blown up"):
        run(liquid, range(2), (5.0,), 0.1, temperature=3.0)


def test_a_file_without_its_cell_needs_one(liquid, tmp_path):
    runs = run(liquid, range(2), (0.01,))
    np.savez(
        tmp_path / "bare.npz",
        types=runs.particles.species,
        initial_positions=runs.start,
        positions=runs.positions[:, 0],
    )
    with pytest.raises(StructureError, match=r"bare.npz: does not hold the periodic cell"):
        read_isoconfigurational(tmp_path / "bare.npz")
    length = float(runs.particles.cell.vectors[0, 0])
    assert len(read_isoconfigurational(tmp_path / "bare.npz", Cell.cubic(length)).positions) == 2


def test_times_that_do_not_ascend_are_refused():
    with pytest.raises(ValidationError, match="the numbers must ascend"):
        RunSettings(times=[0.1, 0.1])


def test_an_interrupted_job_continues_with_the_run_that_was_not_finished(liquid, tmp_path, monkeypatch):
    begun = []
    monkeypatch.setattr(
        "glasscape.trajectories.run.thermal_velocities",
        lambda *given: begun.append(1) or thermal_velocities(*given),
    )

    def started(runs, key="a"):
        begun.clear()
        finished = FinishedRuns(tmp_path / "0.finished.npz", key)
        found = run_isoconfigurational(ENGINE, *liquid, 0.5, runs, [0.1, 0.2], 0.005, 1, finished)
        return found.positions, len(begun)

    whole = run_isoconfigurational(ENGINE, *liquid, 0.5, range(3), [0.1, 0.2], 0.005, 1).positions
    # as if it was killed during the third run
    assert started(range(2))[1] == 2
    positions, computed = started(range(3))
    assert computed == 1
    np.testing.assert_array_equal(positions, whole)
    assert started(range(3))[1] == 0
    assert started(range(3), key="other settings")[1] == 3
    (tmp_path / "0.finished.npz").write_bytes(b"PK damaged")
    positions, computed = started(range(3))
    assert computed == 3
    np.testing.assert_array_equal(positions, whole)
