import numpy as np
import pytest
from glasses import SOFT_SPHERES

from glasscape.dynamics.thermostat import couple_to_bath
from glasscape.dynamics.velocities import initial_state, thermal_velocities
from glasscape.forces.compiled import CompiledForceField


@pytest.mark.parametrize("temperature", [0.02, 0.1])
def test_a_bath_heats_and_cools_to_its_temperature(small_glass, small_minimum, temperature):
    field = CompiledForceField(small_glass, SOFT_SPHERES)
    velocities = thermal_velocities(small_glass, 0.08, np.random.default_rng(1))
    state = initial_state(field, small_minimum, velocities)
    before = field.evaluations
    state = couple_to_bath(field, state, temperature, time_step=0.01, duration=20.0)
    assert field.evaluations == before + 2000
    assert state.temperature == pytest.approx(temperature, rel=0.15)
    # the total momentum stays
    assert np.abs(state.velocities.mean(axis=0)).max() < 1e-10
