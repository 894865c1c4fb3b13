import numpy as np
import pytest
from tunnelling.wells import quartic_profile

from glasscape.paths.profile import Profile
from glasscape.tunnelling.double_well import splitting_errors, tunnel
from glasscape.tunnelling.verdict import DOUBLE_WELL, TWO_LEVEL_SYSTEM
from glasscape.units import ARGON, NIP, QuantumUnits


def test_both_directions_of_a_path_tunnel_alike():
    profile = quartic_profile(0.15, 0.12, tilt=0.01)
    length = profile.arc_length[profile.end]
    points = len(profile.arc_length)
    back = Profile(
        length - profile.arc_length[::-1],
        profile.energies[::-1],
        -profile.slopes[::-1],
        points - 1 - profile.end,
        points - 1 - profile.start,
    )
    there, back = tunnel(profile, ARGON), tunnel(back, ARGON)
    np.testing.assert_allclose(back.levels.energies, there.levels.energies, rtol=1e-9)
    assert back.levels.splitting == pytest.approx(there.levels.splitting, rel=1e-7)
    assert back.tunnelling_matrix_element == pytest.approx(there.tunnelling_matrix_element, rel=1e-6)
    np.testing.assert_allclose(
        back.levels.left_probabilities, 1.0 - there.levels.left_probabilities, atol=1e-6
    )


def test_one_path_in_several_units():
    profile = quartic_profile(0.1, 0.12)
    heavy = QuantumUnits("custom", 0.004, 0.0015)
    argon, nip, custom = (tunnel(profile, units) for units in (ARGON, NIP, heavy))
    assert argon.levels.splitting > nip.levels.splitting > custom.levels.splitting
    assert argon.verdict == DOUBLE_WELL
    assert nip.verdict == custom.verdict == TWO_LEVEL_SYSTEM


def test_a_level_above_the_barrier_is_a_vibration():
    """In one wide well with a low barrier in its middle."""
    wide = tunnel(quartic_profile(1e-4, 0.355, reach=6.0), ARGON)
    assert wide.barrier == pytest.approx(1e-4)
    assert wide.levels.energies[0] == pytest.approx(3.1e-4, rel=0.05)
    assert wide.above_barrier
    assert not wide.levels.same_well
    assert not tunnel(quartic_profile(0.15, 0.12), ARGON).above_barrier
    # one of the two levels is enough
    middle = tunnel(quartic_profile(1e-3, 0.4, reach=6.0), ARGON)
    assert middle.levels.energies[0] < middle.barrier < middle.levels.energies[1]
    assert middle.above_barrier


def test_the_barrier_and_the_levels_of_a_tilted_well_have_the_same_zero():
    """Above the higher minimum the barrier is lower."""
    tilted = tunnel(quartic_profile(0.05, 0.12, tilt=0.02), ARGON)
    assert tilted.barrier > 0.05 + 0.015
    assert tilted.barrier - 0.04 < tilted.levels.energies[1] < tilted.barrier
    assert not tilted.above_barrier


def test_errors_of_a_splitting_are_those_against_a_better_one():
    profile, coarser = quartic_profile(0.15, 0.12), quartic_profile(0.15, 0.12, points=13)
    levels = tunnel(profile, ARGON).levels
    errors = splitting_errors(profile, coarser, ARGON, levels)
    assert 0.0 < errors.grid < 1e-6
    assert errors.extension < 1e-6
    fewer = tunnel(coarser, ARGON).levels.splitting
    assert errors.images == pytest.approx(abs(fewer / levels.splitting - 1.0))
    assert errors.images > 1e-4
    assert splitting_errors(profile, None, ARGON, levels).images is None


def test_a_range_that_is_just_long_enough_has_no_estimate_of_its_error():
    profile = quartic_profile(0.15, 0.12)
    inside = np.abs(profile.arc_length - 0.12) < 0.28
    first = int(np.argmax(inside))
    arrays = (profile.arc_length[inside], profile.energies[inside], profile.slopes[inside])
    short = Profile(*arrays, profile.start - first, profile.end - first)
    levels = tunnel(short, ARGON).levels
    assert splitting_errors(short, None, ARGON, levels).extension is None
    assert splitting_errors(profile, None, ARGON, levels).extension < 1e-6
