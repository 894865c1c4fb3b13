"""Models of labels of particles, evaluated on samples that they have not seen."""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import GroupKFold

from glasscape.arrays import Floats
from glasscape.errors import LearningError
from glasscape.learning.folds import Split
from glasscape.learning.registry import kind_of
from glasscape.learning.settings import FamilyName, GraphFamilyName, GraphTrainingSettings
from glasscape.learning.standardise import Standardisation
from glasscape.particles.data import ParticleData
from glasscape.particles.graphs import predict_from_graphs
from glasscape.particles.scores import (
    by_sample,
    mean_over_samples,
    pearson,
    pearson_interval,
    spearman,
    top_precision,
)
from glasscape.particles.settings import ParticleFamilyName
from glasscape.seeds import named_seed
from glasscape.settings import Settings


@dataclass(frozen=True)
class Scores:
    """Scores of a model on test samples: columns of `SCOREBOARD`, which tells what they mean."""

    pearson: float
    low: float
    high: float
    interval_over: str
    pooled: float
    spearman: float
    top_precision: float
    ceiling: float
    of_ceiling: float
    best_single: float
    best_single_name: str
    null: float
    null_low: float
    null_high: float
    seconds: float
    train_samples: int
    test_samples: int


class Evaluation(NamedTuple):
    """Scores of a model, and its predictions.

    Attributes
    ----------
    scores : Scores
        The scores.
    test : ParticleData
        The n test particles.
    predicted : ndarray, shape (n,)
        Prediction for every test particle, by a model that has not seen its sample.
    """

    scores: Scores
    test: ParticleData
    predicted: Floats


def evaluate(
    data: ParticleData,
    splits: Sequence[Split],
    family: ParticleFamilyName,
    settings: Settings,
    seed: int,
    threads: int,
    ceiling: float = np.nan,
) -> Evaluation:
    """Train models and evaluate them on samples that they have not seen.

    Beside the models there are the best single descriptor, chosen with its sign on the training samples, and
    a model of shuffled labels. For the latter, labels are permuted within every sample, the same way wherever
    the sample occurs, so that its score is zero unless test particles are among the training particles.

    Parameters
    ----------
    data : ParticleData
        Particles of several samples.
    splits : sequence of pairs of ndarray of int
        Training and test rows, as of `splits_of`. No row is tested twice.
    family : str
        Family of the models.
    settings : Settings
        Its settings.
    seed, threads : int
        Seed and number of cores.
    ceiling : float
        Pearson correlation that a perfect model would have, NaN if it is not known.
    """
    predicted, single, null, y_null = (np.empty(len(data.y)) for _ in range(4))
    names = []
    seconds = 0.0
    for inner, outer in splits:
        train, held = data.only(inner), data.only(outer)
        start = time.perf_counter()
        predicted[outer] = predict(train, held, family, settings, seed, threads)
        seconds += time.perf_counter() - start
        name, single[outer] = _best_single(train, held)
        names.append(name)
        null[outer] = predict(shuffled(train, seed), held, family, settings, seed, threads)
        y_null[outer] = shuffled(held, seed).y
    # models of different folds have other training means, which follow the labels of their test samples
    pooled = np.average(
        [pearson(predicted[outer], data.y[outer]) for _, outer in splits],
        weights=[len(outer) for _, outer in splits],
    )
    tested = np.sort(np.concatenate([outer for _, outer in splits]))
    test = data.only(tested)
    predicted, single, null, y_null = (each[tested] for each in (predicted, single, null, y_null))
    found = pearson_interval(test.samples, predicted, test.y, seed)
    chance = pearson_interval(test.samples, null, y_null, seed)
    scores = Scores(
        pearson=found.value,
        low=found.low,
        high=found.high,
        interval_over=found.over,
        pooled=float(pooled),
        spearman=mean_over_samples(spearman, test.samples, predicted, test.y),
        top_precision=mean_over_samples(top_precision, test.samples, predicted, test.y),
        ceiling=float(ceiling),
        # labels that are the same for all particles have the ceiling zero
        of_ceiling=found.value / float(ceiling) if ceiling > 0.0 else math.nan,
        best_single=mean_over_samples(pearson, test.samples, single, test.y),
        best_single_name=max(sorted(set(names)), key=names.count),
        null=chance.value,
        null_low=chance.low,
        null_high=chance.high,
        seconds=seconds,
        train_samples=len(np.unique(data.samples[splits[0][0]])),
        test_samples=len(np.unique(test.samples)),
    )
    return Evaluation(scores, test, predicted)


def splits_of(samples: NDArray[np.str_], test: Sequence[str], folds: int, seed: int) -> list[Split]:
    """Training and test rows, by the sample of every row: named test samples, or folds of whole samples.

    Parameters
    ----------
    samples : ndarray of str, shape (n,)
        Sample of every row.
    test : sequence of str
        Names of the test samples. Empty: every sample is a test sample of one fold.
    folds, seed : int
        Number of folds, and the seed with which they are drawn.

    Raises
    ------
    LearningError
        If there is nothing to train on or nothing to test, or if there are fewer samples than folds.
    """
    if test:
        is_test = np.isin(samples, test)
        if is_test.all() or not is_test.any():
            raise LearningError(
                f"learning.test: {'all' if is_test.all() else 'no'} particles are test particles"
            )
        return [(np.flatnonzero(~is_test), np.flatnonzero(is_test))]
    count = len(np.unique(samples))
    if not 2 <= folds <= count:
        raise LearningError(
            f"{folds} folds of whole samples need two folds and as many samples; there are {count}"
        )
    return list(GroupKFold(folds, shuffle=True, random_state=seed).split(samples, groups=samples))


def predict(
    train: ParticleData,
    test: ParticleData,
    family: ParticleFamilyName,
    settings: Settings,
    seed: int,
    threads: int,
) -> Floats:
    """Train a model and predict the label of every test particle, shape (n,)."""
    if isinstance(settings, GraphTrainingSettings):
        return predict_from_graphs(train, test, cast(GraphFamilyName, family), settings, seed)
    model = kind_of(cast(FamilyName, family)).fit("regression", train.training(), settings, seed, threads)
    return model.predict(test.x, threads)


def _best_single(train: ParticleData, test: ParticleData) -> tuple[str, Floats]:
    """Name of the descriptor with the strongest correlation in training samples, and its test values, signed.

    Absent values are replaced by the mean over the training particles.
    """
    standard = Standardisation.of(train.x)
    x = standard.apply(train.x)
    found = np.mean(
        [[pearson(column, train.y[rows]) for column in x[rows].T] for rows in by_sample(train.samples)],
        axis=0,
    )
    best = int(np.argmax(np.abs(found)))
    return train.names[best], np.sign(found[best]) * standard.apply(test.x)[:, best]


def shuffled(data: ParticleData, seed: int) -> ParticleData:
    """The particles with labels that are permuted within every sample, by random numbers of the sample."""
    y = data.y.copy()
    for rows in by_sample(data.samples):
        rng = np.random.default_rng(named_seed(seed, str(data.samples[rows[0]])))
        y[rows] = rng.permutation(y[rows])
    return replace(data, y=y)
