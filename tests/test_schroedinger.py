import mpmath
import numpy as np
import pytest
from scipy.linalg import eigh

from glasscape.paths.profile import Profile
from glasscape.tunnelling.schroedinger import RangeError
from glasscape.tunnelling.schroedinger import solve_levels
from glasscape.tunnelling.verdict import DOUBLE_WELL
from glasscape.tunnelling.verdict import TWO_LEVEL_SYSTEM
from glasscape.tunnelling.verdict import splitting_errors
from glasscape.tunnelling.verdict import tunnel
from glasscape.tunnelling.wkb import tunnelling_matrix_element
from glasscape.units import ARGON
from glasscape.units import NIP
from glasscape.units import QuantumUnits


HBAR = ARGON.hbar


def quartic_double_well(height, half_width):
    return lambda s: height * (s**2 / half_width**2 - 1.0) ** 2


def exact_level(height, half_width, parity, guess):
    """Level of the quartic double well by its power series at the origin, in sixty digits."""
    mpmath.mp.dps = 60
    v, a, hbar = (mpmath.mpf(value) for value in (height, half_width, HBAR))
    wall = mpmath.mpf("2.8") * a

    def at_wall(energy):
        c0 = 2 * (v - energy) / hbar**2 * wall**2
        c2 = -4 * v / a**2 / hbar**2 * wall**4
        c4 = 2 * v / a**4 / hbar**2 * wall**6
        terms = [mpmath.mpf(0), mpmath.mpf(0), mpmath.mpf(1)]
        total, power = mpmath.mpf(1), parity
        while power < 400 or abs(terms[-1]) > mpmath.mpf(10) ** -50 * abs(total):
            power += 2
            new = (c0 * terms[-1] + c2 * terms[-2] + c4 * terms[-3]) / (power * (power - 1))
            terms = [*terms[-2:], new]
            total += new
        return total

    bracket = (guess * (1 - 1e-9), guess * (1 + 1e-9))
    return mpmath.findroot(at_wall, bracket, solver="secant", tol=1e-40, verify=False)


def sinc_levels(potential, left, right, n=800):
    """Levels on a sinc grid (Colbert and Miller 1992), an independent dense solver."""
    grid, spacing = np.linspace(left, right, n, retstep=True)
    offset = np.arange(n)[:, None] - np.arange(n)[None]
    with np.errstate(divide="ignore"):
        kinetic = 2.0 * (-1.0) ** offset / offset**2.0
    np.fill_diagonal(kinetic, np.pi**2 / 3)
    matrix = HBAR**2 / (2 * spacing**2) * kinetic + np.diag(potential(grid))
    return eigh(matrix, eigvals_only=True, subset_by_index=(0, 3))


def test_harmonic_oscillator():
    levels = solve_levels(lambda s: 50 * s**2, -0.7, 0.7, HBAR, divide=0.0)
    np.testing.assert_allclose(levels.energies, HBAR * 10 * (np.arange(4) + 0.5), rtol=1e-7)
    assert levels.splitting == pytest.approx(HBAR * 10, rel=1e-7)


def test_quartic_oscillator():
    # H = p^2 / 2 + s^4: ground and first excited level, Banerjee et al., Proc. R. Soc. A 360, 575 (1978),
    # by scaling of p^2 + x^4
    levels = solve_levels(lambda s: s**4, -6, 6, 1.0, divide=0.0)
    scale = 2 ** (-2 / 3)
    expected = scale * np.array([1.060362090484, 3.799673029801, 7.455697937987, 11.644745511378])
    np.testing.assert_allclose(levels.energies, expected, rtol=1e-9)


@pytest.mark.parametrize("height", [0.05, 0.15, 0.3, 0.6, 1.1, 1.55])
def test_symmetric_double_well_to_sixty_digits(height):
    half_width = 0.12
    levels = solve_levels(
        quartic_double_well(height, half_width), -2.8 * half_width, 2.8 * half_width, HBAR, divide=0.0
    )
    even = exact_level(height, half_width, 0, levels.energies[0])
    odd = exact_level(height, half_width, 1, levels.energies[1])
    assert levels.energies[0] == pytest.approx(float(even), rel=1e-7)
    assert levels.splitting == pytest.approx(float(odd - even), rel=1e-6)
    assert not levels.same_well


def test_splittings_below_1e_9_are_resolved():
    levels = solve_levels(quartic_double_well(1.55, 0.12), -0.336, 0.336, HBAR, divide=0.0)
    assert 0.0 < levels.splitting < 1e-9


def test_unresolvable_splittings_stay_positive():
    levels = solve_levels(quartic_double_well(2.0, 0.3), -0.7, 0.7, 0.0051, divide=0.0)
    assert 0.0 < levels.splitting < 1e-14


@pytest.mark.parametrize("tilt", [0.002, 0.02, 0.2])
def test_asymmetric_double_well_equals_an_independent_solver(tilt):
    def potential(s):
        return quartic_double_well(0.15, 0.12)(s) + tilt * s / 0.12

    levels = solve_levels(potential, -0.4, 0.4, HBAR, divide=0.0)
    peer = sinc_levels(potential, -0.4, 0.4)
    np.testing.assert_allclose(levels.energies, peer, rtol=1e-7, atol=1e-10)
    assert levels.splitting == pytest.approx(peer[1] - peer[0], rel=1e-7)
    assert levels.left_probabilities[0] > 0.5


def test_same_well_tells_vibration_from_tunnelling():
    def tilted(tilt):
        return lambda s: quartic_double_well(0.3, 0.12)(s) + tilt * s / 0.12

    assert solve_levels(tilted(0.2), -0.4, 0.4, HBAR, divide=0.0).same_well
    assert not solve_levels(tilted(0.01), -0.4, 0.4, HBAR, divide=0.0).same_well


def test_heavier_particles_split_less():
    potential = quartic_double_well(0.15, 0.12)
    splittings = [
        solve_levels(potential, -0.4, 0.4, HBAR / np.sqrt(mass), divide=0.0).splitting
        for mass in (1.0, 1.5, 2.0, 4.0)
    ]
    assert all(splitting > 0 for splitting in splittings)
    assert splittings == sorted(splittings, reverse=True)


def test_a_range_that_cuts_the_wave_function_is_refused():
    with pytest.raises(RangeError, match="has not decayed"):
        solve_levels(lambda s: 50 * s**2, -0.1, 0.1, HBAR, divide=0.0)


def quartic_profile(height, half_width, tilt=0.0, points=181):
    """The quartic double well, going on beyond both minima."""
    s = np.linspace(-3.0 * half_width, 3.0 * half_width, points)
    x = s / half_width
    start, end = (int(np.argmin(np.abs(x - side))) for side in (-1, 1))
    energies = height * (x**2 - 1) ** 2 + tilt * x
    slopes = (4 * height * x * (x**2 - 1) + tilt) / half_width
    return Profile(s - s[start], energies - min(energies[start], energies[end]), slopes, start, end)


@pytest.mark.parametrize("height", [0.3, 0.6, 1.1, 1.55])
def test_tunnelling_matrix_element_of_a_symmetric_well_is_its_splitting(height):
    """Up to corrections of a few per cent, while it falls over five decades."""
    profile = quartic_profile(height, 0.12)
    element = tunnelling_matrix_element(profile, 0.12, HBAR)
    exact = tunnel(profile, ARGON).levels.splitting
    assert element == pytest.approx(exact, rel=0.1)


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
