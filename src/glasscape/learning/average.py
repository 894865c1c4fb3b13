"""Weighted averages over models of several libraries; the weights are learned on folds."""

from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.optimize import nnls
from tqdm import tqdm

from glasscape.arrays import Floats
from glasscape.errors import LearningError
from glasscape.files import read_json, write_json
from glasscape.learning.families.model import Boosted, Model, Task, TrainingData
from glasscape.learning.folds import folds
from glasscape.learning.registry import kind_of
from glasscape.learning.settings import FamilyName, ModelAverageSettings, field_of

ABOUT = "average.json"
# strength of the regularisation of learned weights towards those of the settings
PULL = 1.0


@dataclass(frozen=True, eq=False)
class ModelAverage:
    """A weighted mean over families of models.

    Attributes
    ----------
    task : {"classification", "regression"}
        Whether it predicts the probability of class 1 or a number.
    weights : dict of str to float
        Weight of every family; they sum to 1.
    models : dict of str to Model
        The model of every family.
    """

    task: Task
    weights: dict[FamilyName, float]
    models: dict[FamilyName, Model]

    def predict(self, x: Floats, threads: int) -> Floats:
        """Predict every row of `x`, shape (n, features). Absent features are NaN."""
        total = np.zeros(len(x))
        if len(x) == 0:
            return total
        for family, weight in self.weights.items():
            if weight > 0.0:
                total += weight * self.models[family].predict(x, threads)
        return total

    def write(self, folder: Path) -> None:
        """Write every model in the format of its library."""
        folder.mkdir(parents=True, exist_ok=True)
        # written last: a folder without it is not complete
        (folder / ABOUT).unlink(missing_ok=True)
        for family, model in self.models.items():
            model.write(folder / f"{family}.{model.suffix}")
        write_json(folder / ABOUT, {"task": self.task, "weights": self.weights})

    @classmethod
    def read(cls, folder: Path) -> "ModelAverage":
        """Read a model average that `write` wrote."""
        about = read_json(folder / ABOUT)
        kinds = {family: kind_of(family) for family in about["weights"]}
        models = {
            family: kind.read(folder / f"{family}.{kind.suffix}", about["task"])
            for family, kind in kinds.items()
        }
        return cls(about["task"], about["weights"], models)


class Trained(NamedTuple):
    """A model average and the out-of-fold predictions of its training rows.

    Attributes
    ----------
    average : ModelAverage
        The model average, trained on all rows.
    out_of_fold : ndarray, shape (n,)
        For every row, the prediction of models that were trained without its fold.
    """

    average: ModelAverage
    out_of_fold: Floats


def train_average(
    task: Task, data: TrainingData, settings: ModelAverageSettings, seed: int, threads: int
) -> Trained:
    """Train a model of every family on all rows, and learn the weights of the families on folds.

    The weights minimise the squared error of the out-of-fold predictions (for probabilities: the Brier
    score), with a regularisation towards the weights of the settings. They are not negative and sum to 1.

    Parameters
    ----------
    task : {"classification", "regression"}
        Whether to predict a class or a number.
    data : TrainingData
        Training rows. Folds are made of whole groups if there are enough.
    settings : ModelAverageSettings
        Families and folds.
    seed, threads : int
        Seed and number of cores. The models do not depend on the number of cores.

    Raises
    ------
    LearningError
        If a class has only one row, so that no folds can be made.
    """
    splits = list(folds(task, data.y, data.groups, settings.folds, seed))
    if not splits:
        raise LearningError("a class has only one row, so no folds can be made; compute more pairs")
    out_of_fold = np.empty((len(settings.families), len(data.y)))
    with tqdm(total=len(settings.families) * len(splits), desc=f"train {task}", disable=None) as progress:
        for row, family in enumerate(settings.families):
            for inner, outer in splits:
                model = _fit(family, task, data.only(inner), settings, seed, threads)
                out_of_fold[row, outer] = model.predict(data.x[outer], threads)
                progress.update()
    average = fit_average(task, data, settings, seed, threads)
    weights = _weights(out_of_fold, data, np.array([*average.weights.values()]))
    learned = dict(zip(settings.families, weights.tolist(), strict=True))
    return Trained(replace(average, weights=learned), weights @ out_of_fold)


def fit_average(
    task: Task, data: TrainingData, settings: ModelAverageSettings, seed: int, threads: int
) -> ModelAverage:
    """Train a model of every family on all rows. The weights of the families are those of the settings.

    Parameters are those of `train_average`.
    """
    expected = np.array([getattr(settings.weights, field_of(family)) for family in settings.families])
    weights = (expected / expected.sum()).tolist()
    return ModelAverage(
        task,
        dict(zip(settings.families, weights, strict=True)),
        {family: _fit(family, task, data, settings, seed, threads) for family in settings.families},
    )


def _fit(
    family: FamilyName,
    task: Task,
    data: TrainingData,
    settings: ModelAverageSettings,
    seed: int,
    threads: int,
) -> Model:
    """Train a model of one family on all rows. Early stopping uses one fold of these rows."""
    kind, own = kind_of(family), settings.of_family(family)
    if settings.patience is not None and issubclass(kind, Boosted):
        # there are no folds if a class has only one row
        for inner, held in islice(folds(task, data.y, data.groups, settings.folds, seed), 1):
            parts = data.only(inner), data.only(held)
            own = kind.stop_early(task, *parts, settings.patience, own, seed, threads)
    return kind.fit(task, data, own, seed, threads)


def _weights(predictions: Floats, data: TrainingData, expected: Floats) -> Floats:
    """Weights of predictions, shape (m, n), with the smallest error; they are not negative and sum to 1.

    The squared error is almost flat around its minimum, so the weights are regularised towards `expected`: a
    weight that differs from its expected value by one costs `PULL` times the smallest squared error.
    """
    root = np.sqrt(data.weights)
    rows, target = (predictions * root).T, data.y * root
    best = _solve(rows, target)
    pull = np.sqrt(PULL) * np.linalg.norm(rows @ best - target)
    return _solve(np.vstack([rows, pull * np.eye(len(expected))]), np.append(target, pull * expected))


def _solve(rows: Floats, target: Floats) -> Floats:
    """Weights, not negative and with sum 1, for which `rows @ weights` is closest to `target`."""
    # a row with a large factor enforces the sum
    heavy = 1e3 * (1.0 + np.linalg.norm(rows))
    weights, _ = nnls(np.vstack([rows, np.full((1, rows.shape[1]), heavy)]), np.append(target, heavy))
    return np.asarray(weights / weights.sum())
