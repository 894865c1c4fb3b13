"""Profiles for other masses, against those that are made with these masses."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from glasses import SOFT_SPHERES, draw_neighbours
from path_results import path_result

from glasscape.forces.compiled import CompiledForceField
from glasscape.minima.settings import MinimaSettings
from glasscape.paths import store
from glasscape.paths.band import relax_band
from glasscape.paths.extension import extend, extension_action
from glasscape.paths.isotopes import species_steps, with_masses
from glasscape.paths.profile import find_wells
from glasscape.paths.settings import NEBSettings
from glasscape.tunnelling.double_well import tunnel
from glasscape.units import ARGON

LIGHT, HEAVY = [1.0, 2.0, 1.5], [1.1, 2.0, 3.0]


@pytest.fixture(scope="module")
def double_well(small_glass, small_minimum):
    """A force field, the band of a double well, and invented species of its particles."""
    field = CompiledForceField(small_glass, SOFT_SPHERES)
    for a, b in combinations(draw_neighbours(small_glass, small_minimum, 5, seed=1), 2):
        band = relax_band(field, a, b, NEBSettings(), MinimaSettings())
        if band.converged and find_wells(band.profile(np.ones(len(a)))).shape == "double well":
            return field, band, np.arange(len(a)) % 3
    raise AssertionError("no double well")


def made(double_well, masses):
    field, band, species = double_well
    each = np.array(masses)[species]
    profile = extend(field, band, extension_action(ARGON), each)
    return profile, species_steps(band, profile, each, species)


def test_a_profile_for_other_masses_is_that_of_the_same_path(double_well):
    light, steps = made(double_well, LIGHT)
    np.testing.assert_allclose(steps.lengths(LIGHT), np.diff(light.arc_length), rtol=1e-10)
    # a species of the potential of which there are no particles
    assert np.array_equal(steps.lengths([*LIGHT, 9.0]), steps.lengths(LIGHT))
    heavy, _ = made(double_well, HEAVY)
    found = with_masses(light, steps, LIGHT, HEAVY)
    # heavier particles need a shorter extension
    inner = slice(found.start - heavy.start, found.start - heavy.start + len(heavy.arc_length))
    np.testing.assert_allclose(found.arc_length[inner], heavy.arc_length, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(found.slopes[inner], heavy.slopes, atol=2e-3 * np.abs(heavy.slopes).max())
    one, other = (tunnel(each, ARGON).levels for each in (found, heavy))
    assert one.splitting == pytest.approx(other.splitting, rel=0.01)
    assert one.splitting != pytest.approx(tunnel(light, ARGON).levels.splitting, rel=0.05)


def test_masses_in_one_ratio_scale_the_lengths(double_well):
    profile, steps = made(double_well, LIGHT)
    other = [4.0 * mass for mass in LIGHT]
    found = with_masses(profile, steps, LIGHT, other)
    np.testing.assert_allclose(found.arc_length, 2.0 * profile.arc_length, rtol=1e-9)
    np.testing.assert_allclose(found.slopes, 0.5 * profile.slopes, rtol=1e-9)
    # as a smaller Planck constant
    half = replace(ARGON, hbar=0.5 * ARGON.hbar)
    expected = tunnel(profile, half).levels.splitting
    assert tunnel(found, ARGON).levels.splitting == pytest.approx(expected, rel=1e-5)


def test_steps_come_back_from_the_store(double_well, tmp_path):
    profile, steps = made(double_well, LIGHT)
    with store.StoreWriter(tmp_path) as writer:
        writer.append("k", path_result(profile, steps=steps))
    found = store.load(tmp_path, {"k"})["k"].steps
    for name, value in vars(steps).items():
        np.testing.assert_array_equal(getattr(found, name), value)
