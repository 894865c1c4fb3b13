"""Ridge regression on standardised features, stored as arrays."""

from pathlib import Path
from typing import Self

import numpy as np
from scipy.linalg import solve_triangular
from scipy.spatial.distance import cdist
from threadpoolctl import threadpool_limits

from glasscape.arrays import Floats
from glasscape.errors import LearningError
from glasscape.files import write_arrays
from glasscape.learning.families.model import AGAIN, Locations, Task, TrainingData, read_floats
from glasscape.learning.folds import inner_folds
from glasscape.learning.settings import RidgeSettings
from glasscape.learning.standardise import Standardisation

# Covariance of the errors of two rows of a block, and the distance over which it decays, in mean distances of
# neighbours. The variance of independent errors is 1.
CORRELATION, RANGE = 2.0, 2.0
# strengths of the penalty from which the folds choose; the error is a mean over rows
STRENGTHS = np.geomspace(1e-4, 10.0, 11)
ARRAYS = ("mean", "scale", "slopes", "offset", "strength")


class RidgeModel:
    """A linear function of the features with a penalty on the squares of its slopes.

    A probability is the linear function of the classes 0 and 1, clipped to the range from 0 to 1.
    Absent features are replaced by their mean.

    Errors of rows with locations are correlated in space: within a block, their covariance is
    delta_ij + CORRELATION exp(-r_ij / RANGE). Slopes are those of generalised least squares (Aitken, Proc. R.
    Soc. Edinb. 55, 42 (1936)). Otherwise close rows with a common error would count as many observations.

    The penalty is the one with the smallest variance of the residuals within folds. Their mean would show how
    well the mean of a group is predicted, and of groups there are few. Folds are made of whole groups, or of
    blocks if there are fewer groups than folds.
    """

    suffix = "npz"

    def __init__(
        self, task: Task, features: Standardisation, slopes: Floats, offset: float, strength: float
    ) -> None:
        self._task, self._features = task, features
        self._slopes, self._offset, self.strength = slopes, offset, strength

    @classmethod
    def fit(cls, task: Task, data: TrainingData, settings: RidgeSettings, seed: int, threads: int) -> Self:
        # one core, because the rounding of parallel sums would change the model
        with threadpool_limits(1):
            errors = np.zeros(len(STRENGTHS))
            for inner, held in inner_folds(
                task, data.y, data.held_together(settings.folds), settings.folds, seed
            ):
                part, rest = data.only(inner), data.only(held)
                features = Standardisation.of(part.x)
                slopes, offsets = _solve(features.apply(part.x), part, STRENGTHS)
                residuals = features.apply(rest.x) @ slopes + offsets - rest.y[:, None]
                # without the mean error of the fold: see the class
                residuals -= rest.weights @ residuals / rest.weights.sum()
                errors += rest.weights @ residuals**2
            # the largest of equally good ones, so the largest of all if there are too few rows for folds
            best = STRENGTHS[::-1][np.argmin(errors[::-1])]
            features = Standardisation.of(data.x)
            slopes, offsets = _solve(features.apply(data.x), data, np.array([best]))
        return cls(task, features, slopes[:, 0], float(offsets[0]), float(best))

    def predict(self, x: Floats, threads: int) -> Floats:
        with threadpool_limits(1):
            found = self._features.apply(x) @ self._slopes + self._offset
        return np.clip(found, 0.0, 1.0) if self._task == "classification" else np.asarray(found)

    def contributions(self, x: Floats) -> Floats:
        """Exact Shapley values of a linear function, shape (n, features), for every row of `x`.

        That of a feature is its slope times its difference from the mean of the training rows. With that mean
        prediction they sum to the prediction of a number (Lundberg and Lee, Adv. Neural Inf. Process. Syst.
        30, 4765 (2017)).
        """
        return np.asarray(self._features.apply(x) * self._slopes)

    def write(self, path: Path) -> None:
        numbers = self._features.mean, self._features.scale, self._slopes, self._offset, self.strength
        write_arrays(path, {name: np.asarray(each) for name, each in zip(ARRAYS, numbers, strict=True)})

    @classmethod
    def read(cls, path: Path, task: Task) -> Self:
        arrays = read_floats(path)
        if arrays.keys() != set(ARRAYS):
            raise LearningError(f"{path}: holds no ridge regression; {AGAIN}")
        mean, scale, slopes, offset, strength = (arrays[name] for name in ARRAYS)
        vectors = mean.ndim == 1 and mean.shape == scale.shape == slopes.shape
        if not vectors or offset.ndim or strength.ndim or not np.all(scale > 0.0):
            raise LearningError(f"{path}: arrays of the ridge regression do not fit together; {AGAIN}")
        return cls(task, Standardisation(mean, scale), slopes, float(offset), float(strength))


def _solve(x: Floats, data: TrainingData, strengths: Floats) -> tuple[Floats, Floats]:
    """Slopes, shape (features, strengths), and offsets, shape (strengths,), for standardised features `x`."""
    rows = np.column_stack([x, data.y, np.ones(len(x))]) * np.sqrt(data.weights / data.weights.sum())[:, None]
    if data.locations is not None:
        rows = decorrelated(rows, data.locations)
    constant = rows[:, -1]
    # the offset that is best for every slope; it has no penalty
    middle = constant @ rows[:, :-1] / (constant @ constant)
    rows = rows[:, :-1] - constant[:, None] * middle
    x, y = rows[:, :-1], rows[:, -1]
    # one decomposition serves all strengths
    values, vectors = np.linalg.eigh(x.T @ x)
    along = vectors.T @ (x.T @ y)
    slopes = vectors @ (along[:, None] / (np.maximum(values, 0.0)[:, None] + strengths))
    return slopes, middle[-1] - middle[:-1] @ slopes


def decorrelated(rows: Floats, locations: Locations) -> Floats:
    """Combinations of the rows of every block, shape (n, columns), whose errors are not correlated."""
    found = np.empty_like(rows)
    for block in np.unique(locations.blocks):
        chosen = locations.blocks == block
        near = np.exp(-cdist(locations.positions[chosen], locations.positions[chosen]) / RANGE)
        factor = np.linalg.cholesky(np.eye(len(near)) + CORRELATION * near)
        found[chosen] = solve_triangular(factor, rows[chosen], lower=True)
    return found
