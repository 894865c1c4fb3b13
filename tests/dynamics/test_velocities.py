import numpy as np
import pytest

from glasscape.dynamics.velocities import thermal_velocities


def test_thermal_velocities():
    velocities = thermal_velocities(20_000, 0.04, np.random.default_rng(0))
    assert np.abs(velocities.mean(axis=0)).max() < 1e-12
    assert np.mean(velocities**2) == pytest.approx(0.04, rel=0.02)
