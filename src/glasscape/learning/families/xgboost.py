"""Models of XGBoost, as JSON in binary form (UBJSON)."""

from pathlib import Path
from typing import Self

import numpy as np
import xgboost

from glasscape.learning.families.model import Floats, Lessons, Task
from glasscape.learning.settings import XGBoostSettings


class XGBoostModel:
    """Boosted trees of XGBoost."""

    suffix = "ubj"

    def __init__(self, booster: xgboost.Booster) -> None:
        self._booster = booster

    @classmethod
    def fit(cls, task: Task, lessons: Lessons, settings: XGBoostSettings, seed: int, threads: int) -> Self:
        parameters = {
            "objective": "binary:logistic" if task == "classification" else "reg:squarederror",
            "learning_rate": settings.learning_rate,
            "max_depth": settings.depth,
            "colsample_bynode": settings.features_per_split,
            "tree_method": "hist",
            "seed": seed,
            "nthread": threads,
        }
        return cls(
            xgboost.train(
                parameters,
                xgboost.DMatrix(lessons.x, lessons.y, weight=lessons.weights),
                num_boost_round=settings.trees,
            )
        )

    def predict(self, x: Floats, threads: int) -> Floats:
        self._booster.set_param({"nthread": threads})
        return np.asarray(self._booster.inplace_predict(x), dtype=np.float64)

    def write(self, path: Path) -> None:
        self._booster.save_model(path)

    @classmethod
    def read(cls, path: Path, task: Task) -> Self:
        return cls(xgboost.Booster(model_file=path))
