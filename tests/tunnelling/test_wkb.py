import numpy as np
import pytest
from tunnelling.wells import quartic_profile

from glasscape.paths.profile import Profile
from glasscape.tunnelling.double_well import tunnel
from glasscape.tunnelling.wkb import tunnelling_matrix_element
from glasscape.units import ARGON

HBAR = ARGON.hbar


@pytest.mark.parametrize("height", [0.3, 0.6, 1.1, 1.55])
def test_tunnelling_matrix_element_of_a_symmetric_well_is_its_splitting(height):
    """Up to corrections of a few per cent, while it falls over five decades."""
    profile = quartic_profile(height, 0.12)
    element = tunnelling_matrix_element(profile, 0.12, HBAR)
    exact = tunnel(profile, ARGON).levels.splitting
    assert element == pytest.approx(exact, rel=0.1)


@pytest.mark.parametrize("tilt", [0.001, 0.03, 0.08])
@pytest.mark.parametrize("height", [0.3, 0.6, 1.1, 1.55])
def test_levels_of_tilted_wells_have_the_matrix_element_of_wkb(height, tilt):
    """Delta_0 from the two lowest levels, where the tilt dominates the splitting."""
    profile = quartic_profile(height, 0.12, tilt=tilt)
    levels = tunnel(profile, ARGON).levels
    assert levels.splitting > 10.0 * levels.tunnelling_matrix_element
    element = tunnelling_matrix_element(profile, 0.12, HBAR)
    assert element == pytest.approx(levels.tunnelling_matrix_element, rel=0.12)


def test_tunnelling_matrix_element_by_its_closed_form():
    """Two parabolas that meet in a cusp: the integral from E = hbar omega / 2 is known."""
    omega, half = 5.0, 0.15
    s = np.linspace(-0.5, 0.5, 2001)
    distance = np.abs(s) - half
    start, end = (int(np.argmin(np.abs(s - side))) for side in (-half, half))
    profile = Profile(s - s[start], omega**2 * distance**2 / 2, np.sign(s) * omega**2 * distance, start, end)
    turning = np.sqrt(HBAR / omega)
    root = np.sqrt(half**2 - turning**2)
    action = omega * (half * root - turning**2 * np.log((half + root) / turning))
    expected = HBAR * omega / np.pi * np.exp(-action / HBAR)
    assert tunnelling_matrix_element(profile, half, HBAR) == pytest.approx(expected, rel=1e-3)


def test_no_tunnelling_matrix_element_above_the_barrier():
    assert tunnelling_matrix_element(quartic_profile(0.01, 0.12), 0.12, HBAR) is None
