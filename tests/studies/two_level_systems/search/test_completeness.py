"""Audits, and what they say of the pairs that are still unfound."""

import numpy as np
import pandas as pd
import pytest
from studies.two_level_systems.invented import NO_LABELS, TARGET, computed, predictions, search_settings

from glasscape.studies.two_level_systems.search.completeness import estimate, represented
from glasscape.studies.two_level_systems.search.select import DECADES, decade_of, select_best

GLASSES = 30


@pytest.mark.parametrize(
    "bias", [1.0, pytest.param(0.5, marks=pytest.mark.slow), pytest.param(2.0, marks=pytest.mark.slow)]
)
def test_intervals_cover_the_truth_and_the_total_has_no_bias(bias):
    covered, totals, truths, errors = [], [], [], []
    for seed in range(GLASSES):
        rng = np.random.default_rng(1000 + seed)
        table = predictions(seed, 5000)
        is_target = rng.random(len(table)) < np.minimum(bias * table.target_probability, 1.0)
        selection = select_best([table], NO_LABELS, search_settings(seed=seed), TARGET, 1)
        labels = computed(selection.pairs, is_target)
        found = estimate(labels, [selection.strata], TARGET)
        left = is_target.sum() - labels.verdict.eq("two-level system").sum()
        covered.append(found.left_low <= left <= found.left_high)
        totals.append(found.unbiased_total)
        truths.append(is_target.sum())
        errors.append(found.unbiased_error)
    assert np.mean(covered) > 0.8
    scatter = np.std(np.subtract(totals, truths))
    assert abs(np.mean(totals) - np.mean(truths)) < 3.5 * scatter / np.sqrt(GLASSES)
    assert np.sqrt(np.mean(np.square(errors))) == pytest.approx(scatter, rel=0.4)


def test_weights_of_labels_sum_to_the_number_of_pairs_even_when_it_grows():
    table = predictions(0, 3000)
    known = computed(table[:100].assign(reason="random"), np.zeros(3000, dtype=bool), 0)
    strata = []
    # minima on paths add a thousand pairs after the first iteration
    for iteration, count in ((1, 2000), (2, 3000)):
        selection = select_best([table[:count]], known, search_settings(), TARGET, iteration)
        new = computed(selection.pairs, np.arange(3000) % 7 == 0, iteration)
        known = pd.concat([known, new], ignore_index=True)
        strata.append(selection.strata)
        weights = represented(known, strata)
        assert weights.sum() == pytest.approx(count)
    last = (known.iteration == 2) & (known.reason == "audit")
    assert (weights[~last] == 1.0).all()
    assert (weights[last] >= 1.0).all()
    assert weights[last].max() > 10.0
    found = estimate(known, strata, TARGET)
    assert found.unbiased_total == pytest.approx(weights[TARGET.is_target(known)].sum())
    assert np.isnan(represented(known[known.reason != "audit"], strata)).all()


def test_an_audit_without_results_of_a_stratum_gives_no_unbiased_estimate():
    table = predictions(0, 5000)
    selection = select_best([table], NO_LABELS, search_settings(), TARGET, 1)
    labels = computed(selection.pairs, np.zeros(len(table), dtype=bool))
    highest = (labels.reason == "audit") & (decade_of(labels.target_probability) == len(DECADES))
    labels.loc[highest, "status"] = "failed"
    assert np.isnan(represented(labels, [selection.strata])).all()
    found = estimate(labels, [selection.strata], TARGET)
    assert found.unbiased_total is None
    assert found.left > 0.0
    # the next audit does not depend on it
    second = select_best([table], labels, search_settings(), TARGET, 2)
    both = pd.concat([labels, computed(second.pairs, np.zeros(len(table), dtype=bool), 2)], ignore_index=True)
    assert estimate(both, [selection.strata, second.strata], TARGET).unbiased_total == 0.0


def test_small_audits_have_large_errors():
    table = predictions(0, 5000)
    is_target = np.zeros(len(table), dtype=bool)
    settings = search_settings(pairs_per_iteration=20)
    selection = select_best([table], NO_LABELS, settings, TARGET, 1)
    found = estimate(computed(selection.pairs, is_target), [selection.strata], TARGET)
    assert found.audited == 10
    assert found.unbiased_error > 5.0
    two = select_best([table], NO_LABELS, search_settings(pairs_per_iteration=4), TARGET, 1)
    none = estimate(computed(two.pairs, is_target), [two.strata], TARGET)
    assert none.unbiased_total is None
    assert none.left_high > none.left > 0.0


def test_failed_audits_give_no_estimate():
    table = predictions(0, 5000)
    selection = select_best([table], NO_LABELS, search_settings(), TARGET, 1)
    labels = computed(selection.pairs, np.zeros(len(table), dtype=bool))
    failed = labels.assign(status=np.where(labels.reason == "audit", "failed", "ok"))
    assert estimate(failed, [selection.strata], TARGET) is None


def test_nothing_audited_gives_no_estimate():
    table = predictions(0)
    selection = select_best([table], NO_LABELS, search_settings(audit_part=0.0), TARGET, 1)
    labels = computed(selection.pairs, np.zeros(len(table), dtype=bool))
    assert estimate(labels, [selection.strata], TARGET) is None
