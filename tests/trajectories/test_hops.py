"""Hops and p_hop against a plain reference, closed forms and reversal of time."""

import numpy as np
import pytest
from moving_particles import INTERVAL, hopping, steps, write_motion

from glasscape.errors import StructureError
from glasscape.trajectories.cage import plateau, root_mean_square_displacement
from glasscape.trajectories.hops import HOPS, find_hops

WINDOW = 5
RESOLUTION = WINDOW * INTERVAL


def plain_p_hop(before, after):
    """p_hop of two parts of a trajectory, by its definition."""
    one = np.mean(np.sum((after - before.mean(axis=0)) ** 2, axis=1))
    other = np.mean(np.sum((before - after.mean(axis=0)) ** 2, axis=1))
    return np.sqrt(np.sqrt(one) * np.sqrt(other))


def plain_split(positions, threshold, begin=0):
    """First frames after all hops, with p_hop, and the parts that are left, recursively."""
    places = range(WINDOW, len(positions) - WINDOW + 1)
    values = np.array([plain_p_hop(positions[:k], positions[k:]) for k in places])
    x = np.array(places) / len(positions)
    best = int(np.argmax(np.sqrt(x * (1.0 - x)) * values**2)) if len(values) else 0
    if not len(values) or values[best] <= threshold:
        return [], [(begin, begin + len(positions))]
    k = places[best]
    early, late = (
        plain_split(positions[:k], threshold, begin),
        plain_split(positions[k:], threshold, begin + k),
    )
    return [*early[0], (begin + k, values[best]), *late[0]], [*early[1], *late[1]]


def plain_label(positions, threshold, frame):
    hops, parts = plain_split(positions, threshold)
    near = [size for k, size in hops if k - WINDOW <= frame < k + WINDOW]
    if near:
        return max(near)
    begin, end = next(part for part in parts if part[0] <= frame < part[1])
    return max(plain_p_hop(positions[begin:k], positions[k:end]) for k in (frame, frame + 1))


def label_of(path, positions, threshold):
    """Label and hops of one particle."""
    trajectory = write_motion(path, positions[None])
    found = find_hops(trajectory, threshold, RESOLUTION)
    return found.p_hop[0], found.hops[found.hops.particle == 0], trajectory.centre


def test_hops_equal_a_plain_reference(tmp_path):
    positions = hopping(40, 81, rate=0.03, length=1.0, noise=0.1, seed=0)
    trajectory = write_motion(tmp_path / "t.h5", positions)
    found = find_hops(trajectory, 0.4, RESOLUTION)
    hops = found.hops
    assert list(hops.columns) == HOPS.names
    HOPS.write(tmp_path / "hops.parquet", hops)
    assert len(hops) > 60
    for i, each in enumerate(positions):
        plain, parts = plain_split(each, 0.4)
        own = hops[hops.particle == i]
        times = [(k - 0.5 - trajectory.centre) * INTERVAL for k, _ in plain]
        np.testing.assert_allclose(own.time, times)
        np.testing.assert_allclose(own["size"], [size for _, size in plain], rtol=1e-5)
        means = np.array([each[begin:end].mean(axis=0) for begin, end in parts])
        np.testing.assert_allclose(own[["x", "y", "z"]], means[:-1], atol=1e-5)
        np.testing.assert_allclose(own.length, np.linalg.norm(np.diff(means, axis=0), axis=1), rtol=1e-4)
        assert found.p_hop[i] == pytest.approx(plain_label(each, 0.4, trajectory.centre), rel=1e-5)


def test_one_step_is_one_hop_of_its_length_at_its_time(tmp_path):
    label, hops, centre = label_of(tmp_path / "t.h5", steps(81, (44, [0.6, 0.0, 0.8])), 0.5)
    assert label == pytest.approx(1.0, rel=1e-6)
    assert hops[["size", "length"]].to_numpy() == pytest.approx(np.ones((1, 2)), rel=1e-6)
    assert hops.time.item() == (44 - 0.5 - centre) * INTERVAL
    # out of the reach of the central frame
    label, hops, _ = label_of(tmp_path / "t.h5", steps(81, (47, [0.6, 0.0, 0.8])), 0.5)
    assert label == pytest.approx(0.0, abs=1e-6)
    assert len(hops) == 1


def test_a_step_below_the_threshold_is_no_hop_and_has_the_closed_form(tmp_path):
    label, hops, centre = label_of(tmp_path / "t.h5", steps(81, (50, [0.4, 0.0, 0.0])), 0.5)
    assert hops.empty
    # split before the step: the fraction f of the frames after it still is in the old cage
    closed = [0.4 * (1.0 - (50 - k) / (81 - k)) ** 0.75 for k in (centre, centre + 1)]
    assert label == pytest.approx(max(closed), rel=1e-5)


def test_two_steps_are_two_hops(tmp_path):
    positions = steps(101, (30, [1.0, 0.0, 0.0]), (70, [0.0, 0.6, 0.0]))
    _, hops, centre = label_of(tmp_path / "t.h5", positions, 0.3)
    np.testing.assert_allclose(hops.time, (np.array([30, 70]) - 0.5 - centre) * INTERVAL)
    np.testing.assert_allclose(hops.length, [1.0, 0.6], rtol=1e-6)
    # the larger step is found first, with the later one among the frames after it
    after = np.mean((positions[30:] - positions[:30].mean(axis=0)) ** 2 @ np.ones(3)) ** 0.25
    apart = np.linalg.norm(positions[30:].mean(axis=0)) ** 0.5
    np.testing.assert_allclose(hops["size"], [after * apart, 0.6], rtol=1e-6)


def test_a_ramp_has_the_closed_form(tmp_path):
    frames = 2001
    positions = np.linspace(0.0, 1.0, frames)[:, None] * np.array([1.0, 0.0, 0.0])
    label, hops, _ = label_of(tmp_path / "t.h5", positions, 2.0)
    assert hops.empty
    middle = np.sqrt(1.0 / 4.0 + 1.0 / 48.0)
    assert label == pytest.approx(middle, rel=1e-3)
    # a drift is split in its middle, where p_hop is not largest, and its halves are not split again
    label, hops, _ = label_of(tmp_path / "t.h5", positions, 0.75 * middle)
    assert len(hops) == 1
    assert hops.time.item() == pytest.approx(0.0, abs=INTERVAL)
    assert hops["size"].item() == pytest.approx(middle, rel=1e-3)
    assert hops.length.item() == pytest.approx(0.5, rel=1e-3)


def test_noise_in_a_cage_has_the_closed_form_and_no_hops(tmp_path):
    noise = hopping(2000, 201, rate=0.0, length=0.0, noise=0.1, seed=1)
    found = find_hops(write_motion(tmp_path / "t.h5", noise), 0.1 * np.sqrt(6.0), RESOLUTION)
    assert len(found.hops) < 0.02 * len(found.p_hop)
    assert np.median(found.p_hop) == pytest.approx(0.1 * np.sqrt(3.0), rel=0.03)


def test_reversal_of_time_changes_no_label(tmp_path):
    positions = hopping(200, 81, rate=0.03, length=1.0, noise=0.1, seed=2)
    forward = find_hops(write_motion(tmp_path / "t.h5", positions), 0.4, RESOLUTION)
    backward = find_hops(write_motion(tmp_path / "b.h5", positions[:, ::-1]), 0.4, RESOLUTION)
    np.testing.assert_allclose(backward.p_hop, forward.p_hop, rtol=1e-5)
    reversed_hops = backward.hops.assign(time=-backward.hops.time).sort_values(["particle", "time"])
    np.testing.assert_allclose(reversed_hops[["particle", "time"]], forward.hops[["particle", "time"]])
    np.testing.assert_allclose(reversed_hops[["size", "length"]], forward.hops[["size", "length"]], rtol=1e-4)


def test_two_hops_are_no_closer_than_a_resolution_between_two_intervals(tmp_path):
    positions = steps(81, (40, [1.0, 0.0, 0.0]), (42, [0.0, 1.0, 0.0]))
    trajectory = write_motion(tmp_path / "t.h5", positions[None])
    for resolution, apart in ((2.0, 2.0), (2.1, 3.0), (2.5, 3.0)):
        hops = find_hops(trajectory, 0.3, resolution * INTERVAL).hops
        times = hops.time[hops.particle == 0]
        assert len(times) > 1
        assert np.diff(times).min() == pytest.approx(apart * INTERVAL)


def test_a_trajectory_that_is_too_short_is_an_error(tmp_path):
    with pytest.raises(
        StructureError, match="t.h5 has 10 frames; hops need at least twice their resolution, 2.5, or 11"
    ):
        label_of(tmp_path / "t.h5", steps(10), 0.5)


def test_the_plateau_is_that_of_the_cage(tmp_path):
    # Ornstein-Uhlenbeck cages with the relaxation time 2 frames, and rare hops
    rng = np.random.default_rng(3)
    noise = np.zeros((400, 401, 3))
    keep = np.exp(-0.5)
    noise[:, 0] = 0.1 * rng.standard_normal((400, 3))
    for t in range(1, 401):
        noise[:, t] = keep * noise[:, t - 1] + 0.1 * np.sqrt(1.0 - keep**2) * rng.standard_normal((400, 3))
    positions = noise + hopping(400, 401, rate=5e-4, length=0.5, noise=0.0, seed=4)
    lags, rms = root_mean_square_displacement(write_motion(tmp_path / "t.h5", positions))
    closed = np.sqrt(6.0 * 0.01 * (1.0 - np.exp(-0.5 * lags)) + 5e-4 * 0.25 * lags)
    np.testing.assert_allclose(rms, closed, rtol=0.05)
    # the plateau of the cages alone, with a few hops
    assert plateau(lags, rms) == pytest.approx(0.1 * np.sqrt(6.0), rel=0.05)
    lags = np.arange(1, 20)
    with pytest.raises(StructureError, match="has no plateau"):
        plateau(lags, lags**0.5)
    with pytest.raises(StructureError, match="too short"):
        plateau(lags[:3], lags[:3] ** 0.5)
