"""Loss of sound: one system, and the closed forms of the standard tunnelling model."""

import numpy as np
import pytest

from glasscape.modes.elasticity import Elasticity
from glasscape.tunnelling.loss import POLARISATIONS, Couplings, SoundLoss, ThermalHops, schottky

SOLID = Elasticity(bulk=90.0, shear=40.0, density=1.0, mass_density=1.2)
HBAR = 0.0125


def systems(asymmetry, matrix_element, longitudinal=1.5, transverse=1.2):
    asymmetry, matrix_element = np.broadcast_arrays(np.asarray(asymmetry, float), matrix_element)
    return SoundLoss(asymmetry, matrix_element, couplings(len(asymmetry), longitudinal, transverse), HBAR)


def couplings(n, longitudinal=1.5, transverse=1.2):
    return Couplings(np.full(n, longitudinal), np.full(n, transverse), SOLID)


def standard_model(largest, volume=1e6):
    """Systems of the density P / Delta_0 by Delta and Delta_0, their weights for P = 1, and the volume."""
    splittings = (np.arange(400) + 0.5) * largest / 400
    # the density P / (u sqrt(1 - u^2)) of u = Delta_0 / E is even in x for u = 1 / cosh x
    step = 0.01
    u = 1.0 / np.cosh((np.arange(2000) + 0.5) * step)
    energy, part = np.meshgrid(splittings, u, indexing="ij")
    grid = systems((energy * np.sqrt(1.0 - part**2)).ravel(), (energy * part).ravel())
    return grid, step * largest / 400 * volume, volume


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
    temperature, largest = 1e-4, 5e-3
    grid, weight, volume = standard_model(largest)
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
    # at resonance, Q^-1 = pi C tanh(hbar omega / 2 T)
    terms = grid.resonance(polarisation, 2.0 * temperature / HBAR, np.array([temperature]), largest)[:, 0]
    assert weight * terms.sum() / volume == pytest.approx(np.pi * strength * np.tanh(1.0), rel=0.02)


def test_absorption_at_resonance_is_that_of_linear_response():
    """The mean over splittings of pi sum_mn (p_m - p_n) |<m| gamma sigma_z |n>|^2 delta(hbar omega - E)."""
    asymmetry, element, temperature, largest = 6e-4, 4e-4, 3e-4, 2e-3
    energies, states = np.linalg.eigh(0.5 * np.array([[asymmetry, element], [element, -asymmetry]]))
    populations = np.exp(-energies / temperature)
    populations /= populations.sum()
    coupling = states.T @ np.diag([1.5, -1.5]) @ states
    absorbed = np.pi * (populations[0] - populations[1]) * coupling[0, 1] ** 2 / largest
    frequency = np.diff(energies)[0] / HBAR
    one = systems([asymmetry], [element])
    found = one.resonance("longitudinal", frequency, np.array([temperature]), largest)[0, 0]
    assert found == pytest.approx(absorbed / (1.2 * SOLID.longitudinal_speed**2))


def test_heat_grows_with_the_logarithm_of_the_time():
    """By pi^2 / 12 P T for every factor e, as Black (1978), and up to the equilibrium value."""
    temperature = 1e-4
    grid, weight, volume = standard_model(largest=5e-3)
    fastest = systems([0.0], [temperature]).rates(np.array([temperature]))[0, 0]
    times = np.array([1e3, 1e4, 1e5]) / fastest
    heat = weight * grid.heat_capacity(temperature, times).sum(axis=0) / volume
    assert np.diff(heat) / np.log(10.0) == pytest.approx(np.pi**2 / 12.0 * temperature, rel=0.02)
    one = systems([3e-4], [1e-4])
    equilibrium = schottky(one.splitting, np.array([temperature]))[0, 0]
    # the derivative of the mean energy E / (1 + exp(E / T))
    energy, step = one.splitting[0], 1e-9
    means = [energy / (1.0 + np.exp(energy / (temperature + change))) for change in (-step, step)]
    assert equilibrium == pytest.approx(np.diff(means)[0] / (2.0 * step), rel=1e-5)
    tau = 1.0 / one.rates(np.array([temperature]))[0, 0]
    found = one.heat_capacity(temperature, tau * np.array([1e-3, 1.0, 1e3]))[0]
    assert found == pytest.approx(equilibrium * np.array([1e-3, 1.0 - np.exp(-1.0), 1.0]), rel=1e-3)


def test_thermal_hops_have_the_peak_of_debye_and_balance():
    one = ThermalHops(np.array([0.05]), np.array([0.03]), np.array([2.0]), np.array([5.0]), couplings(1))
    temperature = np.array([0.01])
    from_a, from_b = (float(rates[0, 0]) for rates in one.rates(temperature))
    assert from_a == pytest.approx(2.0 * np.exp(-5.0))
    # the free energies of harmonic wells differ by the energy and by T times the logarithm of the prefactors
    assert from_a / from_b == pytest.approx(np.exp(-(0.02 - 0.01 * np.log(2.0 / 5.0)) / 0.01))
    frequencies = (from_a + from_b) * np.geomspace(0.01, 100.0, 41)
    loss = np.array([one.relaxation("transverse", each, temperature)[0, 0] for each in frequencies])
    assert frequencies[np.argmax(loss)] == pytest.approx(from_a + from_b)
    upper = from_a / (from_a + from_b)
    height = 1.2**2 / SOLID.shear * 4.0 * upper * (1.0 - upper) / 0.01
    assert loss.max() == pytest.approx(0.5 * height)
    # frozen at low temperatures
    assert one.relaxation("transverse", 1e-6, np.array([1e-6]))[0, 0] == pytest.approx(0.0, abs=1e-100)
