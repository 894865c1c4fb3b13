"""A search on tables of labels, without files and jobs."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from glasscape.studies.two_level_systems.pairs.tables import PairFeatures
from glasscape.studies.two_level_systems.search.completeness import Completeness, estimate
from glasscape.studies.two_level_systems.search.initial import select_initial
from glasscape.studies.two_level_systems.search.labels import extend_labels
from glasscape.studies.two_level_systems.search.models import predict, train
from glasscape.studies.two_level_systems.search.select import select_best, with_features
from glasscape.studies.two_level_systems.search.settings import LearningSettings, SearchSettings
from glasscape.studies.two_level_systems.search.target import Target
from glasscape.studies.two_level_systems.search.training import Training

FEATURES = PairFeatures(3)
PAIRS = FEATURES.pairs.names


class State(NamedTuple):
    """State of a search after an iteration."""

    labels: pd.DataFrame
    strata: list[pd.DataFrame]
    out_of_fold: pd.DataFrame | None
    completeness: Completeness | None


def replay(
    truth: pd.DataFrame,
    target: Target,
    search: Mapping[str, Any],
    learning: LearningSettings,
    seed: int,
    threads: int = 2,
) -> Iterator[State]:
    """Search among pairs with known results, until all pairs are computed."""
    settings = SearchSettings(**{**search, "seed": seed})
    pairs = truth[PAIRS]
    selected = select_initial([pairs], settings.initial, seed, target.zero_point)
    labels = extend_labels(None, selected, [truth], 0)
    training = Training(FEATURES, target, learning, seed, threads)
    strata: list[pd.DataFrame] = []
    yield State(labels, [], None, None)
    while len(labels) < len(truth):
        models = train(labels, training)
        predictions = predict(models, pairs, threads)
        iteration = len(strata) + 1
        selection = select_best([predictions], labels, settings, target, iteration)
        if selection.pairs.empty:
            return
        labels = extend_labels(labels, with_features(selection.pairs, [pairs]), [truth], iteration)
        strata.append(selection.strata)
        known = models.out_of_fold
        yield State(labels, strata, known, estimate(labels, strata, target, known))


def needed(labels: pd.DataFrame, truth: pd.DataFrame, target: Target, part: float) -> int | None:
    """Number of pairs computed, including the initial ones, until this fraction of all targets is found."""
    found = np.cumsum(target.is_target(labels))
    enough = found >= part * target.is_target(truth).sum()
    return int(np.argmax(enough)) + 1 if enough.any() else None
