"""Interface of all families of models, and their training data."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Literal, NamedTuple, Protocol, Self, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from glasscape.arrays import Floats
from glasscape.errors import FileError, LearningError
from glasscape.files import read_arrays

# what users can do about a stored model that cannot be read
AGAIN = "delete it and run again"

# rows of a thread of boosting
ROWS_PER_THREAD = 10_000
# whether a model predicts the probability of class 1 or a number
Task = Literal["classification", "regression"]


class Locations(NamedTuple):
    """Where rows lie in their groups: rows close to each other resemble each other.

    Attributes
    ----------
    blocks : ndarray, shape (n,)
        Block of every row, a compact part of its group.
    positions : ndarray, shape (n, 3)
        Positions, in units of the mean distance of neighbours. Blocks do not cross the periodic boundaries.
    """

    blocks: NDArray[Any]
    positions: Floats


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
    locations : Locations or None
        Where rows lie, such as particles in a sample. None if rows of a group are independent.
    names : tuple of str
        Names of the features, for families that treat some of them differently. Empty for all others.
    """

    x: Floats
    y: Floats
    groups: NDArray[Any]
    weights: Floats
    locations: Locations | None = None
    names: tuple[str, ...] = ()

    def held_together(self, folds: int) -> NDArray[Any]:
        """What `folds` folds keep together: groups, or blocks if there are fewer groups than folds."""
        few = len(np.unique(self.groups)) < folds
        return self.locations.blocks if few and self.locations is not None else self.groups

    def only(self, rows: NDArray[Any]) -> "TrainingData":
        """Some of the rows."""
        where = self.locations
        return TrainingData(
            self.x[rows],
            self.y[rows],
            self.groups[rows],
            self.weights[rows],
            None if where is None else Locations(where.blocks[rows], where.positions[rows]),
            self.names,
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


def useful_threads(rows: int, threads: int) -> int:
    """Number of cores that boosting of so many rows can use.

    Threads of OpenMP wait for each other in every node of a tree. With few rows they mostly wait, and on a
    busy machine for long.
    """
    return min(threads, 1 + rows // ROWS_PER_THREAD)


def read_floats(path: Path) -> dict[str, Floats]:
    """Read a stored model that consists of named arrays of finite floats.

    Raises
    ------
    LearningError
        If the file is no such file.
    """
    try:
        arrays = read_arrays(path)
    except FileError as error:
        raise LearningError(f"{error}; {AGAIN}") from error
    for name, array in arrays.items():
        if array.dtype != np.float64 or not np.isfinite(array).all():
            raise LearningError(f"{path}: {name} does not hold finite floats; {AGAIN}")
    return arrays
