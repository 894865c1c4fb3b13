"""Audits, and what they say of the pairs that are still unfound."""

import numpy as np
import pandas as pd
import pytest

from glasscape.search.select import DECADES
from glasscape.studies.two_level_systems.search.completeness import estimate
from glasscape.studies.two_level_systems.search.completeness import represented
from glasscape.studies.two_level_systems.search.decision import Rules
from glasscape.studies.two_level_systems.search.decision import decide
from glasscape.studies.two_level_systems.search.select import select_best
from glasscape.studies.two_level_systems.search.select import stratum_of
from glasscape.studies.two_level_systems.search.settings import SearchSettings
from glasscape.studies.two_level_systems.search.settings import TargetSettings
from glasscape.studies.two_level_systems.search.tables import STRATA
from glasscape.studies.two_level_systems.search.target import Target
from glasscape.units import ARGON


TARGET = Target.of(TargetSettings(), ARGON)
NONE = pd.DataFrame({"sample": [], "a": [], "b": []})


def predicted(seed, n=20_000):
    """Predictions over many decades of probability."""
    rng = np.random.default_rng(seed)
    probability = 10 ** rng.uniform(-7.0, -0.5, n) * rng.random(n)
    return pd.DataFrame(
        {
            "sample": "g",
            "a": np.arange(n),
            "b": np.arange(n) + 1,
            "double_well_probability": np.sqrt(probability),
            "predicted_value": 10 ** rng.uniform(-4, -1, n),
            "target_probability": probability,
            "expected_improvement": rng.random(n),
        }
    )


def settings(**changes):
    return SearchSettings(**{"pairs_per_iteration": 200, "audit_part": 0.5, **changes})


def compute(selected, is_wanted, iteration=1):
    """Labels of selected pairs."""
    wanted = is_wanted[selected.a.to_numpy()]
    return selected.assign(
        iteration=iteration,
        status="ok",
        verdict=np.where(wanted, "two-level system", "multiple wells"),
        quantum_splitting=np.where(wanted, 1e-3, np.nan),
    )


def test_audits_cover_all_strata_and_blocks_do_not_matter():
    table = predicted(0)
    whole = select_best([table], NONE, settings(), TARGET, 2)
    parts = select_best([table[:50], table[50:7000], table[7000:]], NONE, settings(), TARGET, 2)
    pd.testing.assert_frame_equal(whole.pairs, parts.pairs)
    pd.testing.assert_frame_equal(whole.strata, parts.strata)
    STRATA.arrow(whole.strata)
    audit = whole.pairs[whole.pairs.reason == "audit"]
    assert whole.pairs.reason.value_counts().to_dict() == {"best": 100, "audit": 100}
    assert not whole.pairs.duplicated("a").any()
    counts = np.bincount(stratum_of(audit.target_probability), minlength=len(DECADES) + 1)
    assert counts.tolist() == whole.strata.audited.tolist()
    assert counts.min() > 0
    left = table[~table.a.isin(whole.pairs.a)]
    assert whole.strata.pairs.sum() == len(left) + 100
    assert whole.strata.expected.sum() == pytest.approx(left.target_probability.sum())
    other = select_best([table], NONE, settings(), TARGET, 3).pairs
    assert set(other.a[other.reason == "audit"]) != set(audit.a)
    assert other.a[other.reason == "best"].tolist() == whole.pairs.a[whole.pairs.reason == "best"].tolist()


def test_small_strata_are_audited_as_a_whole():
    table = predicted(0, 300)
    selection = select_best([table], NONE, settings(), TARGET, 1)
    assert len(selection.pairs) == 200
    assert (selection.strata.audited <= selection.strata.pairs).all()
    everything = select_best([table[:150]], NONE, settings(), TARGET, 1)
    assert sorted(everything.pairs.a) == table.a[:150].tolist()
    assert everything.strata.expected.sum() == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(
    ("acquisition", "column"),
    [
        ("probability", "target_probability"),
        ("expected-improvement", "expected_improvement"),
    ],
)
def test_acquisitions_rank_by_their_column(acquisition, column):
    table = predicted(0)
    chosen = settings(acquisition=acquisition, audit_part=0.0)
    best = select_best([table], NONE, chosen, TARGET, 1).pairs
    assert best.a.tolist() == table.nlargest(200, column).a.tolist()


def test_the_published_rule_never_computes_what_the_classifier_rejects():
    table = predicted(0)
    chosen = settings(acquisition="lowest-value", audit_part=0.0)
    best = select_best([table], NONE, chosen, TARGET, 1).pairs
    allowed = table[table.double_well_probability > 0.5]
    assert best.a.tolist() == allowed.nsmallest(200, "predicted_value").a.tolist()
    few = select_best([table[:400]], NONE, chosen, TARGET, 1).pairs
    assert len(few) == (table.double_well_probability[:400] > 0.5).sum() < 200


@pytest.mark.parametrize("bias", [1.0, 0.5, 2.0])
def test_intervals_cover_the_truth_and_the_total_has_no_bias(bias):
    covered, totals, truths, errors = [], [], [], []
    for seed in range(60):
        rng = np.random.default_rng(1000 + seed)
        table = predicted(seed, 5000)
        is_wanted = rng.random(len(table)) < np.minimum(bias * table.target_probability, 1.0)
        selection = select_best([table], NONE, settings(seed=seed), TARGET, 1)
        labels = compute(selection.pairs, is_wanted)
        found = estimate(labels, [selection.strata], TARGET)
        left = is_wanted.sum() - labels.verdict.eq("two-level system").sum()
        covered.append(found.left_low <= left <= found.left_high)
        totals.append(found.unbiased_total)
        truths.append(is_wanted.sum())
        errors.append(found.unbiased_error)
    assert np.mean(covered) > 0.8
    scatter = np.std(np.subtract(totals, truths))
    assert abs(np.mean(totals) - np.mean(truths)) < 3.5 * scatter / np.sqrt(60)
    assert np.sqrt(np.mean(np.square(errors))) == pytest.approx(scatter, rel=0.4)


def test_labels_stand_for_all_pairs_even_when_these_grow():
    table = predicted(0, 3000)
    known = compute(table[:100].assign(reason="random"), np.zeros(3000, dtype=bool), 0)
    strata = []
    # minima on paths add a thousand pairs after the first iteration
    for iteration, count in ((1, 2000), (2, 3000)):
        selection = select_best([table[:count]], known, settings(), TARGET, iteration)
        new = compute(selection.pairs, np.arange(3000) % 7 == 0, iteration)
        known = pd.concat([known, new], ignore_index=True)
        strata.append(selection.strata)
        weights = represented(known, strata)
        assert weights.sum() == pytest.approx(count)
    last = (known.iteration == 2) & (known.reason == "audit")
    assert (weights[~last] == 1.0).all()
    assert (weights[last] >= 1.0).all()
    assert weights[last].max() > 10.0
    found = estimate(known, strata, TARGET)
    assert found.unbiased_total == pytest.approx(weights[TARGET.wanted(known)].sum())
    assert np.isnan(represented(known[known.reason != "audit"], strata)).all()


def test_an_audit_whose_only_draw_of_a_stratum_failed_estimates_nothing_alone():
    table = predicted(0, 5000)
    selection = select_best([table], NONE, settings(), TARGET, 1)
    labels = compute(selection.pairs, np.zeros(len(table), dtype=bool))
    highest = (labels.reason == "audit") & (stratum_of(labels.target_probability) == len(DECADES))
    labels.loc[highest, "status"] = "failed"
    assert np.isnan(represented(labels, [selection.strata])).all()
    found = estimate(labels, [selection.strata], TARGET)
    assert found.unbiased_total is None
    assert found.left > 0.0
    # the next audit does not remember
    second = select_best([table], labels, settings(), TARGET, 2)
    both = pd.concat([labels, compute(second.pairs, np.zeros(len(table), dtype=bool), 2)], ignore_index=True)
    assert estimate(both, [selection.strata, second.strata], TARGET).unbiased_total == 0.0


def test_small_audits_admit_what_they_do_not_know():
    table = predicted(0, 5000)
    is_wanted = np.zeros(len(table), dtype=bool)
    chosen = settings(pairs_per_iteration=20)
    selection = select_best([table], NONE, chosen, TARGET, 1)
    found = estimate(compute(selection.pairs, is_wanted), [selection.strata], TARGET)
    assert found.audited == 10
    assert found.unbiased_error > 5.0
    two = select_best([table], NONE, settings(pairs_per_iteration=4), TARGET, 1)
    none = estimate(compute(two.pairs, is_wanted), [two.strata], TARGET)
    assert none.unbiased_total is None
    assert none.left_high > none.left > 0.0


def test_failed_audits_say_nothing():
    table = predicted(0, 5000)
    selection = select_best([table], NONE, settings(), TARGET, 1)
    labels = compute(selection.pairs, np.zeros(len(table), dtype=bool))
    failed = labels.assign(status=np.where(labels.reason == "audit", "failed", "ok"))
    assert estimate(failed, [selection.strata], TARGET) is None


def test_a_veto_is_not_taken_for_the_end_of_all_pairs():
    table = predicted(0, 400).assign(double_well_probability=np.linspace(0.0, 0.9, 400))
    chosen = settings(acquisition="lowest-value", audit_part=0.0)
    selection = select_best([table], NONE, chosen, TARGET, 1)
    labels = compute(selection.pairs, np.arange(400) < 400)
    first = labels.assign(iteration=0, verdict="multiple wells", reason="random")
    rules = Rules(0.0, 0.0, expected=200, fewest=2, last_allowed=False)
    assert not decide(pd.concat([first, labels]), 1, rules, TARGET, [selection.strata]).stop
    more = pd.concat([first, labels])
    empty = select_best([table], more, chosen, TARGET, 2)
    assert empty.pairs.empty
    decision = decide(more, 2, rules, TARGET, [selection.strata, empty.strata])
    assert decision.stop
    assert "search.acquisition rejects" in decision.reason


def test_a_search_stops_when_little_can_be_left():
    table = predicted(0, 2000).assign(target_probability=1e-7)
    selection = select_best([table], NONE, settings(pairs_per_iteration=800), TARGET, 1)
    labels = compute(selection.pairs, np.arange(2000) < 2000)
    labels = pd.concat([labels.assign(iteration=0, reason="random"), labels[labels.reason == "audit"]])
    labels.loc[labels.reason == "audit", ["verdict", "quantum_splitting"]] = ["multiple wells", np.nan]
    rules = Rules(0.0, 0.05, expected=400, fewest=2, last_allowed=False)
    decision = decide(labels, 1, rules, TARGET, [selection.strata])
    assert decision.stop
    assert "search.left_fraction" in decision.reason
    assert decision.completeness.left_high <= 0.05 * 800
    strict = Rules(0.0, 0.0, expected=400, fewest=2, last_allowed=False)
    worse = selection.strata.assign(expected=5.0)
    assert not decide(labels, 1, strict, TARGET, [worse]).stop


def test_nothing_audited_gives_no_estimate():
    table = predicted(0)
    selection = select_best([table], NONE, settings(audit_part=0.0), TARGET, 1)
    labels = compute(selection.pairs, np.zeros(len(table), dtype=bool))
    assert estimate(labels, [selection.strata], TARGET) is None


def test_targets_choose_side_and_scale():
    rows = pd.DataFrame(
        {
            "verdict": ["double well", "double well", "multiple wells", "double well"],
            "energy_barrier": [0.01, 0.5, 0.01, np.nan],
        }
    )
    low = Target.of(TargetSettings(column="energy_barrier", threshold=0.1), ARGON)
    assert low.wanted(rows).tolist() == [True, False, False, False]
    np.testing.assert_allclose(low.scaled(rows), [-2.0, np.log10(0.5), -2.0, np.nan])
    assert (low.margin(low.scaled(rows)) > 0).tolist() == [True, False, True, False]
    assert low.name == "double wells with energy barrier < 0.1"
    high = Target.of(
        TargetSettings(column="energy_barrier", threshold=0.1, wanted="high", scale="linear"), ARGON
    )
    assert high.wanted(rows).tolist() == [False, True, False, False]
    assert high.margin(high.scaled(rows))[1] == pytest.approx(0.4)
    np.testing.assert_array_equal(high.unscaled(high.scaled(rows)), rows.energy_barrier)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"column": "message"}, "is none of energy_barrier,"),
        ({"column": "energy_barrier"}, "need a threshold"),
        ({"targets": "high"}, "need a threshold"),
        ({"threshold": -1.0}, "positive threshold"),
    ],
)
def test_targets_that_make_no_sense_are_refused(settings, message):
    with pytest.raises(ValueError, match=message):
        TargetSettings(**settings)
