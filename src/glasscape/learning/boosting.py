"""Gradient-boosted trees, and their honest judgement on rows they have not seen."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import lightgbm
import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import GroupKFold, KFold
from tqdm import tqdm

from glasscape.learning.settings import LearningSettings

Floats = NDArray[np.float64]
Objective = Literal["binary", "regression"]


@dataclass(frozen=True)
class Trainer:
    """Trains one kind of model; the result does not depend on the number of threads."""

    objective: Objective
    settings: LearningSettings
    seed: int
    threads: int

    def fit(self, x: Floats, y: Floats) -> lightgbm.Booster:
        """Train on all rows of `x`, shape (n, features); absent values are NaN."""
        parameters: dict[str, Any] = {
            "objective": self.objective,
            "learning_rate": self.settings.learning_rate,
            "num_leaves": self.settings.leaves,
            "min_data_in_leaf": self.settings.min_rows_per_leaf,
            "seed": self.seed,
            "deterministic": True,
            "force_row_wise": True,
            "num_threads": self.threads,
            "verbosity": -1,
        }
        return lightgbm.train(parameters, lightgbm.Dataset(x, y), num_boost_round=self.settings.trees)

    def predict_outside_folds(self, x: Floats, y: Floats, groups: NDArray[Any]) -> Floats:
        """Predict every row by a model that was trained without its fold, shape (n,)."""
        predicted = np.empty(len(y))
        folds = list(_folds(x, groups, self.settings.folds, self.seed))
        for inside, outside in tqdm(folds, f"judge {self.objective}", disable=None):
            predicted[outside] = self.fit(x[inside], y[inside]).predict(x[outside])
        return predicted


def enough_groups(groups: NDArray[Any], folds: int) -> bool:
    """Whether folds can be made of whole groups."""
    return len(np.unique(groups)) >= folds


def _folds(
    x: Floats, groups: NDArray[Any], folds: int, seed: int
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Split by group when there are enough of them: rows of one group resemble each other."""
    if enough_groups(groups, folds):
        yield from GroupKFold(folds).split(x, groups=groups)
    else:
        yield from KFold(folds, shuffle=True, random_state=seed).split(x)
