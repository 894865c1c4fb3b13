"""Correlations sample by sample, and their intervals."""

import numpy as np
import pytest
from scipy.stats import pearsonr, spearmanr

from glasscape.particles.scores import mean_over_samples, pearson, pearson_interval, spearman, top_precision


def rows(samples, size, seed):
    """Predictions that correlate with labels by 0.8 in every sample, but not between samples."""
    rng = np.random.default_rng(seed)
    names = np.repeat([f"s{k}" for k in range(samples)], size)
    one = rng.standard_normal(len(names))
    other = 0.8 * one + 0.6 * rng.standard_normal(len(names))
    return names, one + np.repeat(10.0 * rng.standard_normal(samples), size), other


def test_correlations_are_those_of_scipy():
    _, one, other = rows(1, 200, 0)
    assert pearson(one, other) == pytest.approx(pearsonr(one, other).statistic)
    assert spearman(one, other) == pytest.approx(spearmanr(one, other).statistic)


def test_equal_predictions_tell_nothing():
    y = np.random.default_rng(0).standard_normal(1000)
    for constant in (np.zeros(1000), np.full(1000, 0.1), 0.1 + 1e-16 * y):
        assert pearson(constant, y) == pearson(y, constant) == spearman(constant, y) == 0.0


def test_the_mean_over_samples_does_not_see_differences_between_samples():
    names, one, other = rows(20, 500, 1)
    assert mean_over_samples(pearson, names, one, other) == pytest.approx(0.8, abs=0.01)
    assert pearson(one, other) < 0.3


@pytest.mark.parametrize("samples", [3, 5, 10])
def test_intervals_over_samples_cover_the_truth_in_nine_of_ten_cases(samples):
    covered = 0
    for seed in range(1000):
        found = pearson_interval(*rows(samples, 60, seed), seed=seed)
        assert found.over == "samples"
        assert found.low < found.value < found.high
        covered += found.low < 0.8 < found.high
    # three standard errors of 1000 draws
    assert 870 <= covered <= 930


def test_intervals_of_few_samples_are_over_particles():
    covered = 0
    for seed in range(20):
        found = pearson_interval(*rows(2, 100, seed), seed=seed)
        assert found.over == "particles"
        covered += found.low < 0.8 < found.high
    assert covered >= 14


def test_precision_for_rare_particles_is_that_of_their_order():
    y = np.arange(200.0)
    # the top two are first and second, or second and sixth
    assert top_precision(y, y) == pytest.approx(1.0)
    predicted = y.copy()
    predicted[[199, 198]] = 196.5, 193.5
    assert top_precision(predicted, y) == pytest.approx((1 / 2 + 2 / 6) / 2)
    rng = np.random.default_rng(0)
    for count, expected in ((400, 0.023), (1000, 0.017)):
        chance = np.mean([top_precision(rng.random(count), rng.random(count)) for _ in range(500)])
        assert chance == pytest.approx(expected, abs=0.003)
    # many particles share the largest label: there are no top ones
    assert np.isnan(top_precision(rng.random(200), np.minimum(y, 100.0)))
