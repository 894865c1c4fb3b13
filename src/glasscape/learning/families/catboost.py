"""Models of CatBoost, in its own format."""

from pathlib import Path
from typing import Self

import catboost
import numpy as np

from glasscape.arrays import Floats
from glasscape.learning.families.model import Task, TrainingData
from glasscape.learning.settings import CatBoostSettings


class CatBoostModel:
    """Boosted oblivious trees of CatBoost."""

    suffix = "cbm"

    def __init__(self, task: Task, booster: catboost.CatBoost) -> None:
        self._prediction = "Probability" if task == "classification" else "RawFormulaVal"
        self._booster = booster

    @classmethod
    def fit(cls, task: Task, data: TrainingData, settings: CatBoostSettings, seed: int, threads: int) -> Self:
        return cls(task, _booster(task, settings, seed, threads).fit(_pool(data)))

    @classmethod
    def stop_early(
        cls,
        task: Task,
        data: TrainingData,
        held_out: TrainingData,
        patience: int,
        settings: CatBoostSettings,
        seed: int,
        threads: int,
    ) -> CatBoostSettings:
        booster = _booster(task, settings, seed, threads)
        booster.fit(_pool(data), eval_set=_pool(held_out), early_stopping_rounds=patience)
        return settings.model_copy(update={"trees": int(booster.tree_count_)})

    def predict(self, x: Floats, threads: int) -> Floats:
        found = self._booster.predict(x, prediction_type=self._prediction, thread_count=threads)
        # CatBoost returns probabilities of both classes
        return np.asarray(found if np.ndim(found) == 1 else found[:, 1], dtype=np.float64)

    def write(self, path: Path) -> None:
        self._booster.save_model(str(path))

    @classmethod
    def read(cls, path: Path, task: Task) -> Self:
        return cls(task, catboost.CatBoost().load_model(str(path)))


def _pool(data: TrainingData) -> catboost.Pool:
    return catboost.Pool(data.x, data.y, weight=data.weights)


def _booster(task: Task, settings: CatBoostSettings, seed: int, threads: int) -> catboost.CatBoost:
    return catboost.CatBoost(
        {
            "loss_function": "Logloss" if task == "classification" else "RMSE",
            "iterations": settings.trees,
            "learning_rate": settings.learning_rate,
            "depth": settings.depth,
            "random_seed": seed,
            "thread_count": threads,
            "logging_level": "Silent",
            "allow_writing_files": False,
        }
    )
