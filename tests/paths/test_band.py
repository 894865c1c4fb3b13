import numpy as np
import pytest
from glasses import SOFT_SPHERES
from paths.valleys import CurvedValley, ThreeWells, at

from glasscape.forces.compiled import CompiledForceField
from glasscape.minima.settings import MinimaSettings
from glasscape.minimise.quench import quench
from glasscape.paths.band import complete, relax_band, relax_chain
from glasscape.paths.profile import find_wells, turning_points
from glasscape.paths.settings import NEBSettings

MINIMA = MinimaSettings()


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
    shifted = other + rng.integers(-1, 2, other.shape) @ small_glass.cell.vectors
    images = relax_band(field, small_minimum, shifted, settings, MINIMA)
    back = relax_band(field, other, small_minimum, settings, MINIMA)
    assert forth.converged
    assert images.energies.max() == pytest.approx(forth.energies.max(), abs=1e-6)
    assert back.energies.max() == pytest.approx(forth.energies.max(), abs=1e-5)
    assert back.arc_length[-1] == pytest.approx(forth.arc_length[-1], rel=1e-2)
