import numpy as np
import pytest

from glasscape.samplers.convergence import (
    effective_samples,
    heat_capacity,
    neighbours_disagree,
    potential_scale_reduction,
    reweighted,
)


def chains(correlation, runs=4, length=20_000, seed=0):
    """Autoregressive series of variance one."""
    rng = np.random.default_rng(seed)
    noise = np.sqrt(1 - correlation**2) * rng.standard_normal((runs, length))
    series = np.empty((runs, length))
    series[:, 0] = rng.standard_normal(runs)
    for k in range(1, length):
        series[:, k] = correlation * series[:, k - 1] + noise[:, k]
    return series


@pytest.mark.parametrize("correlation", [0.0, 0.6, 0.95])
def test_effective_samples_of_autoregressive_series(correlation):
    """The variance of the mean is (1 + a) / (1 - a) times that of independent samples."""
    expected = 80_000 * (1 - correlation) / (1 + correlation)
    assert effective_samples(chains(correlation)) == pytest.approx(expected, rel=0.12)
    assert potential_scale_reduction(chains(correlation)) == pytest.approx(1.0, abs=0.01)


def test_runs_in_different_places_have_few_samples():
    apart = chains(0.0) + 3.0 * np.arange(4)[:, None]
    assert potential_scale_reduction(apart) > 2.0
    assert effective_samples(apart) < 20
    # a drift within runs counts as well
    drifting = chains(0.0) + np.linspace(0.0, 3.0, 20_000)
    assert potential_scale_reduction(drifting) > 1.2


def test_runs_that_never_change_are_told():
    for still in (np.repeat([[1.0], [2.0]], 100, axis=1), np.full((2, 100), 0.1)):
        assert np.isinf(potential_scale_reduction(still))
        assert effective_samples(still) == 1.0


def gamma(temperature, shape, seed, runs=4, length=5000):
    """Energies with the density of states E^(shape - 1): mean shape T, variance shape T^2."""
    return np.random.default_rng(seed).gamma(shape, temperature, (runs, length))


def test_neighbours_of_one_density_of_states_agree():
    shape = 40.0
    hot, cold = gamma(0.6, shape, 1), gamma(0.5, shape, 2)
    assert not neighbours_disagree(hot, cold, (0.6, 0.5))
    # energies that are not those of the temperature
    assert neighbours_disagree(hot, gamma(0.52, shape, 3), (0.6, 0.5))
    # distributions that hardly overlap tell nothing, although reweighted means are biased
    assert not neighbours_disagree(gamma(0.6, 2000.0, 4), gamma(0.5, 2000.0, 5), (0.6, 0.5))
    assert reweighted(hot.ravel(), 1 / 0.6, 1 / 0.55).mean == pytest.approx(shape * 0.55, rel=0.005)
    assert heat_capacity(hot, 0.6, hot.mean()) == pytest.approx(shape, rel=0.02)
