from itertools import combinations

import numpy as np
import pytest
from glasses import draw_mixture, draw_neighbours

from glasscape.forces.engine import make_engine
from glasscape.minima.settings import MinimaSettings
from glasscape.minima.unique import UniqueMinima
from glasscape.minimise.quench import quench
from glasscape.paths.extension import extension_action
from glasscape.paths.key import path_key
from glasscape.paths.path import compute_path
from glasscape.paths.profile import find_wells
from glasscape.paths.settings import NEBSettings, PathSettings
from glasscape.potentials.settings import PotentialSettings
from glasscape.tunnelling.double_well import tunnel
from glasscape.units import ARGON, QuantumUnits


def settings_of(**potential):
    return PathSettings(
        PotentialSettings(**potential), MinimaSettings(), NEBSettings(), extension_action(ARGON)
    )


@pytest.fixture(scope="module")
def neighbours(small_glass, small_minimum):
    return draw_neighbours(small_glass, small_minimum, 5, seed=1)


def test_masses_change_paths_and_splittings(neighbours, small_glass, small_minimum):
    """As a smaller Planck constant does, where all particles are alike."""
    other = small_minimum + 0.01
    both = [settings_of(masses=masses) for masses in (None, [4.0])]
    light, heavy = (path_key(small_glass, small_minimum, other, each) for each in both)
    assert light != heavy
    found = (
        [compute_path(make_engine(each.potential), small_glass, b, a, each).profile for each in both]
        for a, b in combinations(neighbours, 2)
    )
    wells = [pair for pair in found if pair[0] is not None and find_wells(pair[0]).shape == "double well"]
    assert wells
    half = QuantumUnits("custom", ARGON.hbar / 2.0, ARGON.splitting_threshold)
    for one, four in wells:
        assert four.path_length == pytest.approx(2.0 * one.path_length, rel=1e-9)
        expected = tunnel(one, half).levels.splitting
        assert tunnel(four, ARGON).levels.splitting == pytest.approx(expected, rel=1e-4)


def test_a_path_does_not_depend_on_paths_before_it(neighbours, small_glass):
    """Neighbour lists that an engine remembered would change the last bits."""
    settings, (a, b, c, *_) = settings_of(), neighbours
    engine = make_engine(settings.potential)
    compute_path(engine, small_glass, a, b, settings)
    after, fresh = (
        compute_path(each, small_glass, a, c, settings) for each in (engine, make_engine(settings.potential))
    )
    for name, value in vars(fresh.profile).items():
        np.testing.assert_array_equal(getattr(after.profile, name), value)
    assert after.evaluations == fresh.evaluations


def test_a_band_that_stalls_over_several_wells_gives_its_minima():
    """It would never converge: its images slide into the wells."""
    particles, start = draw_mixture(160, seed=1)
    rng = np.random.default_rng(2)
    kick = np.zeros_like(start)
    for _ in range(3):
        kick[:] = 0.0
        kick[rng.permutation(160)[:2]] = 0.5 * rng.standard_normal((2, 3))
    settings = settings_of(model="kob-andersen")
    engine = make_engine(settings.potential)
    end = quench(engine.force_field(particles), start + kick, 1e-8).positions
    result = compute_path(engine, particles, start, end, settings)
    assert not result.converged
    assert result.evaluations < 10_000
    unique = UniqueMinima(particles, settings.minima)
    for positions in (start, end, *(minimum.positions for minimum in result.intermediate)):
        value = engine.force_field(particles).evaluate(positions[None])
        assert np.abs(value.forces).max() <= 1e-8
        assert unique.place(positions, float(value.energies[0]))[1] is None
    assert len(unique.energies) > 2


def test_a_path_that_fails_is_a_result(neighbours, small_glass):
    settings, broken = settings_of(), neighbours[0].copy()
    broken[5, 1] = np.nan
    result = compute_path(make_engine(settings.potential), small_glass, broken, neighbours[1], settings)
    assert result.profile is None
    assert not result.converged
    assert result.engine == "compiled"
    assert "finite" in result.message
