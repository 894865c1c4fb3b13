"""Evaluate models on held-out pairs."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import NamedTuple

import numpy as np
import pandas as pd
from sklearn.metrics import r2_score, roc_auc_score

from glasscape.arrays import Floats
from glasscape.learning.average import ModelAverage, fit_average
from glasscape.learning.folds import folds
from glasscape.studies.two_level_systems.pairs.tables import PairFeatures
from glasscape.studies.two_level_systems.search.features import feature_matrix, model_features
from glasscape.studies.two_level_systems.search.labels import usable, was_drawn
from glasscape.studies.two_level_systems.search.stage import training_rows
from glasscape.studies.two_level_systems.search.target import Target
from glasscape.studies.two_level_systems.search.training import Training
from glasscape.tunnelling.verdict import DOUBLE_WELLS

# the two predictions that are evaluated
DOUBLE_WELL, VALUE = "double well", "value"
# largest number of folds for evaluation; more take longer and add little information
FOLDS = 3
SCORE_NAMES = {DOUBLE_WELL: "ROC-AUC of double wells", VALUE: "R2 of values"}


@dataclass(frozen=True, eq=False)
class PlainModels:
    """The two model averages of a search, without what it learns on inner folds.

    The families have the weights of the settings. There is no calibration, which changes no order, no second
    layer, which concerns targets only, and no prefilter. These take four fifths of the training time.

    Attributes
    ----------
    features : PairFeatures
        The features of pairs.
    target : Target
        The target of the search.
    classifier : ModelAverage
        Predicts whether a pair is a double well.
    regressor : ModelAverage
        Predicts the value of a double well, on the scale of the target.
    """

    features: PairFeatures
    target: Target
    classifier: ModelAverage
    regressor: ModelAverage

    @property
    def used(self) -> list[str]:
        """Names of the features that the models use."""
        return self.features.used(self.target.zero_point)

    def answers(self, pairs: pd.DataFrame, threads: int) -> dict[str, Floats]:
        """Both predictions, each of shape (n,)."""
        x = feature_matrix(model_features(pairs, self.features, self.target.zero_point))
        return {
            DOUBLE_WELL: self.classifier.predict(x, threads),
            VALUE: self.regressor.predict(x, threads),
        }


def train_plain(labels: pd.DataFrame, training: Training) -> PlainModels:
    """Train models for evaluation. Parameters and errors are those of `search.models.train`."""
    rows = training_rows(labels, training)
    given = training.learning, training.seed, training.threads
    return PlainModels(
        training.features,
        training.target,
        fit_average("classification", rows.pairs, *given),
        fit_average("regression", rows.wells, *given),
    )


def for_evaluation(training: Training) -> Training:
    """Training on a part of the labels, which may have fewer double wells."""
    return replace(training, learning=training.learning.model_copy(update={"fewest": 2}))


class Split(NamedTuple):
    """Labels for training and held-out labels, of other samples if there are enough samples."""

    training: pd.DataFrame
    held_out: pd.DataFrame


def splits(labels: pd.DataFrame, training: Training) -> Iterator[Split]:
    """Splits of the usable labels into training and held-out labels, for the first folds."""
    known = usable(labels).reset_index(drop=True)
    is_well = known.verdict.isin(DOUBLE_WELLS).to_numpy().astype(np.float64)
    rows = folds(
        "classification", is_well, known["sample"].to_numpy(), training.learning.folds, training.seed
    )
    for learnt, held_out in islice(rows, FOLDS):
        yield Split(known.iloc[learnt], known.iloc[held_out])


def scores(models: PlainModels, labels: pd.DataFrame, threads: int) -> dict[str, float]:
    """Score of both predictions, on pairs that no model chose; NaN where these do not suffice."""
    labels = labels[was_drawn(labels)]
    found = models.answers(labels, threads)
    is_well = labels.verdict.isin(DOUBLE_WELLS).to_numpy()
    values = models.target.scaled(labels)
    valued = is_well & np.isfinite(values)
    both = 0 < is_well.sum() < len(is_well)
    return {
        DOUBLE_WELL: float(roc_auc_score(is_well, found[DOUBLE_WELL])) if both else np.nan,
        VALUE: float(r2_score(values[valued], found[VALUE][valued])) if valued.sum() > 1 else np.nan,
    }
