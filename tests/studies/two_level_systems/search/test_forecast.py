"""The number of targets left, forecast from batches with known laws."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit, logit
from studies.two_level_systems.invented import NO_LABELS, TARGET, computed, predictions, search_settings

from glasscape.studies.two_level_systems.search.forecast import batch_of, drawn_before, forecast
from glasscape.studies.two_level_systems.search.select import select_best, stratum_of


def batches(rates, table, iterations=1, seed=0, **settings):
    """Batches of a search without learning, and targets among the pairs left."""
    is_target = np.random.default_rng(1000 + seed).random(len(table)) < rates
    labels, found = NO_LABELS, []
    for k in range(1, iterations + 1):
        selection = select_best([table], labels, search_settings(**settings), TARGET, k)
        new = computed(selection.pairs, is_target, k)
        labels = pd.concat([labels, new], ignore_index=True) if len(labels) else new
        found.append(batch_of(new, selection.strata, TARGET))
    return found, int(is_target.sum() - TARGET.is_target(labels).sum())


def interval(found, counts, known=None, folds=None):
    known = found if known is None else known
    return np.quantile(forecast(known, folds, found[-1], counts, np.random.default_rng(1)), [0.05, 0.95])


# what the rates are if the models say p, in a pool of 20,000 pairs with many decades of p
LAWS = {
    "calibrated": lambda p: p,
    "half": lambda p: 0.5 * p,
    "sure of the best beyond reason": lambda p: np.minimum(p, 0.05),
    "wrong about the best": lambda p: np.where(p > 0.03, 0.0, p),
    "sure of the rest beyond reason": lambda p: expit(0.6 * logit(p)),
    "too careful": lambda p: expit(1.5 * logit(p) + 1.0),
    "only the order is right": lambda p: 0.3 * (1.0 + (-p).argsort().argsort() / 50.0) ** -1.5,
}


@pytest.mark.parametrize(
    "law",
    [
        pytest.param(law, marks=() if law in ("calibrated", "wrong about the best") else pytest.mark.slow)
        for law in LAWS
    ],
)
def test_intervals_cover_what_is_left(law):
    covered = []
    for seed in range(30):
        table = predictions(seed)
        found, left = batches(
            LAWS[law](table.target_probability.to_numpy()), table, seed=seed, audit_part=0.1
        )
        low, high = interval(found, found[-1].left)
        covered.append(low <= left <= high)
    assert np.mean(covered) > 0.75


def test_models_that_are_sure_of_nothing_cannot_say_that_nothing_is_left():
    """All probabilities are tiny, but every tenth of the best pairs is a target."""
    table = predictions(0).assign(target_probability=lambda rows: rows.target_probability * 1e-6)
    rates = 0.1 * (1.0 + (-table.target_probability).rank().to_numpy() / 500.0) ** -2.0
    found, left = batches(rates, table)
    assert left > 10
    low, high = interval(found, found[-1].left)
    assert low <= left <= high


def test_a_batch_is_forecast_from_those_before():
    table = predictions(0)
    found, _ = batches(table.target_probability.to_numpy(), table, iterations=3)
    for k in range(3):
        low, high = interval(found[: k + 1], found[k].computed, known=found[:k])
        assert low <= found[k].targets.sum() <= high
    # half of the last batch suddenly are targets
    surprise = found[2]._replace(targets=found[2].computed // 2 + found[2].targets)
    assert interval(found, surprise.computed, known=found[:2])[1] < surprise.targets.sum()


def test_more_results_make_intervals_narrower():
    table = predictions(0)
    widths = []
    for count in (50, 200, 800):
        found, _ = batches(table.target_probability.to_numpy(), table, pairs_per_iteration=count)
        widths.append(np.ptp(interval(found, found[-1].left)))
    assert widths[0] > widths[1] > widths[2]


def test_ranks_and_counts_are_those_of_the_pairs():
    table = predictions(3, 2000)
    (batch,), left = batches(np.ones(len(table)), table)
    assert batch.computed.sum() == batch.targets.sum() == batch.size == 200
    assert batch.left.sum() == left == 1800
    ranks = (-table.target_probability).rank()
    for stratum in np.flatnonzero(batch.computed + batch.left):
        inside = ranks[stratum_of(table.target_probability) == stratum]
        assert batch.rank[stratum] == pytest.approx(inside.mean())


def test_nothing_left_is_forecast_as_nothing():
    table = predictions(0)
    found, _ = batches(table.target_probability.to_numpy(), table)
    assert interval(found, np.zeros_like(found[-1].left)).tolist() == [0.0, 0.0]


def first_pairs(table, is_target, count):
    """Labels of pairs drawn at random, and their predictions by models that have not seen them."""
    drawn = table.sample(count, random_state=0)
    # the models that have seen them are sure
    labels = computed(
        drawn.assign(reason="random", target_probability=1.0 * is_target[drawn.index]), is_target, 0
    )
    return labels, drawn


def test_pairs_drawn_before_a_batch_are_counted_by_what_folds_predict():
    table = predictions(0)
    is_target = np.random.default_rng(0).random(len(table)) < 30.0 * table.target_probability
    labels, drawn = first_pairs(table, is_target, 3000)
    found, _ = batches(table.target_probability, table)
    # best pairs do not count
    labels["reason"] = np.where(np.arange(3000) < 1000, "best", "random")
    counted = drawn_before(labels, drawn, found[0], TARGET)
    strata = stratum_of(drawn.target_probability.iloc[1000:])
    assert counted.computed.tolist() == np.bincount(strata, minlength=len(found[0].computed)).tolist()
    assert counted.targets.sum() == is_target[drawn.index[1000:]].sum() > 0
    assert (counted.targets <= counted.computed).all()
    np.testing.assert_array_equal(counted.rank, found[0].rank)
    # more than enough targets are known
    assert is_target[drawn.index].sum() > 20
    assert counted.weight == 0.5


def test_results_of_folds_count_less_if_few_targets_are_known():
    table = predictions(0)
    is_target = np.zeros(len(table), bool)
    labels, drawn = first_pairs(table, is_target, 300)
    found, _ = batches(table.target_probability, table)
    assert drawn_before(labels, drawn, found[0], TARGET).weight == 0.0
    is_target[drawn.index[:5]] = True
    labels, drawn = first_pairs(table, is_target, 300)
    # targets of best pairs are known, too
    labels["reason"] = np.where(np.arange(300) < 1, "best", "random")
    counted = drawn_before(labels, drawn, found[0], TARGET)
    assert counted.targets.sum() == 4
    assert counted.weight == pytest.approx(0.5 * 5 / 20)


def test_first_pairs_make_intervals_narrower_that_still_cover():
    covered, ratios = [], []
    for seed in range(30):
        table = predictions(seed)
        found, left = batches(table.target_probability, table, seed=seed, audit_part=0.1)
        is_target = np.random.default_rng(1000 + seed).random(len(table)) < table.target_probability
        folds = drawn_before(*first_pairs(table, is_target, 3000), found[0], TARGET)
        low, high = interval(found, found[-1].left, folds=folds)
        covered.append(low <= left <= high)
        ratios.append((high - low) / np.diff(interval(found, found[-1].left))[0])
    assert np.mean(covered) > 0.8
    assert np.median(ratios) < 0.8
