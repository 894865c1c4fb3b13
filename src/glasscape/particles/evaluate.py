"""Models of labels of particles, evaluated on samples that they have not seen."""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import GroupKFold

from glasscape.arrays import Floats, Integers
from glasscape.errors import LearningError
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
    predicted : ndarray, shape (n,)
        Prediction for every test particle, by a model that has not seen its sample.
    """

    scores: Scores
    predicted: Floats


class Split(NamedTuple):
    """Training particles, test particles, and the rows of the latter among all particles to predict."""

    train: ParticleData
    test: ParticleData
    rows: NDArray[np.int64]


def evaluate(
    train: ParticleData,
    test: ParticleData,
    family: ParticleFamilyName,
    settings: Settings,
    seed: int,
    threads: int,
    ceiling: float = np.nan,
) -> Evaluation:
    """Train a model and evaluate it on other samples.

    Beside the model there are the best single descriptor, chosen with its sign on the training samples, and
    a model of shuffled labels. For the latter, labels are permuted within every sample, the same way wherever
    the sample occurs, so that its score is zero unless test particles are among the training particles.

    Parameters
    ----------
    train, test : ParticleData
        Particles of different samples, with the same descriptors.
    family : str
        Family of the model.
    settings : Settings
        Its settings.
    seed, threads : int
        Seed and number of cores.
    ceiling : float
        Pearson correlation that a perfect model would have, NaN if it is not known.

    Raises
    ------
    LearningError
        If there are no particles, if a sample is in both, or if descriptors differ.
    """
    check_separate(train, test)
    splits = [Split(train, test, np.arange(len(test.y)))]
    return _evaluate(splits, test, family, settings, seed, threads, ceiling)


def check_separate(train: ParticleData, test: ParticleData) -> None:
    """Check that training and test particles are of different samples, with the same descriptors.

    Raises
    ------
    LearningError
        If there are no particles, if a sample is in both, or if descriptors differ.
    """
    for what, data in (("training", train), ("test", test)):
        if not len(data.y):
            raise LearningError(f"there are no {what} particles")
    shared = np.intersect1d(train.samples, test.samples)
    if len(shared):
        raise LearningError(f"sample {shared[0]} is among the training samples and among the test samples")
    if train.names != test.names:
        raise LearningError("training and test samples have different descriptors")


def cross_validate(
    data: ParticleData,
    family: ParticleFamilyName,
    settings: Settings,
    folds: int,
    seed: int,
    threads: int,
    ceiling: float = np.nan,
) -> Evaluation:
    """Evaluate models on folds of whole samples. Every sample is predicted once, by a model without its fold.

    Parameters
    ----------
    data : ParticleData
        Particles of at least `folds` samples.
    family, settings, seed, threads, ceiling
        As in `evaluate`.
    folds : int
        Number of folds, at least 2.

    Raises
    ------
    LearningError
        If there are fewer samples than folds.
    """
    splits = [
        Split(data.only(inner), data.only(outer), outer)
        for inner, outer in folds_of_samples(data.samples, folds, seed)
    ]
    return _evaluate(splits, data, family, settings, seed, threads, ceiling)


def folds_of_samples(samples: NDArray[np.str_], folds: int, seed: int) -> list[tuple[Integers, Integers]]:
    """Training and test rows of folds of whole samples, by the sample of every row.

    Raises
    ------
    LearningError
        If there are fewer samples than folds.
    """
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


def _evaluate(
    splits: Sequence[Split],
    data: ParticleData,
    family: ParticleFamilyName,
    settings: Settings,
    seed: int,
    threads: int,
    ceiling: float,
) -> Evaluation:
    """Evaluate on all particles of `data`, each of which is a test particle of one split."""
    predicted, single, null, y_null = (np.empty(len(data.y)) for _ in range(4))
    names = []
    seconds = 0.0
    for train, test, rows in splits:
        start = time.perf_counter()
        predicted[rows] = predict(train, test, family, settings, seed, threads)
        seconds += time.perf_counter() - start
        name, single[rows] = _best_single(train, test)
        names.append(name)
        null[rows] = predict(shuffled(train, seed), test, family, settings, seed, threads)
        y_null[rows] = shuffled(test, seed).y
    found = pearson_interval(data.samples, predicted, data.y, seed)
    chance = pearson_interval(data.samples, null, y_null, seed)
    scores = Scores(
        pearson=found.value,
        low=found.low,
        high=found.high,
        interval_over=found.over,
        pooled=pearson(predicted, data.y),
        spearman=mean_over_samples(spearman, data.samples, predicted, data.y),
        top_precision=mean_over_samples(top_precision, data.samples, predicted, data.y),
        ceiling=float(ceiling),
        # labels that are the same for all particles have the ceiling zero
        of_ceiling=found.value / float(ceiling) if ceiling > 0.0 else math.nan,
        best_single=mean_over_samples(pearson, data.samples, single, data.y),
        best_single_name=max(sorted(set(names)), key=names.count),
        null=chance.value,
        null_low=chance.low,
        null_high=chance.high,
        seconds=seconds,
        train_samples=len(np.unique(splits[0].train.samples)),
        test_samples=len(np.unique(data.samples)),
    )
    return Evaluation(scores, predicted)


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
