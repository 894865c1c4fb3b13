"""Interface of all families of models, and their training data."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Literal, Protocol, Self, runtime_checkable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from glasscape.arrays import Floats
from glasscape.errors import LearningError
from glasscape.files import read_arrays

# what users can do about a stored model that cannot be read
AGAIN = "delete it and run again"

# whether a model predicts the probability of class 1 or a number
Task = Literal["classification", "regression"]


@dataclass(frozen=True, eq=False)
class TrainingData:
    """Rows on which models are trained.

    Attributes
    ----------
    x : ndarray, shape (n, features)
        Features. Absent features are NaN.
    y : ndarray, shape (n,)
        Value to predict: a class, 0 or 1, or a number.
    groups : ndarray, shape (n,)
        Group of every row. Rows of one group resemble each other.
    weights : ndarray, shape (n,)
        Weight of every row.
    blocks : ndarray, shape (n,), or None
        Block of every row, a part of its group. What a model cannot explain is alike for rows of one block,
        such as particles that are close to each other. None if rows of a group are independent.
    """

    x: Floats
    y: Floats
    groups: NDArray[Any]
    weights: Floats
    blocks: NDArray[Any] | None = None

    @property
    def held_together(self) -> NDArray[Any]:
        """What folds keep together: groups, or blocks if there is only one group."""
        if self.blocks is not None and len(np.unique(self.groups)) == 1:
            return self.blocks
        return self.groups

    def only(self, rows: NDArray[Any]) -> "TrainingData":
        """Some of the rows."""
        blocks = None if self.blocks is None else self.blocks[rows]
        return TrainingData(self.x[rows], self.y[rows], self.groups[rows], self.weights[rows], blocks)

    def centred(self, values: Floats) -> Floats:
        """Values of the rows, shape (n, columns), without their weighted mean in every block, or in all."""
        if self.blocks is None:
            return np.asarray(values - self.weights @ values / self.weights.sum())
        _, block = np.unique(self.blocks, return_inverse=True)
        sums = csr_array((self.weights, (block, np.arange(len(block)))))
        means = (sums @ values) / (sums @ np.ones(len(block)))[:, None]
        return np.asarray(values - means[block])


class Model(Protocol):
    """A trained model. Absent features are NaN. The number of threads does not change the results."""

    suffix: ClassVar[str]

    @classmethod
    def fit(cls, task: Task, data: TrainingData, settings: Any, seed: int, threads: int) -> Self:
        """Train on all rows."""
        ...

    def predict(self, x: Floats, threads: int) -> Floats:
        """Probability of class 1, or the number, shape (n,), for every row of `x`, shape (n, features)."""
        ...

    def write(self, path: Path) -> None:
        """Write the model in the format of its library."""
        ...

    @classmethod
    def read(cls, path: Path, task: Task) -> Self:
        """Read a model that `write` wrote. Nothing in the file is executed."""
        ...


@runtime_checkable
class Boosted(Protocol):
    """A model of boosted trees, which overfits if it has too many trees."""

    @classmethod
    def stop_early(
        cls,
        task: Task,
        data: TrainingData,
        held_out: TrainingData,
        patience: int,
        settings: Any,
        seed: int,
        threads: int,
    ) -> Any:
        """Settings with the number of trees that, trained on `data`, has the smallest error on `held_out`.

        The search for this number stops after `patience` further trees without an improvement.
        """
        ...


def read_floats(path: Path) -> dict[str, Floats]:
    """Read a stored model that consists of named arrays of finite floats.

    Raises
    ------
    LearningError
        If the file is no such file.
    """
    try:
        arrays = read_arrays(path)
    except ValueError as error:
        raise LearningError(f"{path}: {error}; {AGAIN}") from error
    for name, array in arrays.items():
        if array.dtype != np.float64 or not np.isfinite(array).all():
            raise LearningError(f"{path}: {name} does not hold finite floats; {AGAIN}")
    return arrays
