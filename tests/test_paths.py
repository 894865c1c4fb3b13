"""The band and the profile, on a surface whose path is known and on glasses."""

import numpy as np
import pytest
from conftest import SOFT_SPHERES, one_species

from glasscape.forces.compiled import CompiledForceField
from glasscape.forces.force_field import Evaluation
from glasscape.minima.settings import MinimaSettings
from glasscape.minimise.quench import quench
from glasscape.paths.band import complete
from glasscape.paths.band import relax_band
from glasscape.paths.band import relax_chain
from glasscape.paths.extension import LONGEST
from glasscape.paths.extension import extend
from glasscape.paths.intermediate import intermediate_minima
from glasscape.paths.profile import Profile
from glasscape.paths.profile import find_wells
from glasscape.paths.profile import turning_points
from glasscape.paths.settings import NEBSettings


MINIMA = MinimaSettings()


class CurvedValley:
    """Two particles whose separation (x, y, z) feels two wells joined by the parabola y = bend x^2.

    V = height (x^2 - 1)^2 + tilt x + stiffness ((y - bend x^2)^2 + z^2) / 2
    """

    def __init__(self, height=0.2, tilt=0.0, bend=0.4, stiffness=40.0):
        self.particles = one_species(np.ones(2), 100.0 * np.eye(3))
        self.evaluations = 0
        self._height, self._tilt, self._bend, self._stiffness = height, tilt, bend, stiffness

    def evaluate(self, images):
        x, y, z = np.moveaxis(images[:, 0] - images[:, 1], -1, 0)
        off = y - self._bend * x**2
        energies = self._height * (x**2 - 1) ** 2 + self._tilt * x + self._stiffness * (off**2 + z**2) / 2
        slope = np.stack(
            [
                4 * self._height * x * (x**2 - 1) + self._tilt - 2 * self._stiffness * self._bend * off * x,
                self._stiffness * off,
                self._stiffness * z,
            ],
            axis=-1,
        )
        self.evaluations += len(images)
        return Evaluation(energies, np.stack([-slope, slope], axis=1))

    def minimum(self, side):
        separation = np.array([side, self._bend, 0.0])
        start = np.stack([separation / 2, -separation / 2])
        return quench(self, start, 1e-10).positions


def test_band_finds_the_curved_valley():
    # the path leaves the parabola by a distance that falls with the stiffness
    field = CurvedValley(stiffness=400.0)
    band = relax_band(field, field.minimum(-1.0), field.minimum(1.0), NEBSettings(max_force=1e-4), MINIMA)
    assert band.converged
    assert band.residual_force <= 1e-4
    x, y, z = np.moveaxis(band.images[:, 0] - band.images[:, 1], -1, 0)
    np.testing.assert_allclose(y, 0.4 * x**2, atol=5e-4)
    np.testing.assert_allclose(z, 0.0, atol=1e-6)
    # each particle moves half the separation: lengths shrink by sqrt(2)
    valley = np.linspace(-1, 1, 20001)
    length = np.sum(np.hypot(np.diff(valley), np.diff(0.4 * valley**2))) / np.sqrt(2)
    assert band.arc_length[-1] == pytest.approx(length, rel=1e-3)
    spacing = np.diff(band.arc_length)
    assert spacing.max() / spacing.min() < 1.3


@pytest.mark.parametrize("tilt", [0.0, 0.05])
def test_barrier_of_the_curved_valley(tilt):
    field = CurvedValley(tilt=tilt)
    band = relax_band(field, field.minimum(-1.0), field.minimum(1.0), NEBSettings(max_force=1e-4), MINIMA)
    wells = find_wells(band.profile(np.ones(2)))
    x = np.linspace(-1.2, 1.2, 200001)
    along = 0.2 * (x**2 - 1) ** 2 + tilt * x
    saddle = along[np.abs(x) < 0.5].max()
    assert wells.shape == "double well"
    assert wells.barrier == pytest.approx(saddle - along.min(), rel=1e-3)


def test_a_band_that_runs_out_is_not_converged():
    field = CurvedValley()
    settings = NEBSettings(max_force=1e-8, max_evaluations=200)
    band = relax_band(field, field.minimum(-1.0), field.minimum(1.0), settings, MINIMA)
    assert not band.converged
    assert band.residual_force > 1e-8
    assert field.evaluations < 400


def test_extension_evaluates_the_potential_until_the_action_is_reached():
    field = CurvedValley()
    band = relax_band(field, field.minimum(-1.0), field.minimum(1.0), NEBSettings(), MINIMA)
    profile = extend(field, band, 0.5, np.ones(2))
    assert profile.arc_length[profile.start] == 0.0
    assert np.all(np.diff(profile.arc_length) > 0)
    # outward, energies rise and the slopes are those of the energies
    spline = profile.interpolation
    numeric = (spline(profile.arc_length[1:-1] + 1e-6) - spline(profile.arc_length[1:-1] - 1e-6)) / 2e-6
    np.testing.assert_allclose(numeric, profile.slopes[1:-1], atol=1e-5)
    for energies, arc in (
        (profile.energies[: profile.start + 1], profile.arc_length[: profile.start + 1]),
        (profile.energies[profile.end :], profile.arc_length[profile.end :]),
    ):
        action = np.trapezoid(np.sqrt(2 * np.maximum(energies - energies.min(), 0)), arc)
        assert action == pytest.approx(0.5, abs=0.5)
        assert action >= 0.5


def test_two_particles_tunnel_with_their_reduced_mass():
    """Whatever the masses: only the separation of the two particles changes."""
    field = CurvedValley()
    band = relax_band(field, field.minimum(-1.0), field.minimum(1.0), NEBSettings(), MINIMA)
    alike = extend(field, band, 1.0, np.ones(2))
    unlike = extend(field, band, 1.0, np.array([3.0, 1.5]))
    # the reduced masses are 1 / 2 and 1
    ratio = np.sqrt(1.0 / 0.5)
    n = min(alike.start, unlike.start)
    for name, scale in (("arc_length", ratio), ("energies", 1.0), ("slopes", 1.0 / ratio)):
        one, other = getattr(alike, name), getattr(unlike, name)
        one = one[alike.start - n : alike.end + n]
        other = other[unlike.start - n : unlike.end + n]
        np.testing.assert_allclose(other, scale * one, rtol=1e-6, atol=1e-9)
    assert unlike.path_length == pytest.approx(ratio * alike.path_length, rel=1e-9)


def test_a_potential_that_stays_flat_ends_somewhere():
    field = CurvedValley(height=0.0)
    start, end = (np.stack([[x, 0.0, 0.0], [-x, 0.0, 0.0]]) for x in (-0.4, 0.4))
    field._bend = 0.0
    band = relax_band(field, start, end, NEBSettings(), MINIMA)
    profile = extend(field, band, 0.5, np.ones(2))
    assert -profile.arc_length[0] == pytest.approx(LONGEST, abs=0.2)
    assert profile.arc_length[-1] - profile.arc_length[profile.end] == pytest.approx(LONGEST, abs=0.2)


def test_direction_of_the_extension_does_not_depend_on_the_images():
    """At a tolerance that leaves the last segments to chance."""
    field = CurvedValley(bend=1.5, stiffness=4.0)
    ends = field.minimum(-1.0), field.minimum(1.0)
    rises = []
    for images in (20, 40, 80):
        band = relax_band(field, *ends, NEBSettings(images=images, max_force=3e-3), MINIMA)
        profile = extend(field, band, 0.5, np.ones(2))
        rises.append(profile.interpolation(-0.2))
    assert rises[0] == pytest.approx(rises[2], rel=0.02)
    assert rises[1] == pytest.approx(rises[2], rel=0.02)


class ThreeWells(CurvedValley):
    """The same valley with minima at x = -1, 0 and 1."""

    def evaluate(self, images):
        x, y, z = np.moveaxis(images[:, 0] - images[:, 1], -1, 0)
        off = y - self._bend * x**2
        energies = self._height * x**2 * (x**2 - 1) ** 2 + self._stiffness * (off**2 + z**2) / 2
        along = self._height * (2 * x * (x**2 - 1) ** 2 + 4 * x**3 * (x**2 - 1))
        slope = np.stack(
            [
                along - 2 * self._stiffness * self._bend * off * x,
                self._stiffness * off,
                self._stiffness * z,
            ],
            axis=-1,
        )
        self.evaluations += len(images)
        return Evaluation(energies, np.stack([-slope, slope], axis=1))


def at(x):
    half = np.array([x, 0.4 * x**2, 0.0]) / 2
    return np.stack([half, -half])


def test_a_path_that_settles_into_several_wells_stops_early_with_its_minima():
    field = ThreeWells(height=0.5)
    # too small for any band
    band = relax_band(field, at(-1.0), at(1.0), NEBSettings(max_force=1e-13), MINIMA)
    assert not band.converged
    assert band.evaluations == field.evaluations < 2000
    (between,) = band.intermediate
    assert between.energy == pytest.approx(0.0, abs=1e-12)
    np.testing.assert_allclose(between.positions, at(0.0), atol=1e-6)


def test_a_band_far_from_relaxed_has_no_minima_between():
    field = ThreeWells(height=0.5)
    beside = np.array([at(x) for x in np.linspace(-1.0, 1.0, 41)])
    beside[1:-1, 0, 2] += 0.2
    band = relax_chain(field, beside, 1.0, 1e-3, 0)
    assert band.residual_force > 1.0
    assert turning_points(band.energies, 1e-3)[1]
    assert complete(field, band, NEBSettings(), MINIMA, 0).intermediate == ()
    assert len(complete(field, band, NEBSettings(), MINIMA, 0, settled=True).intermediate) == 1


def test_minima_between_are_what_the_settings_call_minima():
    field = ThreeWells(height=0.5)
    # everything is the same minimum
    same = MinimaSettings.model_construct(max_force=1e-8, max_energy_difference=1.0, max_distance=10.0)
    assert relax_band(field, at(-1.0), at(1.0), NEBSettings(), same).intermediate == ()


def test_minima_of_a_converged_path_are_found_however_shallow():
    field = ThreeWells(height=1e-3)
    band = relax_band(field, at(-1.0), at(1.0), NEBSettings(), MINIMA)
    assert band.converged
    assert find_wells(band.profile(np.ones(2))).shape == "multiple wells"
    assert len(band.intermediate) == 1


def test_dents_of_a_band_that_lead_back_to_its_ends_are_no_minima():
    field = CurvedValley()
    start, end = field.minimum(-1.0), field.minimum(1.0)
    images = start + np.linspace(0.0, 1.0, 9)[:, None, None] * (end - start)
    energies = np.array([0.0, 0.2, 0.1, 0.3, 0.4, 0.3, 0.1, 0.2, 0.0])
    assert intermediate_minima(field, images, energies, 0.05, MINIMA, 1000) == ()


def test_a_converged_band_keeps_a_coarser_one():
    field = CurvedValley()
    band = relax_band(field, field.minimum(-1.0), field.minimum(1.0), NEBSettings(), MINIMA)
    assert len(band.images) == 40
    assert len(band.coarser.images) == 25
    assert band.coarser.residual_force <= NEBSettings().max_force
    assert band.evaluations == field.evaluations - band_quenches(field)


def band_quenches(field):
    """Evaluations of the two quenches of a `CurvedValley`, made anew."""
    other = CurvedValley()
    other.minimum(-1.0)
    other.minimum(1.0)
    return other.evaluations


@pytest.mark.parametrize(
    ("energies", "maxima", "minima"),
    [
        ([0, 1, 2, 3], [], []),
        ([3, 2, 1], [], []),
        ([0, 2, 1], [1], []),
        ([0, 2, 1.95, 2.1, 1], [3], []),
        ([0, 2, 1, 3, 0.5], [1, 3], [2]),
        ([1, 0, 2, 1], [2], [1]),
        ([0, 0.05, 0, 1, 0.95], [], []),
    ],
)
def test_turning_points_ignore_small_features(energies, maxima, minima):
    assert turning_points(np.array(energies, dtype=float), 0.1) == (maxima, minima)


def profile_of(function, slope):
    arc = np.linspace(-0.5, 1.5, 81)
    return Profile(arc, function(arc), slope(arc), start=20, end=60)


def test_well_shapes():
    two = profile_of(lambda s: 16 * s**2 * (1 - s) ** 2, lambda s: 32 * s * (1 - s) * (1 - 2 * s))
    wells = find_wells(two)
    assert wells.shape == "double well"
    assert wells.barrier == pytest.approx(1.0, rel=1e-6)
    assert wells.saddle == pytest.approx(0.5, abs=1e-3)
    three = profile_of(lambda s: np.sin(2 * np.pi * s) ** 2, lambda s: 2 * np.pi * np.sin(4 * np.pi * s))
    assert find_wells(three).shape == "multiple wells"
    assert find_wells(three).minima == pytest.approx((0.5,), abs=1e-3)
    slide = profile_of(lambda s: s**2, lambda s: 2 * s)
    assert find_wells(slide).shape == "no barrier"


def test_bands_in_a_glass_do_not_depend_on_images_or_direction(small_glass, small_minimum):
    field = CompiledForceField(small_glass, SOFT_SPHERES)
    rng = np.random.default_rng(0)
    for seed in range(200):
        kick = np.zeros_like(small_minimum)
        kick[rng.integers(120)] = 0.4 * np.random.default_rng(seed).standard_normal(3)
        other = quench(field, small_minimum + kick, 1e-10).positions
        if 0.1 < np.linalg.norm(other - small_minimum) < 1.0:
            break
    settings = NEBSettings(max_force=1e-4)
    forth = relax_band(field, small_minimum, other, settings, MINIMA)
    shifted = other + rng.integers(-1, 2, other.shape) @ small_glass.cell
    images = relax_band(field, small_minimum, shifted, settings, MINIMA)
    back = relax_band(field, other, small_minimum, settings, MINIMA)
    assert forth.converged
    assert images.energies.max() == pytest.approx(forth.energies.max(), abs=1e-6)
    assert back.energies.max() == pytest.approx(forth.energies.max(), abs=1e-5)
    assert back.arc_length[-1] == pytest.approx(forth.arc_length[-1], rel=1e-2)
