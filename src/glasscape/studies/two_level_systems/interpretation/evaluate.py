"""Evaluate models on held-out pairs."""

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

import numpy as np
import pandas as pd
from sklearn.metrics import r2_score, roc_auc_score

from glasscape.learning.folds import folds
from glasscape.studies.two_level_systems.search.labels import usable
from glasscape.studies.two_level_systems.search.models import Models, predict
from glasscape.studies.two_level_systems.search.settings import LearningSettings
from glasscape.tunnelling.verdict import DOUBLE_WELLS

# the two predictions that are evaluated
DOUBLE_WELL, VALUE = "double well", "value"
# largest number of folds for evaluation; more take longer and add little information
FOLDS = 3
SCORE_NAMES = {DOUBLE_WELL: "ROC-AUC of double wells", VALUE: "R2 of values"}


def for_evaluation(settings: LearningSettings) -> LearningSettings:
    """Settings for the training on a part of the labels, which may have fewer double wells."""
    return settings.model_copy(update={"fewest": 2})


class Split(NamedTuple):
    """Labels for training and held-out labels, of other samples if there are enough samples."""

    training: pd.DataFrame
    held_out: pd.DataFrame


def splits(labels: pd.DataFrame, settings: LearningSettings, seed: int) -> Iterator[Split]:
    """Splits of the usable labels into training and held-out labels, for the first folds."""
    known = usable(labels).reset_index(drop=True)
    is_well = known.verdict.isin(DOUBLE_WELLS).to_numpy().astype(np.float64)
    rows = folds("classification", is_well, known["sample"].to_numpy(), settings.folds, seed)
    for training, held_out in islice(rows, FOLDS):
        yield Split(known.iloc[training], known.iloc[held_out])


def scores(models: Models, labels: pd.DataFrame, threads: int) -> dict[str, float]:
    """Score of both predictions; NaN where the labels do not suffice."""
    found = answers(models, labels, threads)
    is_well = labels.verdict.isin(DOUBLE_WELLS).to_numpy()
    values = models.target.scaled(labels)
    valued = is_well & np.isfinite(values)
    both = 0 < is_well.sum() < len(is_well)
    return {
        DOUBLE_WELL: float(roc_auc_score(is_well, found[DOUBLE_WELL])) if both else np.nan,
        VALUE: float(r2_score(values[valued], found[VALUE][valued])) if valued.sum() > 1 else np.nan,
    }


def answers(models: Models, pairs: pd.DataFrame, threads: int) -> dict[str, np.ndarray]:
    """Predictions: probability of a double well, and value on the scale of the target, each of shape (n,)."""
    predictions = predict(models, pairs, threads)
    return {
        DOUBLE_WELL: predictions.double_well_probability.to_numpy(),
        VALUE: models.target.scale(predictions.predicted_value.to_numpy()),
    }
