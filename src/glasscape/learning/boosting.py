"""Gradient-boosted trees, and their honest judgement on rows they have not seen."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import lightgbm
import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import GroupKFold, KFold, StratifiedGroupKFold, StratifiedKFold
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
        folds = list(self._folds(x, y, groups))
        for inside, outside in tqdm(folds, f"judge {self.objective}", disable=None):
            predicted[outside] = self.fit(x[inside], y[inside]).predict(x[outside])
        return predicted

    def _folds(
        self, x: Floats, y: Floats, groups: NDArray[Any]
    ) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        """Split by group when there are enough: rows of one group resemble each other.

        Classes are shared out evenly, so that no fold lacks one.
        """
        shuffled: dict[str, Any] = {"shuffle": True, "random_state": self.seed}
        if enough_groups(groups, self.settings.folds):
            count = self.settings.folds
            by_class = StratifiedGroupKFold(count, **shuffled)
            splitter = by_class if self.objective == "binary" else GroupKFold(count, **shuffled)
            yield from splitter.split(x, y, groups)
            return
        if self.objective == "binary":
            rarest = int(min(y.sum(), len(y) - y.sum()))
            splitter = StratifiedKFold(min(self.settings.folds, rarest), **shuffled)
        else:
            splitter = KFold(min(self.settings.folds, len(y)), **shuffled)
        yield from splitter.split(x, y)


def enough_groups(groups: NDArray[Any], folds: int) -> bool:
    """Whether folds can be made of whole groups."""
    return len(np.unique(groups)) >= folds
