"""One model for all ensembles and times, and what models of some ensembles know of others."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd
from tqdm import tqdm

from glasscape.arrays import Floats
from glasscape.learning.folds import Split
from glasscape.learning.registry import kind_of, state_kind
from glasscape.learning.standardise import Standardisation
from glasscape.particles.evaluate import shuffled, splits_of
from glasscape.particles.scores import mean_over_samples, pearson, pearson_interval
from glasscape.particles.settings import TransferFamilyName, TransferLearningSettings
from glasscape.particles.states import STATE_NAMES, Levels, StateData, StatePoint, StatesOfEnsemble
from glasscape.particles.tables import PLUS

# families that are linear in their features; they also read products of descriptors with the state
LINEAR = ("ridge",)
# standardised states below this are zero
ROUNDING = 1e-10


class Transfer(NamedTuple):
    """Scores, predictions and attention of models of all states: columns of the tables of these names."""

    scores: pd.DataFrame
    predictions: pd.DataFrame
    attention: pd.DataFrame


class Predicted(NamedTuple):
    """Predictions of test rows and the level of their training labels, NaN for others; lengths and seconds.

    Lengths are the mean of every network and state.
    """

    values: Floats
    levels: Floats
    lengths: Floats
    seconds: float


def training_sets(states: tuple[StatePoint, ...]) -> list[tuple[str, ...]]:
    """Ensembles on which models are trained: each one, and the warmest two, three, up to all of them."""
    warm = sorted({(-state.temperature, state.ensemble) for state in states})
    names = [name for _, name in warm]
    return [*((name,) for name in names), *(tuple(names[:count]) for count in range(2, len(names) + 1))]


def evaluate_transfer(
    data: StateData,
    family: TransferFamilyName,
    settings: TransferLearningSettings,
    ceilings: Mapping[StatePoint, float],
    threads: int,
) -> Transfer:
    """Train models of every set of ensembles, and predict the test samples of all ensembles.

    A sample is a test sample at all times, and so are samples with its name in other ensembles, so that
    liquids of one history are never in training and test data at once. Nothing is fitted on test samples.

    Parameters
    ----------
    data : StateData
        Particles in all states.
    family : str
        Family of the models.
    settings : TransferLearningSettings
        Test samples, or folds of whole samples, and settings of the families.
    ceilings : mapping of StatePoint to float
        For every state, the Pearson correlation that a perfect model would have.
    threads : int
        Number of cores.
    """
    sets = training_sets(data.states)
    # samples of the same name are on one side in all ensembles
    splits = splits_of(data.samples, settings.test, settings.folds, settings.seed)
    tested = np.sort(np.concatenate([outer for _, outer in splits]))
    test, chance = data.only(tested), _shuffled(data, settings.seed)
    scores, predictions, attention = [], [], []
    for names in tqdm(sets, desc="training ensembles", disable=None):
        found = _predict_folds(data, names, splits, family, settings, threads)
        of_chance = (
            _predict_folds(chance, names, splits, family, settings, threads).values
            if names == sets[-1]
            else None
        )
        for k, state in enumerate(data.states):
            rows = tested[test.of_row == k]
            about = {"trained_on": PLUS.join(names), **state._asdict()}
            part, predicted = data.data.only(rows), found.values[rows]
            interval = pearson_interval(part.samples, predicted, part.y, settings.seed)
            scores.append(
                {
                    **about,
                    "pearson": interval.value,
                    "low": interval.low,
                    "high": interval.high,
                    "interval_over": interval.over,
                    "ceiling": ceilings[state],
                    "null": np.nan
                    if of_chance is None
                    else mean_over_samples(pearson, part.samples, of_chance[rows], chance.data.y[rows]),
                    "seconds": found.seconds,
                }
            )
            columns = {
                "sample": data.samples[rows],
                "particle": part.places,
                "value": part.y,
                "predicted": predicted,
                "level": found.levels[rows],
            }
            predictions.append(pd.DataFrame(columns).assign(**about))
            attention += [
                {**about, "network": network, "length": length}
                for network, length in enumerate(found.lengths[:, k])
            ]
    return Transfer(
        pd.DataFrame(scores),
        pd.concat(predictions),
        pd.DataFrame(attention, columns=[*about, "network", "length"]),
    )


def predict_states(
    train: StateData,
    test: StateData,
    family: TransferFamilyName,
    settings: TransferLearningSettings,
    threads: int,
) -> tuple[Floats, Floats]:
    """Train a model of all states of some rows, and predict others.

    Returns
    -------
    values : ndarray, shape (n,)
        Prediction for every test row.
    lengths : ndarray, shape (networks, states)
        Mean of the lengths, weighted by the attention of every network, sigma. No networks without attention.
    """
    levels = Levels(train)
    mean, spread = levels.of_rows(train)
    x, x_test = train.data.x, _with_known_states(train.data.x, test.data.x)
    if family in LINEAR:
        standard = Standardisation.of(x)
        x, x_test = (_with_products(standard.apply(each)) for each in (x, x_test))
    # inner folds hold liquids of one history together, too
    rows = replace(
        train.data.training(),
        x=x,
        y=(train.data.y - mean) / spread,
        groups=train.samples,
        names=train.data.names,
    )
    lengths = np.empty((0, len(test.states)))
    if family == "tglassmlp":
        model = state_kind().fit(rows, settings.tglassmlp, settings.seed)
        predicted = model.predict(x_test)
        if len(model.lengths):
            known = _with_known_states(train.data.x, _state_rows(test, len(train.data.names)))
            lengths = model.attention(known) @ model.lengths
    else:
        own = settings.of_family(family)
        plain = kind_of(family).fit("regression", rows, own, settings.seed, threads)
        predicted = plain.predict(x_test, threads)
    mean, spread = levels.of_rows(test)
    return predicted * spread + mean, lengths


def _predict_folds(
    data: StateData,
    names: tuple[str, ...],
    splits: list[Split],
    family: TransferFamilyName,
    settings: TransferLearningSettings,
    threads: int,
) -> Predicted:
    """Predictions of all test rows, each by a model of some ensembles without the fold of the row."""
    chosen = data.of_ensembles(names)
    values, levels = (np.full(len(data.data.y), np.nan) for _ in range(2))
    lengths = []
    start = time.perf_counter()
    for inner, outer in splits:
        train, held = data.only(inner[chosen[inner]]), data.only(outer)
        values[outer], found = predict_states(train, held, family, settings, threads)
        levels[outer], _ = Levels(train).of_rows(held)
        lengths.append(found)
    return Predicted(values, levels, np.concatenate(lengths), time.perf_counter() - start)


def _shuffled(data: StateData, seed: int) -> StateData:
    """The rows with labels that are permuted within every sample, in the same way at all times."""
    y = data.data.y.copy()
    for k in range(len(data.states)):
        rows = np.flatnonzero(data.of_row == k)
        y[rows] = shuffled(data.data.only(rows), seed).y
    return replace(data, data=replace(data.data, y=y))


def _with_known_states(x: Floats, x_test: Floats) -> Floats:
    """Test rows in which a state that is constant in the training rows has its value there.

    A model of one temperature cannot know what another temperature changes.
    """
    count = len(STATE_NAMES)
    constant = np.ptp(x[:, -count:], axis=0) == 0.0
    known = x_test.copy()
    known[:, -count:] = np.where(constant, x[0, -count:], x_test[:, -count:])
    return known


def _with_products(x: Floats) -> Floats:
    """Standardised features with their products with the state, so that slopes depend on it."""
    count = len(STATE_NAMES)
    # a constant is zero but for a rounding error, by which ridge regression would divide
    x[:, -count:] = np.where(np.abs(x[:, -count:]) < ROUNDING, 0.0, x[:, -count:])
    features, states = x[:, :-count], x[:, -count:]
    # the square of the logarithm of time, too: what matters at intermediate times
    factors = [*states.T, states[:, 0] ** 2]
    return np.hstack([x, *(features * factor[:, None] for factor in factors), factors[-1][:, None]])


def _state_rows(data: StateData, width: int) -> Floats:
    """One row of features for every state, of which only the state is known."""
    rows = np.full((len(data.states), width), np.nan)
    rows[:, -len(STATE_NAMES) :] = [state.inputs for state in data.states]
    return rows


def single_states(
    label: str, ensembles: Sequence[StatesOfEnsemble], scoreboards: Sequence[pd.DataFrame]
) -> pd.DataFrame:
    """Scores of the models of single states, from the scoreboards of all ensembles.

    Parameters
    ----------
    label : str
        The quantity, without its time.
    ensembles : sequence of StatesOfEnsemble
        The ensembles.
    scoreboards : sequence of DataFrame
        Columns of `SCOREBOARD` of every ensemble.

    Returns
    -------
    DataFrame
        These rows with the columns `ensemble`, `temperature` and `time`. Their label is the quantity.
    """
    parts = []
    for ensemble, board in zip(ensembles, scoreboards, strict=True):
        times = {name: time for time, name in ensemble.labels}
        rows = board[board.label.isin(list(times))]
        parts.append(
            rows.assign(
                ensemble=ensemble.name,
                temperature=ensemble.temperature,
                time=rows.label.map(times),
                label=label,
            )
        )
    return pd.concat(parts, ignore_index=True)
