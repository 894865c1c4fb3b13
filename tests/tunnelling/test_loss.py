"""Loss of sound: one system, and the closed forms of the standard tunnelling model."""

import numpy as np
import pytest

from glasscape.modes.elasticity import Elasticity
from glasscape.tunnelling.loss import POLARISATIONS, SoundLoss

SOLID = Elasticity(bulk=90.0, shear=40.0, density=1.0, mass_density=1.2)
HBAR = 0.0125


def systems(asymmetry, matrix_element, longitudinal=1.5, transverse=1.2):
    asymmetry, matrix_element = np.broadcast_arrays(np.asarray(asymmetry, float), matrix_element)
    couplings = np.full(asymmetry.shape, longitudinal), np.full(asymmetry.shape, transverse)
    return SoundLoss(asymmetry, matrix_element, *couplings, SOLID, HBAR)


def test_one_system_has_the_peak_of_debye():
    one = systems([8e-4], [3e-4])
    temperature = np.array([2e-4])
    rate = one.rates(temperature)[0, 0]
    frequencies = rate * np.geomspace(0.01, 100.0, 41)
    loss = np.array([one.relaxation("longitudinal", each, temperature)[0, 0] for each in frequencies])
    assert frequencies[np.argmax(loss)] == pytest.approx(rate)
    np.testing.assert_allclose(loss, loss[::-1], rtol=1e-12)
    energy = np.hypot(8e-4, 3e-4)
    height = 1.5**2 / (1.2 * SOLID.longitudinal_speed**2) * (8e-4 / energy) ** 2 / 2e-4
    assert loss.max() == pytest.approx(0.5 * height / np.cosh(energy / 4e-4) ** 2)


def test_rates_have_their_limits():
    one = systems([0.0], [1e-3])
    cold, warm = one.rates(np.array([1e-5, 1.0]))[0]
    sound = 1.5**2 / SOLID.longitudinal_speed**5 + 2.0 * 1.2**2 / SOLID.transverse_speed**5
    assert cold == pytest.approx(sound * 1e-9 / (2.0 * np.pi * 1.2 * HBAR**4))
    # stimulated by 2 T / E phonons
    assert warm == pytest.approx(cold * 2.0 / 1e-3, rel=1e-5)


@pytest.mark.parametrize("polarisation", POLARISATIONS)
def test_a_flat_distribution_has_the_plateau_and_the_strength_of_the_model(polarisation):
    """Q^-1 = (pi / 2) C, where P is the number of systems per volume, Delta and ln Delta_0."""
    temperature, volume, largest = 1e-4, 1e6, 5e-3
    splittings = (np.arange(400) + 0.5) * largest / 400
    # the density P / (u sqrt(1 - u^2)) of u = Delta_0 / E is even in x for u = 1 / cosh x
    step = 0.01
    u = 1.0 / np.cosh((np.arange(2000) + 0.5) * step)
    energy, part = np.meshgrid(splittings, u, indexing="ij")
    grid = systems((energy * np.sqrt(1.0 - part**2)).ravel(), (energy * part).ravel())
    weight = step * largest / 400 * volume
    gamma, speed = (
        (1.5, SOLID.longitudinal_speed) if polarisation == "longitudinal" else (1.2, SOLID.transverse_speed)
    )
    strength = gamma**2 / (SOLID.mass_density * speed**2)
    found = weight * grid.strength(polarisation, largest).sum() / volume
    assert found == pytest.approx(strength, rel=0.02)
    fastest = systems([0.0], [temperature]).rates(np.array([temperature]))[0, 0]
    terms = grid.relaxation(polarisation, 1e-4 * fastest, np.array([temperature]))[:, 0]
    loss = weight * terms.sum() / volume
    assert loss == pytest.approx(0.5 * np.pi * strength, rel=0.02)
