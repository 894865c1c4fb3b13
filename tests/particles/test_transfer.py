"""Models of all states: what they read, and that they see no test sample."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from particles.grid import TREES, draw_particles

from glasscape.errors import LearningError
from glasscape.particles.settings import TransferLearningSettings
from glasscape.particles.states import STATE_NAMES, Levels, StateData, StatePoint, StatesOfEnsemble
from glasscape.particles.tables import ATTENTION, SCOREBOARD, TRANSFER, TRANSFER_PREDICTIONS
from glasscape.particles.transfer import (
    evaluate_transfer,
    predict_states,
    single_states,
    training_sets,
)
from glasscape.particles.transfer_figures import (
    show_attention,
    show_heterogeneity,
    show_matrix,
    show_transfer_times,
)

# means of many of these have rounding errors
WARM, COLD = ("warm", 0.8), ("cold", 0.6)
TIMES = (0.1, 1.0)
POINT = {"label": "overlap", "descriptors": "cage", "model": "ridge", "species": 1}


def rows_of(data, state):
    """Whether every row belongs to a state."""
    return data.of_row == data.states.index(state)


def draw_states(ensembles=(WARM, COLD), samples=4):
    """Samples of two ensembles with equal names. The slope of the signal turns its sign with time."""
    parts = {}
    for k, (ensemble, temperature) in enumerate(ensembles):
        drawn = draw_particles(samples=samples, size=80, seed=k)
        rng = np.random.default_rng(k)
        for j, time in enumerate(TIMES):
            slope = -1.0 if time < 1.0 else 1.0
            y = slope * drawn.x[:, 0] + 0.3 * rng.standard_normal(len(drawn.y))
            parts[StatePoint(ensemble, temperature, time)] = replace(
                drawn, y=10.0 * j + 0.1 * k + (j + 1) * y
            )
    return StateData.join(parts)


@pytest.fixture(scope="module")
def states():
    return draw_states()


def test_rows_of_states_have_the_state_beside_the_descriptors(states):
    assert states.data.names[-2:] == STATE_NAMES
    chosen = states.data.x[rows_of(states, StatePoint("cold", 0.6, 0.1))]
    assert len(chosen) == 4 * 80
    assert np.unique(chosen[:, -2:], axis=0) == pytest.approx(np.array([[np.log(0.1), 0.6]]))
    assert set(states.samples) == {"s00", "s01", "s02", "s03"}
    assert set(states.data.samples[states.of_ensembles(["warm"])]) == {f"warm/s{k:02d}" for k in range(4)}
    other = draw_particles(samples=1, size=80)
    other = replace(other, names=("a", "b", "c", "d"))
    with pytest.raises(LearningError, match="different descriptors"):
        StateData.join(
            {StatePoint("a", 1.0, 1.0): other, StatePoint("b", 1.0, 1.0): draw_particles(samples=1)}
        )


def test_levels_are_those_of_training_rows_and_of_the_nearest_state(states):
    train = states.only(states.of_ensembles(["warm"]))
    levels = Levels(train)
    own = train.data.y[rows_of(train, StatePoint("warm", 0.8, 1.0))]
    assert levels.of(StatePoint("warm", 0.8, 1.0)) == pytest.approx((own.mean(), own.std()))
    assert levels.of(StatePoint("cold", 0.6, 1.0)) == levels.of(StatePoint("warm", 0.8, 1.0))
    assert levels.of(StatePoint("cold", 0.6, 0.2)) == levels.of(StatePoint("warm", 0.8, 0.1))


def test_models_are_trained_on_each_ensemble_and_on_the_warmest():
    states = tuple(StatePoint(name, t, 1.0) for name, t in (("b", 0.7), ("c", 0.6), ("a", 0.8)))
    assert training_sets(states) == [("a",), ("b",), ("c",), ("a", "b"), ("a", "b", "c")]
    assert training_sets(states[:1]) == [("b",)]


@pytest.mark.parametrize("test", [["s01"], []])
def test_scores_of_every_state(states, test):
    """Ridge regression learns a slope that depends on time by products with the state."""
    settings = TransferLearningSettings(transfer=["ridge"], test=test, folds=2)
    ceilings = dict.fromkeys(states.states, 0.9)
    found = evaluate_transfer(states, "ridge", settings, ceilings, 1)
    scores = found.scores
    assert scores.trained_on.unique().tolist() == ["warm", "cold", "warm+cold"]
    assert len(scores) == 3 * 4
    assert (scores.pearson > 0.9).all()
    assert (scores.ceiling == 0.9).all()
    whole = scores.trained_on == "warm+cold"
    assert scores.null[~whole].isna().all()
    assert (scores.null[whole].abs() < 0.35).all()
    predictions = found.predictions
    assert set(predictions["sample"]) == set(test or ["s00", "s01", "s02", "s03"])
    of_all = predictions[predictions.trained_on == "warm+cold"]
    for (ensemble, time, level), group in of_all.groupby(["ensemble", "time", "level"]):
        names = set(group["sample"])
        assert len(names) == (1 if test else 2)
        state = [k for k, each in enumerate(states.states) if (each.ensemble, each.time) == (ensemble, time)]
        learnt = (states.of_row == state[0]) & ~np.isin(states.samples, list(names))
        assert level == pytest.approx(states.data.y[learnt].mean())
    tables = (scores, predictions, found.attention)
    for kind, table in zip((TRANSFER, TRANSFER_PREDICTIONS, ATTENTION), tables, strict=True):
        kind.arrow(table.assign(**POINT))


def test_test_labels_change_nothing(states):
    """Neither standardisation nor levels nor models see them, at any time and in any ensemble."""
    settings = TransferLearningSettings(test=["s01"], extra_trees=TREES)
    is_test = states.samples == "s01"
    rng = np.random.default_rng(0)
    y = states.data.y.copy()
    y[is_test] = rng.permutation(y[is_test])
    changed = replace(states, data=replace(states.data, y=y))
    families = ["ridge", "extra-trees"]
    for family in families:
        first, other = (
            evaluate_transfer(each, family, settings, dict.fromkeys(each.states, 1.0), 1).predictions
            for each in (states, changed)
        )
        assert not np.array_equal(first.value, other.value)
        np.testing.assert_array_equal(first.predicted, other.predicted)


def test_a_sample_is_held_out_in_all_ensembles_and_at_all_times(states, monkeypatch):
    seen = []

    def spy(train, test, *others):
        seen.append((set(train.samples), set(test.samples)))
        return np.zeros(len(test.data.y)), np.empty((0, len(test.states)))

    monkeypatch.setattr("glasscape.particles.transfer.predict_states", spy)
    evaluate_transfer(
        states, "ridge", TransferLearningSettings(folds=4), dict.fromkeys(states.states, 1.0), 1
    )
    assert len(seen) == 4 * (3 + 1)
    assert all(not train & test for train, test in seen)
    few = TransferLearningSettings(folds=5)
    with pytest.raises(LearningError, match="5 folds of whole samples need two folds and as many samples"):
        evaluate_transfer(states, "ridge", few, dict.fromkeys(states.states, 1.0), 1)


def test_predictions_have_level_and_spread_of_their_state(states):
    train, test = (states.only(rows) for rows in (states.samples != "s01", states.samples == "s01"))
    predicted, lengths = predict_states(train, test, "ridge", TransferLearningSettings(), 1)
    assert lengths.shape == (0, 4)
    for state in states.states:
        rows = rows_of(test, state)
        assert predicted[rows].mean() == pytest.approx(test.data.y[rows].mean(), abs=0.5)
        assert predicted[rows].std() == pytest.approx(test.data.y[rows].std(), rel=0.2)


def test_figures_show_all_states(states):
    settings = TransferLearningSettings(folds=2)
    found = evaluate_transfer(states, "ridge", settings, dict.fromkeys(states.states, 0.9), 1)
    table = found.scores.assign(**POINT)
    labels = [(time, f"overlap_t{time:g}") for time in TIMES]
    ensembles = [StatesOfEnsemble(name, t, [], labels) for name, t in (WARM, COLD)]
    row = dict.fromkeys(SCOREBOARD.names, 0.5) | POINT
    board = pd.DataFrame([row | {"label": f"overlap_t{time:g}"} for time in (*TIMES, 7.0)])
    alone = single_states("overlap", ensembles, [board, board])
    assert alone.time.tolist() == [*TIMES, *TIMES]
    assert set(alone.label) == {"overlap"}
    matrix = show_matrix(table)
    labels = [text.get_text() for text in matrix.axes[0].get_yticklabels()]
    assert labels == ["warm", "cold", "warm+cold"]
    mean = table[(table.trained_on == "cold") & (table.ensemble == "warm")].pearson.mean()
    assert f"{mean:.3f}" in [text.get_text() for text in matrix.axes[0].texts]
    times = show_transfer_times(table, alone)
    assert len(times.axes) == 2
    assert "ridge, each state alone" in times.axes[0].get_legend_handles_labels()[1]
    every = table.assign(chi4=1.0, chi4_error=0.1, s4=1.0, s4_error=0.1)
    simulated = every[every.trained_on == "cold"].assign(model="simulated", descriptors="", trained_on="")
    heterogeneity = pd.concat([simulated, every])
    assert len(show_heterogeneity(heterogeneity).axes[0].containers) == 2 * 2
    attention = pd.concat([table.assign(network=k, length=1.0 + 0.1 * k) for k in range(3)])
    upper, lower = show_attention(attention, heterogeneity).axes
    # three networks and their mean for each ensemble
    assert len(upper.lines) == 2 * 4
    assert len(lower.containers) == 2
