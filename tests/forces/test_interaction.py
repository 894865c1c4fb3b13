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
        value, _, _ = pair_interaction(t, potential.coefficients)
        assert value == pytest.approx(energy(potential, t), rel=1e-12, abs=1e-13)


@EACH_MODEL
def test_the_force_is_the_derivative_of_the_energy(potential):
    h = 1e-5
    for t in places(potential):
        _, force, _ = pair_interaction(t, potential.coefficients)
        # by -t / 2
        expected = -(energy(potential, t + h) - energy(potential, t - h)) / h
        assert force == pytest.approx(expected, rel=1e-7, abs=2e-8)


@EACH_MODEL
def test_the_stiffness_is_the_second_derivative_of_the_energy(potential):
    h = 2e-4
    for t in places(potential):
        _, _, stiffness = pair_interaction(t, potential.coefficients)
        below, here, above = (energy(potential, each) for each in (t - h, t, t + h))
        # by t / 2
        expected = (above - 2 * here + below) / (h / 2) ** 2
        assert stiffness == pytest.approx(expected, rel=2e-6, abs=4e-6)


@EACH_MODEL
def test_energy_force_and_stiffness_vanish_at_the_cutoff(potential):
    c = potential.coefficients
    assert pair_interaction(c.cutoff**2, c) == pytest.approx((0.0, 0.0, 0.0), abs=1e-14 * (c.a12 + abs(c.c0)))
    # and only there
    assert min(map(abs, pair_interaction(0.9 * c.cutoff**2, c))) > 1e-6


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
