"""The compiled interaction of a pair against the plain formula of the potential."""

import numpy as np
import pytest

from glasscape.forces.interaction import pair_diameter, pair_interaction
from glasscape.potentials.models import MODELS

EACH_MODEL = pytest.mark.parametrize("potential", [model.potential for model in MODELS.values()], ids=MODELS)


def energy(potential, t):
    """Energy in epsilon_ij as a function of t = x^2."""
    return float(potential.pair_energy(np.sqrt(t)))


def places(potential):
    """Values of t from strong overlap to just within the cutoff."""
    return np.linspace(0.6, potential.cutoff**2 - 0.01, 40)


@EACH_MODEL
def test_energy_is_that_of_the_potential(potential):
    for t in places(potential):
        value, _, _ = pair_interaction(t, potential.coefficients.form)
        assert value == pytest.approx(energy(potential, t), rel=1e-12, abs=1e-13)


@EACH_MODEL
def test_the_force_is_the_derivative_of_the_energy(potential):
    h = 1e-5
    for t in places(potential):
        _, force, _ = pair_interaction(t, potential.coefficients.form)
        # by -t / 2
        expected = -(energy(potential, t + h) - energy(potential, t - h)) / h
        assert force == pytest.approx(expected, rel=1e-7, abs=2e-8)


@EACH_MODEL
def test_the_stiffness_is_the_second_derivative_of_the_energy(potential):
    h = 2e-4
    for t in places(potential):
        _, _, stiffness = pair_interaction(t, potential.coefficients.form)
        below, here, above = (energy(potential, each) for each in (t - h, t, t + h))
        # by t / 2
        expected = (above - 2 * here + below) / (h / 2) ** 2
        assert stiffness == pytest.approx(expected, rel=2e-6, abs=4e-6)


@EACH_MODEL
def test_energy_force_and_stiffness_vanish_at_the_cutoff(potential):
    form = potential.coefficients.form
    energy, force, stiffness = pair_interaction(form.cutoff2, form)
    scale = form.a12 + abs(form.c0)
    assert (energy, force) == pytest.approx((0.0, 0.0), abs=1e-14 * scale)
    # a switching function leaves a jump of the second derivative
    assert stiffness == pytest.approx(0.0, abs=1e-14 * scale) or potential.switch is not None
    # and only there
    assert min(map(abs, pair_interaction(0.9 * form.cutoff2, form))) > 1e-6


def test_the_switching_function_is_the_published_one():
    """S = (c^2 - r^2)^2 (c^2 + 2 r^2 - 3 a^2) / (c^2 - a^2)^3 from a = 2 to c = 2.5 (Singh 2025)."""
    plain = 4.0 * (np.array(2.2) ** -12 - np.array(2.2) ** -6)
    switching = (2.5**2 - 2.2**2) ** 2 * (2.5**2 + 2 * 2.2**2 - 3 * 2.0**2) / (2.5**2 - 2.0**2) ** 3
    form = MODELS["kob-andersen-switched"].potential.coefficients.form
    assert pair_interaction(2.2**2, form)[0] == pytest.approx(plain * switching)
    assert pair_interaction(1.9**2, form)[0] == pytest.approx(4.0 * (1.9**-12 - 1.9**-6))
    # energy and force do not jump where it begins
    below, above = (pair_interaction(2.0**2 + h, form) for h in (-1e-9, 1e-9))
    assert below[:2] == pytest.approx(above[:2], abs=1e-8)


@EACH_MODEL
def test_the_pair_diameter_is_that_of_the_potential(potential):
    rng = np.random.default_rng(0)
    diameters = rng.uniform(0.7, 1.6, (2, 50))
    species = rng.integers(0, potential.n_species, (2, 50))
    expected = potential.pair_diameter(tuple(diameters), tuple(species))
    found = [
        pair_diameter(potential.coefficients, *sizes, *kinds)
        for sizes, kinds in zip(diameters.T, species.T, strict=True)
    ]
    np.testing.assert_allclose(found, expected, rtol=1e-15)
