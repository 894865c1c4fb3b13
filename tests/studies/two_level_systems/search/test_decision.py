"""Whether another iteration pays."""

import numpy as np
import pandas as pd
import pytest
from studies.two_level_systems.invented import (
    FEATURES,
    NO_LABELS,
    TARGET,
    TRAINING,
    choose,
    computed,
    predictions,
    search_settings,
)

from glasscape.studies.two_level_systems.exact.tables import EXACT
from glasscape.studies.two_level_systems.search.decision import Rules, decide
from glasscape.studies.two_level_systems.search.labels import extend_labels
from glasscape.studies.two_level_systems.search.models import predict, train
from glasscape.studies.two_level_systems.search.select import select_best, with_features
from glasscape.studies.two_level_systems.search.tables import selected_table


def rules(**changes):
    return Rules(
        **{
            "stop_fraction": 0.01,
            "left_fraction": 0.0,
            "expected": 10,
            "fewest": 5,
            "last_allowed": False,
            **changes,
        }
    )


def made_labels(counts):
    """Labels with (pairs, two-level systems) for every iteration."""
    rows = [
        {
            "iteration": k,
            "status": "ok",
            "message": "",
            "reason": "best",
            "verdict": "two-level system" if n < systems else "multiple wells",
            "quantum_splitting": 1e-3 if n < systems else np.nan,
        }
        for k, (total, systems) in enumerate(counts)
        for n in range(total)
    ]
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("counts", "last", "stop", "reason"),
    [
        ([(100, 3), (10, 5)], False, False, "5 of 8"),
        ([(100, 60), (10, 1)], False, True, "search.stop_fraction"),
        ([(100, 3), (10, 0)], False, True, "search.stop_fraction"),
        ([(100, 1), (10, 1)], False, True, "2 double wells and 108 other pairs are too few"),
        ([(100, 99), (10, 10)], False, True, "109 double wells and 1 other pairs are too few"),
        ([(100, 3), (10, 5)], True, True, "max_iterations"),
        ([(100, 3), (7, 5)], False, True, "no pair is left"),
        ([(10, 0)], False, True, "0 double wells"),
        ([(10, 3)], False, False, "3 of 3"),
    ],
)
def test_decisions_and_their_reasons(counts, last, stop, reason):
    decision = decide(
        made_labels(counts), len(counts) - 1, rules(stop_fraction=0.05, fewest=3, last_allowed=last), TARGET
    )
    assert decision.stop is stop
    assert reason in decision.reason


def test_calculations_that_fail_are_the_reason_if_there_is_nothing_to_learn():
    labels = made_labels([(10, 1)])
    broken = labels.assign(verdict="failed", status="failed", message="EngineError: mpiexec is missing")
    decision = decide(broken, 0, rules(fewest=3), TARGET)
    assert decision.stop
    assert decision.reason.startswith("10 of 10 calculations failed, the first with: EngineError: mpiexec is")
    assert "--forcerun exact" in decision.reason


def test_running_out_of_pairs_ends_in_an_empty_selection(pairs, labels):
    known = pairs.merge(labels[["sample", "a", "b"]])
    models = train(labels, TRAINING)
    selection = choose([predict(models, known, 1)], labels, 10, audit_part=0.5)
    assert selection.pairs.empty
    assert selection.strata.pairs.sum() == 0
    full = with_features(selection.pairs, [pairs])
    selected_table(FEATURES).arrow(full)
    grown = extend_labels(labels, full, [EXACT.empty()], 1)
    assert len(grown) == len(labels)
    decision = decide(grown, 1, rules(), TARGET, [selection.strata])
    assert decision.stop
    assert "no pair is left" in decision.reason
    assert decision.completeness is None


def test_pairs_from_paths_keep_a_search_going_that_has_run_out_of_others(pairs, labels):
    known = labels.head(5)
    new = pairs[
        ~pd.MultiIndex.from_frame(pairs[["a", "b"]]).isin(pd.MultiIndex.from_frame(labels[["a", "b"]]))
    ]
    decision = decide(labels, 0, rules(expected=len(labels) + 1), TARGET, path_pairs=known)
    assert decision.stop
    assert decision.reason == "no pair is left to compute"
    assert not decide(
        labels, 0, rules(expected=len(labels) + 1), TARGET, path_pairs=pd.concat([known, new.head(1)])
    ).stop


def test_pairs_that_the_acquisition_excludes_are_not_taken_for_computed():
    table = predictions(0, 400).assign(double_well_probability=np.linspace(0.0, 0.9, 400))
    chosen = search_settings(acquisition="lowest-value", audit_part=0.0)
    selection = select_best([table], NO_LABELS, chosen, TARGET, 1)
    labels = computed(selection.pairs, np.arange(400) < 400)
    first = labels.assign(iteration=0, verdict="multiple wells", reason="random")
    given = Rules(0.0, 0.0, expected=200, fewest=2, last_allowed=False)
    assert not decide(pd.concat([first, labels]), 1, given, TARGET, [selection.strata]).stop
    more = pd.concat([first, labels])
    empty = select_best([table], more, chosen, TARGET, 2)
    assert empty.pairs.empty
    decision = decide(more, 2, given, TARGET, [selection.strata, empty.strata])
    assert decision.stop
    assert "search.acquisition excludes" in decision.reason


def test_a_search_stops_when_few_targets_can_be_left():
    table = predictions(0, 2000).assign(target_probability=1e-7)
    selection = select_best([table], NO_LABELS, search_settings(pairs_per_iteration=800), TARGET, 1)
    labels = computed(selection.pairs, np.arange(2000) < 2000)
    labels = pd.concat([labels.assign(iteration=0, reason="random"), labels[labels.reason == "audit"]])
    labels.loc[labels.reason == "audit", ["verdict", "quantum_splitting"]] = ["multiple wells", np.nan]
    given = Rules(0.0, 0.05, expected=400, fewest=2, last_allowed=False)
    decision = decide(labels, 1, given, TARGET, [selection.strata])
    assert decision.stop
    assert "search.left_fraction" in decision.reason
    assert decision.completeness.left_high <= 0.05 * 800
    strict = Rules(0.0, 0.0, expected=400, fewest=2, last_allowed=False)
    assert not decide(labels, 1, strict, TARGET, [selection.strata]).stop


def test_a_search_goes_on_after_a_batch_that_brought_more_than_was_expected():
    table = predictions(0, 2000).assign(target_probability=1e-5)
    selections = [
        select_best([table], NO_LABELS, search_settings(seed=k, pairs_per_iteration=400), TARGET, k)
        for k in (1, 2)
    ]
    first, second = (computed(each.pairs, np.zeros(2000, bool), k) for k, each in enumerate(selections, 1))
    surprise = second.copy()
    surprise.loc[:29, "verdict"] = "two-level system"
    surprise.loc[:29, "quantum_splitting"] = 1e-4
    given = Rules(0.0, 0.99, expected=400, fewest=0, last_allowed=False)
    decision = decide(
        pd.concat([first, surprise], ignore_index=True),
        2,
        given,
        TARGET,
        [each.strata for each in selections],
    )
    assert not decision.stop
    assert "the last batch added 30 of 30" in decision.reason
    assert "expected at most" in decision.reason
