"""Models of LightGBM, as text files."""

from pathlib import Path
from typing import Any, Self

import lightgbm
import numpy as np

from glasscape.arrays import Floats
from glasscape.learning.families.model import Task, TrainingData, useful_threads
from glasscape.learning.settings import LightGBMSettings


class LightGBMModel:
    """Boosted trees of LightGBM."""

    suffix = "txt"

    def __init__(self, booster: lightgbm.Booster) -> None:
        self._booster = booster

    @classmethod
    def fit(cls, task: Task, data: TrainingData, settings: LightGBMSettings, seed: int, threads: int) -> Self:
        parameters = _parameters(task, settings, seed, useful_threads(len(data.y), threads))
        return cls(lightgbm.train(parameters, _dataset(data), settings.trees))

    @classmethod
    def stop_early(
        cls,
        task: Task,
        data: TrainingData,
        held_out: TrainingData,
        patience: int,
        settings: LightGBMSettings,
        seed: int,
        threads: int,
    ) -> LightGBMSettings:
        booster = lightgbm.train(
            _parameters(task, settings, seed, useful_threads(len(data.y), threads)),
            _dataset(data),
            settings.trees,
            valid_sets=[_dataset(held_out)],
            callbacks=[lightgbm.early_stopping(patience, verbose=False)],
        )
        return settings.model_copy(update={"trees": int(booster.best_iteration)})

    def predict(self, x: Floats, threads: int) -> Floats:
        return np.asarray(
            self._booster.predict(x, num_threads=useful_threads(len(x), threads)), dtype=np.float64
        )

    def write(self, path: Path) -> None:
        self._booster.save_model(path)

    @classmethod
    def read(cls, path: Path, task: Task) -> Self:
        return cls(lightgbm.Booster(model_file=path))


def _dataset(data: TrainingData) -> lightgbm.Dataset:
    return lightgbm.Dataset(data.x, data.y, weight=data.weights)


def _parameters(task: Task, settings: LightGBMSettings, seed: int, threads: int) -> dict[str, Any]:
    return {
        "objective": "binary" if task == "classification" else "regression",
        "learning_rate": settings.learning_rate,
        "num_leaves": settings.leaves,
        "min_data_in_leaf": settings.min_rows_per_leaf,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
        "feature_fraction": 0.8,
        "seed": seed,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": threads,
        "verbosity": -1,
    }
