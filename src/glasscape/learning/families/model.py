"""Interface of all families of models, and their training data."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Literal, Protocol, Self, runtime_checkable

import numpy as np
from numpy.typing import NDArray

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
        Block of every row, a part of its group. Rows of one block resemble each other, such as particles that
        are close to each other. None if rows of a group are independent.
    names : tuple of str
        Names of the features, for families that treat some of them differently. Empty for all others.
    """

    x: Floats
    y: Floats
    groups: NDArray[Any]
    weights: Floats
    blocks: NDArray[Any] | None = None
    names: tuple[str, ...] = ()

    def held_together(self, folds: int) -> NDArray[Any]:
        """What `folds` folds keep together: groups, or blocks if there are fewer groups than folds."""
        few = len(np.unique(self.groups)) < folds
        return self.blocks if few and self.blocks is not None else self.groups

    def only(self, rows: NDArray[Any]) -> "TrainingData":
        """Some of the rows."""
        blocks = None if self.blocks is None else self.blocks[rows]
        return TrainingData(
            self.x[rows], self.y[rows], self.groups[rows], self.weights[rows], blocks, self.names
        )


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


class StateModel(Protocol):
    """A trained model of all states together. It is not stored."""

    @property
    def lengths(self) -> Floats:
        """Lengths over which the model averages, sigma. Empty if it has no attention."""
        ...

    @classmethod
    def fit(cls, task: Task, data: TrainingData, settings: Any, seed: int, threads: int) -> Self:
        """Train on all rows. Features whose names begin with `state_` are the state."""
        ...

    def predict(self, x: Floats, threads: int) -> Floats:
        """The number, shape (n,), for every row of `x`, shape (n, features)."""
        ...

    def attention(self, x: Floats) -> Floats:
        """Weights of the lengths in every network, shape (networks, n, lengths), for rows `x`."""
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
