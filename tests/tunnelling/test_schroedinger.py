import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import eigh
from scipy.optimize import minimize_scalar
from strategies import FEW
from tunnelling.wells import quartic_double_well

from glasscape.tunnelling.schroedinger import RangeError, solve_levels
from glasscape.units import ARGON

HBAR = ARGON.hbar


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


@given(st.floats(0.05, 0.4), st.floats(0.05, 0.3), st.floats(0.0, 0.05), st.floats(1.1, 20.0))
@FEW
def test_splittings_are_positive_and_smaller_for_heavier_particles(height, half_width, tilt, heavier):
    """Every level falls with the mass; so does the splitting of wells that are alike."""

    def potential(s):
        return height * (s**2 / half_width**2 - 1.0) ** 2 + tilt * s / half_width

    def levels(mass, of=potential):
        return solve_levels(of, -3.5 * half_width, 3.5 * half_width, 0.01253 / np.sqrt(mass), divide=0.0)

    light, heavy = levels(1.0), levels(heavier)
    assert light.splitting > 0.0
    assert heavy.splitting > 0.0
    assert np.all(heavy.energies < light.energies)
    mirrored = levels(1.0, lambda s: potential(-s))
    assert mirrored.splitting == pytest.approx(light.splitting, rel=1e-5)
    if tilt == 0.0 and light.splitting > 1e-12:
        assert heavy.splitting < light.splitting


def test_a_symmetric_well_has_no_asymmetry():
    levels = solve_levels(quartic_double_well(0.1, 0.12), -0.36, 0.36, HBAR, divide=0.0)
    assert levels.asymmetry == pytest.approx(0.0, abs=1e-4 * levels.splitting)
    assert levels.tunnelling_matrix_element == pytest.approx(levels.splitting)


@pytest.mark.parametrize("tilt", [-2e-4, -2e-5, 1e-5, 1e-4, 5e-4])
def test_a_tilt_is_the_asymmetry_and_leaves_the_matrix_element(tilt):
    def tilted(s):
        return quartic_double_well(0.15, 0.12)(s) + tilt * s / 0.24

    symmetric = solve_levels(quartic_double_well(0.15, 0.12), -0.36, 0.36, HBAR, divide=0.0)
    levels = solve_levels(tilted, -0.36, 0.36, HBAR, divide=0.0)
    # the states are 9 % closer to the barrier than the minima, and feel so much less of the tilt
    assert levels.asymmetry == pytest.approx(0.913 * tilt, rel=0.02)
    assert levels.tunnelling_matrix_element == pytest.approx(symmetric.splitting, rel=0.02)
    assert np.hypot(levels.asymmetry, levels.tunnelling_matrix_element) == pytest.approx(levels.splitting)


@pytest.mark.parametrize("shift", [0.0, 0.0004, 0.0011])
def test_the_matrix_element_does_not_depend_on_the_grid(shift):
    """The dividing point lies somewhere between two points of the grid."""
    well = quartic_double_well(0.006448, 0.45451)

    def tilted(s):
        return well(s) + 0.003 * s / 0.45451

    top = minimize_scalar(
        lambda s: -tilted(s), bounds=(-0.2, 0.2), method="bounded", options={"xatol": 1e-12}
    ).x
    levels = solve_levels(tilted, -1.65451 + shift, 1.65451, 0.01253, divide=top)
    # by sinc functions
    assert levels.tunnelling_matrix_element == pytest.approx(1.46083e-4, rel=1e-4)
    assert levels.splitting == pytest.approx(5.063315e-3, rel=1e-7)
