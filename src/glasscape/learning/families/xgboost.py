"""Models of XGBoost, as JSON in binary form (UBJSON)."""

from pathlib import Path
from typing import Any, Self

import numpy as np
import xgboost

from glasscape.arrays import Floats
from glasscape.learning.families.model import Task, TrainingData, useful_threads
from glasscape.learning.settings import XGBoostSettings


class XGBoostModel:
    """Boosted trees of XGBoost."""

    suffix = "ubj"

    def __init__(self, booster: xgboost.Booster) -> None:
        self._booster = booster

    @classmethod
    def fit(cls, task: Task, data: TrainingData, settings: XGBoostSettings, seed: int, threads: int) -> Self:
        parameters = _parameters(task, settings, seed, useful_threads(len(data.y), threads))
        return cls(xgboost.train(parameters, _matrix(data), settings.trees))

    @classmethod
    def stop_early(
        cls,
        task: Task,
        data: TrainingData,
        held_out: TrainingData,
        patience: int,
        settings: XGBoostSettings,
        seed: int,
        threads: int,
    ) -> XGBoostSettings:
        booster = xgboost.train(
            _parameters(task, settings, seed, useful_threads(len(data.y), threads)),
            _matrix(data),
            settings.trees,
            evals=[(_matrix(held_out), "held_out")],
            early_stopping_rounds=patience,
            verbose_eval=False,
        )
        return settings.model_copy(update={"trees": int(booster.best_iteration) + 1})

    def predict(self, x: Floats, threads: int) -> Floats:
        self._booster.set_param({"nthread": useful_threads(len(x), threads)})
        return np.asarray(self._booster.inplace_predict(x), dtype=np.float64)

    def write(self, path: Path) -> None:
        self._booster.save_model(path)

    @classmethod
    def read(cls, path: Path, task: Task) -> Self:
        return cls(xgboost.Booster(model_file=path))


def _matrix(data: TrainingData) -> xgboost.DMatrix:
    return xgboost.DMatrix(data.x, data.y, weight=data.weights)


def _parameters(task: Task, settings: XGBoostSettings, seed: int, threads: int) -> dict[str, Any]:
    return {
        "objective": "binary:logistic" if task == "classification" else "reg:squarederror",
        "learning_rate": settings.learning_rate,
        "max_depth": settings.depth,
        "colsample_bynode": settings.features_per_split,
        "tree_method": "hist",
        "seed": seed,
        "nthread": threads,
    }
