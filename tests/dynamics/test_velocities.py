import numpy as np
import pytest
from glasses import one_species

from glasscape.dynamics.velocities import thermal_velocities
from glasscape.structures.cell import Cell


def test_thermal_velocities():
    particles = one_species(np.ones(20_000), Cell.cubic(30.0))
    velocities = thermal_velocities(particles, 0.04, np.random.default_rng(0))
    assert np.abs(velocities.mean(axis=0)).max() < 1e-12
    assert np.mean(velocities**2) == pytest.approx(0.04, rel=0.02)
