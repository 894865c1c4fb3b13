import numpy as np
import pytest
from small_systems import MIXTURE, pair_averages, walkers

from glasscape.samplers.annealing import (
    Annealing,
    anneal,
    effective_families,
    largest,
    systematic,
    weight_overlap,
)

TEMPERATURES = np.array([2.0, 1.0, 0.6])


@pytest.mark.parametrize(("swaps", "flow", "sweeps"), [(0.2, False, 10), (0.0, True, 10), (0.0, True, 0)])
def test_every_temperature_has_the_energies_of_the_quadrature(swaps, flow, sweeps):
    settings = Annealing(TEMPERATURES, swaps, 300, sweeps, 0.8, flow)
    found = anneal(walkers([0, 1], 3000), MIXTURE, settings, np.random.default_rng(2))
    for k, temperature in enumerate(TEMPERATURES):
        mean, variance = pair_averages(temperature, 0, 1)
        error = np.sqrt(variance / found.families[k])
        assert abs(found.energies[k].mean() - mean) < 4.5 * error
        assert found.energies[k].var() == pytest.approx(variance, rel=0.35)
    assert found.energies[-1] == pytest.approx(found.snapshots[-1].energies(MIXTURE))
    assert found.families[0] == pytest.approx(3000)
    assert (np.diff(found.families) < 0.0).all()
    assert (np.diff(found.evaluations) > 0).all()
    assert found.evaluations[0] == 3000 * 300


def test_the_same_seed_gives_the_same_population():
    settings = Annealing(TEMPERATURES, 0.0, 20, 2, 0.8, False)
    one, other = (
        anneal(walkers([0, 1, 0], 60), MIXTURE, settings, np.random.default_rng(1)) for _ in range(2)
    )
    assert np.array_equal(one.energies, other.energies)


def test_a_population_that_is_too_small_for_a_flow_is_told(caplog):
    settings = Annealing(TEMPERATURES, 0.0, 20, 2, 0.8, True)
    anneal(walkers([0, 1], 100), MIXTURE, settings, np.random.default_rng(1))
    assert "no flow from T = 2 to" in caplog.text


def test_resampling_gives_every_member_its_share():
    weights = np.array([0.5, 0.25, 0.2, 0.05, 0.0])
    rng = np.random.default_rng(0)
    draws = np.array([np.bincount(systematic(weights, rng), minlength=5) for _ in range(4000)])
    assert (draws.sum(axis=1) == 5).all()
    assert draws.mean(axis=0) == pytest.approx(5 * weights, abs=0.03)
    # rounded up or down
    assert (np.abs(draws - 5 * weights) < 1.0).all()


def test_families():
    assert effective_families(np.arange(8)) == pytest.approx(8.0)
    assert effective_families(np.array([3, 3, 3, 3])) == pytest.approx(1.0)
    assert effective_families(np.array([0, 0, 0, 1])) == pytest.approx(1.6)


def test_steps_have_the_overlap():
    assert weight_overlap(np.full(4, 0.25)) == pytest.approx(1.0)
    assert weight_overlap(np.array([1.0, 0.0, 0.0, 0.0])) == pytest.approx(0.25)
    assert largest(lambda x: x < 0.3, 0.0, 1.0) == pytest.approx(0.3, abs=0.01)
    assert largest(lambda x: True, 0.0, 1.0) == 1.0
    # a population that is too unlike still goes on
    assert largest(lambda x: False, 0.0, 1.0) > 0.0
