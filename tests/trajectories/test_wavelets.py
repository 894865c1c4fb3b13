"""Wavelet amplitudes against a plain reference, closed forms and reversal of time."""

import numpy as np
import pytest
from moving_particles import INTERVAL, hopping, steps, write_motion

from glasscape.errors import StructureError
from glasscape.trajectories.wavelets import NORM, wavelet_amplitudes

SCALES = np.array([10.0, 25.0])


def amplitudes(path, positions, scales=SCALES):
    trajectory = write_motion(path, positions)
    return wavelet_amplitudes(trajectory, scales * INTERVAL)[:, : len(positions)], trajectory.centre


def test_amplitudes_equal_a_convolution_with_the_wavelet(tmp_path):
    positions = hopping(20, 201, rate=0.03, length=1.0, noise=0.1, seed=0)
    found, centre = amplitudes(tmp_path / "t.h5", positions)
    for scale, values in zip(SCALES, found, strict=True):
        times = np.arange(-100, 101) / scale
        wavelet = -NORM * times * np.exp(-(times**2)) / np.sqrt(scale)
        for i, each in enumerate(positions):
            # a convolution reverses its second argument
            parts = [np.convolve(each[:, d], wavelet[::-1], mode="same")[centre] for d in range(3)]
            # frames beyond three scales are left out here
            assert values[i] == pytest.approx(np.linalg.norm(parts), abs=3e-3)


def test_steps_and_ramps_have_closed_forms(tmp_path):
    frames = np.arange(201)
    ramp = 0.02 * frames[:, None] * np.array([0.0, 0.6, 0.8])
    still = np.full((201, 3), 7.0)
    positions = np.stack([steps(201, (100, [0.6, 0.8, 0.0])), ramp, still])
    found, _ = amplitudes(tmp_path / "t.h5", positions)
    np.testing.assert_allclose(found[:, 0], 0.5 * NORM * np.sqrt(SCALES), rtol=1e-2)
    np.testing.assert_allclose(found[:, 1], 0.02 * NORM * 0.5 * np.sqrt(np.pi) * SCALES**1.5, rtol=2e-3)
    np.testing.assert_allclose(found[:, 2], 0.0, atol=1e-5)


def test_two_steps_back_and_forth_cancel_and_the_same_way_add(tmp_path):
    there, back = (np.array([sign, 0.0, 0.0]) for sign in (1.0, -1.0))
    positions = np.stack([steps(201, (98, there), (103, back)), steps(201, (98, there), (103, there))])
    found, _ = amplitudes(tmp_path / "t.h5", positions, np.array([30.0]))
    assert found[0, 0] < 1e-5
    assert found[0, 1] == pytest.approx(NORM * np.sqrt(30.0), rel=0.02)


def test_noise_has_the_same_mean_square_on_all_scales(tmp_path):
    noise = hopping(4000, 201, rate=0.0, length=0.0, noise=0.1, seed=1)
    found, _ = amplitudes(tmp_path / "t.h5", noise)
    np.testing.assert_allclose(np.mean(found**2, axis=1), 3.0 * 0.01, rtol=0.05)


def test_reversal_of_time_changes_no_amplitude(tmp_path):
    positions = hopping(50, 201, rate=0.03, length=1.0, noise=0.1, seed=2)
    forward, _ = amplitudes(tmp_path / "t.h5", positions)
    backward, _ = amplitudes(tmp_path / "b.h5", positions[:, ::-1])
    np.testing.assert_allclose(backward, forward, rtol=1e-3, atol=1e-5)


def test_scales_that_do_not_fit_are_refused(tmp_path):
    trajectory = write_motion(tmp_path / "t.h5", np.zeros((3, 61, 3)))
    wavelet_amplitudes(trajectory, [10 * INTERVAL])
    with pytest.raises(StructureError, match=r"the scale 5\.5 needs frames up to 16\.5 before and after"):
        wavelet_amplitudes(trajectory, [11 * INTERVAL])
    with pytest.raises(StructureError, match="shorter than two frames"):
        wavelet_amplitudes(trajectory, [0.5])
