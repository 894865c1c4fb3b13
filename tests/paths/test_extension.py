import numpy as np
import pytest
from paths.valleys import CurvedValley

from glasscape.minima.settings import MinimaSettings
from glasscape.paths.band import relax_band
from glasscape.paths.extension import LONGEST, extend
from glasscape.paths.settings import NEBSettings

MINIMA = MinimaSettings()


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
