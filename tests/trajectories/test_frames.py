import numpy as np
import pytest
from glasses import draw_mixture

from glasscape.errors import EngineError, StructureError
from glasscape.forces.engine import make_engine
from glasscape.potentials.settings import PotentialSettings
from glasscape.structures.cell import Cell
from glasscape.structures.particles import Particles
from glasscape.structures.settings import StructureFormat
from glasscape.structures.writers import write_configurations
from glasscape.trajectories import frames as module
from glasscape.trajectories.frames import Trajectory, write_trajectory
from glasscape.trajectories.read import convert_trajectory
from glasscape.trajectories.settings import TwoSidedSettings
from glasscape.trajectories.two_sided import run_two_sided

ENGINE = make_engine(PotentialSettings(model="kob-andersen"))
SETTINGS = TwoSidedSettings(half_time=0.5, interval=0.1, time_step=0.005)
HOW = StructureFormat(format="extxyz", diameter="diameter", species=None)


@pytest.fixture(scope="module")
def liquid():
    return draw_mixture(200, seed=1)


def together(trajectory):
    return np.concatenate([block.positions for block in trajectory.blocks()])


def walk(n=700, frames=70, length=20.0, step=0.1, seed=0):
    """Particles that walk at random through a periodic cell, without drift, shape (frames, n, 3)."""
    rng = np.random.default_rng(seed)
    changes = step * rng.standard_normal((frames - 1, n, 3))
    changes -= changes.mean(axis=1, keepdims=True)
    start = rng.uniform(0.0, length, (1, n, 3))
    particles = Particles(np.ones(n), np.zeros(n, dtype=np.int32), Cell.cubic(length))
    return particles, np.concatenate([start, start + changes.cumsum(axis=0)])


def test_blocks_of_particles_hold_what_was_written_frame_by_frame(tmp_path, monkeypatch):
    particles, positions = walk()
    write_trajectory(tmp_path / "t.h5", particles, 0.1, enumerate(positions))
    trajectory = Trajectory.open(tmp_path / "t.h5")
    assert (trajectory.frames, trajectory.interval, trajectory.centre) == (70, 0.1, 34)
    np.testing.assert_array_equal(trajectory.particles.cell.vectors, particles.cell.vectors)
    np.testing.assert_allclose(trajectory.frame(69), positions[69], atol=1e-5)
    whole = list(trajectory.blocks())
    assert [block.particles for block in whole] == [slice(0, 700)]
    monkeypatch.setattr(module, "BLOCK_BYTES", 1)
    parts = list(trajectory.blocks())
    assert [block.particles for block in parts] == [slice(0, 512), slice(512, 700)]
    np.testing.assert_array_equal(together(trajectory), whole[0].positions)
    np.testing.assert_allclose(whole[0].positions, positions.swapaxes(0, 1), atol=1e-5)


def test_frames_may_be_written_from_the_centre_to_both_ends_and_drift(tmp_path):
    particles, positions = walk(n=30)
    drift = np.arange(70)[:, None, None] * np.array([1.0, -2.0, 0.5])
    order = [*range(35, 70), *range(34, -1, -1)]
    write_trajectory(tmp_path / "t.h5", particles, 0.1, ((k, positions[k] + drift[k]) for k in order))
    found = together(Trajectory.open(tmp_path / "t.h5")).swapaxes(0, 1)
    np.testing.assert_allclose(found, positions + drift[35], atol=1e-4)


def test_a_broken_file_is_an_error(tmp_path):
    (tmp_path / "t.h5").write_text("no trajectory")
    with pytest.raises(StructureError, match="does not hold a trajectory"):
        Trajectory.open(tmp_path / "t.h5")


def test_a_two_sided_run_is_one_trajectory_through_the_liquid(liquid, tmp_path):
    particles, positions = liquid
    start = particles.cell.wrap(positions)
    run_two_sided(tmp_path / "t.h5", ENGINE, particles, positions, 0.8, SETTINGS, seed=3)
    trajectory = Trajectory.open(tmp_path / "t.h5")
    assert (trajectory.frames, trajectory.centre) == (11, 5)
    np.testing.assert_allclose(trajectory.frame(5), start, atol=1e-5)
    found = together(trajectory).swapaxes(0, 1).astype(np.float64)
    # velocities pass through the centre without a jump: v before equals v after, up to the acceleration
    before, after = found[5] - found[4], found[6] - found[5]
    assert np.corrcoef(before.ravel(), after.ravel())[0, 1] > 0.3
    # the same velocities, reversed, give the same trajectory backwards
    short = TwoSidedSettings(half_time=0.01, interval=0.005, time_step=0.005)
    run_two_sided(tmp_path / "s.h5", ENGINE, particles, positions, 0.8, short, seed=3)
    fine = together(Trajectory.open(tmp_path / "s.h5")).swapaxes(0, 1).astype(np.float64)
    forces = ENGINE.force_field(particles).evaluate(start[None]).forces[0]
    # the second difference of velocity Verlet is the force
    np.testing.assert_allclose((fine[3] - 2 * fine[2] + fine[1]) / 0.005**2, forces, atol=1.0)
    run_two_sided(tmp_path / "u.h5", ENGINE, particles, positions, 0.8, SETTINGS, seed=4)
    assert np.abs(together(Trajectory.open(tmp_path / "u.h5")) - together(trajectory)).max() > 0.1


def test_a_time_step_that_is_too_long_is_an_error(liquid, tmp_path):
    settings = TwoSidedSettings(half_time=5.0, interval=0.1, time_step=0.1)
    with pytest.raises(EngineError, match=r"lower trajectories.time_step|diverged|blown up"):
        run_two_sided(tmp_path / "t.h5", ENGINE, *liquid, 3.0, settings, seed=3)
    assert not (tmp_path / "t.h5").exists()


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"interval": 0.013}, "interval must be a multiple of time_step"),
        ({"half_time": 0.25}, "half_time must be a multiple of interval"),
    ],
)
def test_frames_fit_into_the_duration(keys, message):
    with pytest.raises(ValueError, match=message):
        TwoSidedSettings(**keys)


@pytest.mark.parametrize("wrapped", [True, False])
def test_a_trajectory_of_the_user_is_unwrapped(tmp_path, wrapped):
    particles, positions = walk(n=40, frames=30, length=5.0)
    shifted = positions + np.linspace(0.0, 9.0, 30)[:, None, None]
    given = particles.cell.wrap(shifted) if wrapped else shifted
    write_configurations(tmp_path / "t.xyz", particles, given)
    convert_trajectory(tmp_path / "t.h5", tmp_path / "t.xyz", 0.2, HOW)
    trajectory = Trajectory.open(tmp_path / "t.h5")
    assert trajectory.interval == 0.2
    found = together(trajectory).swapaxes(0, 1)
    np.testing.assert_allclose(found - found[0], positions - positions[0], atol=1e-4)


def with_steps(path, steps):
    """Give the frames of a file their steps."""
    parts = path.read_text().split("Lattice")
    path.write_text(
        parts[0] + "".join(f"step={k} Lattice{part}" for k, part in zip(steps, parts[1:], strict=True))
    )


def test_frames_that_cannot_be_followed_are_refused(tmp_path):
    particles, positions = walk(n=40, frames=4, length=5.0)
    source = tmp_path / "t.xyz"
    write_configurations(source, particles, positions[:1])
    with pytest.raises(StructureError, match=r"t\.xyz.*holds no second frame"):
        convert_trajectory(tmp_path / "t.h5", source, 0.2, HOW)
    write_configurations(source, particles, positions)
    with_steps(source, [0, 10, 20, 40])
    with pytest.raises(StructureError, match=r"frame 3: its step or time is .* plus 20, .* equal interv"):
        convert_trajectory(tmp_path / "t.h5", source, 0.2, HOW)
    far = positions.copy()
    far[2, 7] += [1.5, 0.0, 0.0]
    write_configurations(source, particles, far)
    with pytest.raises(StructureError, match=r"frame 2: a particle has moved by 1\.\d+ sigma .* more often"):
        convert_trajectory(tmp_path / "t.h5", source, 0.2, HOW)
    assert not (tmp_path / "t.h5").exists()


def test_an_incomplete_last_frame_is_left_out(tmp_path):
    particles, positions = walk(n=40, frames=4, length=5.0)
    write_configurations(tmp_path / "t.xyz", particles, positions)
    whole = (tmp_path / "t.xyz").read_text()
    (tmp_path / "t.xyz").write_text(whole[:-200])
    convert_trajectory(tmp_path / "t.h5", tmp_path / "t.xyz", 0.2, HOW)
    assert Trajectory.open(tmp_path / "t.h5").frames == 3
