"""Zero-point energies along paths, against closed forms and against two-dimensional quantum mechanics."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import diags_array, eye_array, kron
from scipy.sparse.linalg import eigsh
from two_particles import TwoParticles, band_along, configurations

from glasscape.paths.extension import extend
from glasscape.paths.profile import find_wells
from glasscape.paths.saddle import find_saddle
from glasscape.paths.vibrations import adiabatic, find_vibrations
from glasscape.tunnelling.double_well import tunnel
from glasscape.tunnelling.schroedinger import solve_levels
from glasscape.units import QuantumUnits

# barrier, distance of the minima from the barrier, tilt, radius of the bend, stiffness out of the plane
BARRIER, HALF, TILT, RADIUS, OUT = 0.05, 0.5, 0.002, 4.0, 7.0
HBAR = 0.05
UNITS = QuantumUnits("custom", HBAR, 0.01)
ONES = np.ones(2)


def along(s):
    """Energy along the path: a double well with its minima near -1/2 and 1/2."""
    return BARRIER * ((s / HALF) ** 2 - 1.0) ** 2 + TILT * (s / HALF)


def bent(frequency):
    """Energy in a plane: `along` on a circle, harmonic across it with a frequency that changes along it."""

    def potential(u):
        r, s = np.hypot(u[..., 0], u[..., 1]), RADIUS * np.arctan2(u[..., 0], u[..., 1])
        return along(s) + 0.5 * frequency(s) ** 2 * (r - RADIUS) ** 2 + 0.5 * OUT * u[..., 2] ** 2

    return TwoParticles(potential)


def straight(frequency):
    """The same on a straight line."""

    def potential(u):
        x, y = u[..., 0], u[..., 1]
        return along(x) + 0.5 * frequency(x) ** 2 * y**2 + 0.5 * OUT * u[..., 2] ** 2

    return TwoParticles(potential)


def ends():
    """Places of the two minima of `along`, the lower one first."""
    roots = np.roots([4.0 * BARRIER / HALF**4, 0.0, -4.0 * BARRIER / HALF**2, TILT / HALF])
    return np.sort(roots.real)[[0, 2]]


def computed(field, points):
    """Profile of a path through `points`, continued beyond both minima, and the vibrations across it."""
    band = band_along(field, points)
    profile = extend(field, band, 40.0 * HBAR, ONES)
    return profile, find_vibrations(field, band, profile, ONES, 1e-7)


def line():
    return np.linspace(*ends(), 40)[:, None] * [1.0, 0.0, 0.0]


def circle():
    angle = np.linspace(*ends(), 40) / RADIUS
    return RADIUS * np.stack([np.sin(angle), np.cos(angle), 0.0 * angle], axis=1)


def test_a_bath_that_does_not_change_shifts_nothing():
    profile, vibrations = computed(straight(lambda s: 9.0 + 0.0 * s), line())
    assert vibrations.frequency_sums == pytest.approx(9.0 + np.sqrt(OUT), rel=1e-6)
    with_it = adiabatic(profile, vibrations, HBAR)
    assert with_it.is_double_well
    classical, corrected = tunnel(profile, UNITS), tunnel(with_it.profile, UNITS)
    assert corrected.levels.splitting == pytest.approx(classical.levels.splitting, rel=1e-4)
    assert corrected.barrier == pytest.approx(classical.barrier, abs=1e-6)


def test_zero_point_energies_are_known_and_proportional_to_hbar():
    profile, vibrations = computed(straight(lambda s: 9.0 + 2.0 * s), line())
    places = vibrations.arc_length + ends()[0]
    assert vibrations.frequency_sums == pytest.approx(9.0 + 2.0 * places + np.sqrt(OUT), rel=1e-5)
    assert vibrations.difference == pytest.approx(2.0 * np.ptp(ends()), rel=1e-4)
    classical = profile.energies[profile.end] - profile.energies[profile.start]
    for hbar in (1e-3, 2e-3):
        found = adiabatic(profile, vibrations, hbar).profile
        both = found.interpolation([0.0, profile.path_length])
        assert np.diff(both)[0] - classical == pytest.approx(hbar * np.ptp(ends()), rel=1e-4)


@pytest.mark.parametrize("change", [0.0, 0.3, -0.8])
def test_levels_are_those_of_a_bent_double_well(change):
    def frequency(s):
        return 12.0 + change * s

    profile, vibrations = computed(bent(frequency), circle())
    corrected = tunnel(adiabatic(profile, vibrations, HBAR).profile, UNITS).levels
    exact = levels_in_the_plane(frequency)
    gaps = np.diff(corrected.energies[:3])
    assert gaps == pytest.approx(np.diff(exact), rel=0.04)
    if change:
        # without the correction they are wrong
        assert abs(tunnel(profile, UNITS).levels.splitting / np.diff(exact)[0] - 1.0) > 0.1


def levels_in_the_plane(frequency):
    """Lowest levels of `bent` by a grid in polar coordinates."""
    s, r = np.linspace(-1.3, 1.3, 261), np.linspace(RADIUS - 0.4, RADIUS + 0.4, 121)

    def second_derivative(x):
        return diags_array([1.0, -2.0, 1.0], offsets=[-1, 0, 1], shape=(len(x), len(x))) / (x[1] - x[0]) ** 2

    over_r2 = diags_array(r**-2.0)
    kinetic = kron(eye_array(len(s)), second_derivative(r) + 0.25 * over_r2)
    kinetic += kron(RADIUS**2 * second_derivative(s), over_r2)
    values = along(s)[:, None] + 0.5 * frequency(s)[:, None] ** 2 * (r - RADIUS) ** 2
    matrix = -0.5 * HBAR**2 * kinetic + diags_array(values.ravel())
    return np.sort(eigsh(matrix.tocsc(), 3, sigma=0.0, return_eigenvectors=False))


def test_a_well_may_vanish():
    profile, vibrations = computed(straight(lambda s: 9.0 + 6.0 * s), line())
    found = adiabatic(profile, vibrations, HBAR)
    assert not found.is_double_well
    assert find_wells(profile).shape == "double well"


def test_wells_move_with_the_zero_point_energy():
    profile, vibrations = computed(straight(lambda s: 9.0 + 0.5 * s), line())
    found = adiabatic(profile, vibrations, HBAR).profile
    wells = found.arc_length[[found.start, found.end]]
    assert np.all(wells < profile.arc_length[[profile.start, profile.end]])
    assert found.interpolation(wells, 1) == pytest.approx(0.0, abs=1e-3)
    assert found.energies[[found.start, found.end]].min() == pytest.approx(0.0, abs=1e-12)
    levels = solve_levels(found.interpolation, found.arc_length[0], found.arc_length[-1], HBAR, 0.5)
    assert tunnel(found, UNITS).levels.splitting == pytest.approx(levels.splitting)


def hessians(field, both):
    return tuple(field.hessian(each) for each in both)


def test_a_saddle_point_has_its_known_rates():
    def frequency(s):
        return 9.0 + 2.0 * s

    field = bent(frequency)
    minima = ends()
    top = configurations(np.array([0.03, RADIUS + 0.02, 0.01]))
    both = tuple(configurations(circle()[[0, -1]]))
    found = find_saddle(field, top, both, hessians(field, both), ONES, 1e-7)
    place = -np.sort(-np.roots([4 * BARRIER / HALF**4, 0, -4 * BARRIER / HALF**2, TILT / HALF]).real)[1]
    curvature = np.abs(12.0 * BARRIER * np.array([*minima, place]) ** 2 / HALF**4 - 4.0 * BARRIER / HALF**2)
    assert found.energy == pytest.approx(along(place) - along(minima[0]), abs=1e-6)
    assert found.imaginary_frequency == pytest.approx(np.sqrt(curvature[2]), rel=1e-3)
    expected = np.sqrt(curvature[:2]) * frequency(minima) / frequency(place) / (2.0 * np.pi)
    assert [found.attempt_frequency, found.attempt_frequency_from_b] == pytest.approx(expected, rel=1e-3)


def test_a_minimum_is_no_saddle_point():
    field = bent(lambda s: 9.0 + 0.0 * s)
    both = tuple(configurations(circle()[[0, -1]]))
    assert find_saddle(field, both[0], both, hessians(field, both), ONES, 1e-7) is None


def test_the_two_deepest_of_three_wells_count():
    profile, vibrations = computed(straight(lambda s: 9.0 + 0.0 * s), line())
    places = np.linspace(profile.arc_length[0], profile.arc_length[-1], 201)
    dip = -0.04 * np.exp(-(((places - 0.5) / 0.08) ** 2)) * 2.0 / HBAR
    found = adiabatic(profile, replace(vibrations, arc_length=places, frequency_sums=12.0 + dip), HBAR)
    assert found.is_double_well
    wells = found.profile.arc_length[[found.profile.start, found.profile.end]]
    assert wells == pytest.approx([0.0, profile.path_length], abs=0.02)
