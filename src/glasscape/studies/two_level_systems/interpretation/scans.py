"""Dependence of the scores on M, and on the number of labels, trees and features."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from tqdm import tqdm

from glasscape.errors import LearningError
from glasscape.learning.registry import FAMILIES
from glasscape.learning.settings import field_of
from glasscape.studies.two_level_systems.interpretation.evaluate import (
    Split,
    for_evaluation,
    scores,
    splits,
    train_plain,
)
from glasscape.studies.two_level_systems.interpretation.explain import permutation_importance
from glasscape.studies.two_level_systems.interpretation.tables import SCAN
from glasscape.studies.two_level_systems.pairs.tables import PairFeatures
from glasscape.studies.two_level_systems.search.training import Training

ScanName = Literal["displacements", "labels", "trees", "features"]

COUNTS = (50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000)
STEPS = 6
PARTS = (0.05, 0.1, 0.2, 0.5, 1.0)


class Variation(NamedTuple):
    """One point of a scan: the parameter, what the models are trained with, and features that they lack."""

    parameter: float
    labels: pd.DataFrame
    training: Training
    hidden: Sequence[str] = ()


def scan(name: ScanName, labels: pd.DataFrame, training: Training) -> pd.DataFrame:
    """Train models with one parameter varied, and evaluate all of them on the same held-out pairs.

    Parameters
    ----------
    name : {"displacements", "labels", "trees", "features"}
        The parameter: M; number of labels; number of trees, or steps of neural networks, which changes the
        training time; number of features, the most important ones of the training labels.
    labels : DataFrame
        Labels of all pairs computed, columns of `labels_table`.
    training : Training
        What the models are trained with.

    Returns
    -------
    DataFrame
        Columns of `SCAN`. Points with too few labels for training are left out.
    """
    vary: dict[ScanName, Callable[[Split, Training], Iterator[Variation]]] = {
        "displacements": _displacements,
        "labels": _labels,
        "trees": _trees,
        "features": _features,
    }
    rows = []
    folds = list(splits(labels, training))
    training = for_evaluation(training)
    if name == "trees":
        # so that no time contains the loading of libraries
        with suppress(LearningError):
            train_plain(folds[0].training, training)
    for fold, split in enumerate(tqdm(folds, "folds", disable=None)):
        for variation in vary[name](split, training):
            # in held-out pairs, too: networks do not unlearn features that are absent in training
            absent = dict.fromkeys(variation.hidden, np.nan)
            began = time.perf_counter()
            try:
                models = train_plain(variation.labels.assign(**absent), variation.training)
            except LearningError:
                continue
            seconds = time.perf_counter() - began
            for question, score in scores(models, split.held_out.assign(**absent), training.threads).items():
                rows.append(
                    {
                        "question": question,
                        "parameter": float(variation.parameter),
                        "fold": fold,
                        "score": score,
                        "seconds": seconds,
                    }
                )
    return pd.DataFrame(rows, columns=SCAN.names).astype({"fold": np.int32})


def _displacements(split: Split, training: Training) -> Iterator[Variation]:
    for count in range(1, training.features.displacements + 1):
        yield Variation(count, split.training, replace(training, features=PairFeatures(count)))


def _labels(split: Split, training: Training) -> Iterator[Variation]:
    for count in COUNTS:
        if count <= len(split.training):
            yield Variation(count, split.training.sample(count, random_state=training.seed), training)


def _trees(split: Split, training: Training) -> Iterator[Variation]:
    learning = training.learning
    for part in PARTS:
        changes = {}
        for family in map(field_of, FAMILIES):
            own = getattr(learning, family)
            # linear models have no length
            for length in type(own).model_fields.keys() & {"trees", "steps", "epochs"}:
                shorter = max(1, round(part * getattr(own, length)))
                changes[family] = own.model_copy(update={length: shorter})
        shorter_training = replace(training, learning=learning.model_copy(update=changes))
        yield Variation(part, split.training, shorter_training)


def _features(split: Split, training: Training) -> Iterator[Variation]:
    """Points with the most important features of either question; the other features are absent.

    Held-out labels do not choose them: scores of pure noise would rise to 0.6 with few features.
    """
    ranking = permutation_importance(split.training, training)
    losses = ranking.groupby(["question", "feature"]).loss.mean().groupby("question").rank(ascending=False)
    order = losses.groupby("feature").min().sort_values(kind="stable").index.tolist()
    names = training.features.names
    for count in np.unique(np.geomspace(1, len(order), STEPS).round().astype(int)).tolist():
        hidden = [name for name in names if name not in order[:count]]
        yield Variation(count, split.training, training, hidden)
