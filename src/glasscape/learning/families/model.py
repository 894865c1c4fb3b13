"""What the ensemble asks of a model, whichever library trains it."""

from pathlib import Path
from typing import Any, ClassVar, Literal, NamedTuple, Protocol, Self, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# what users can do about a stored model that is not what it should be
AGAIN = "delete it and run again"

# probability of the class 1, or a number
Task = Literal["classification", "regression"]


class Lessons(NamedTuple):
    """Rows to learn from.

    Attributes
    ----------
    x : ndarray, shape (n, features)
        Features; absent ones are NaN.
    y : ndarray, shape (n,)
        What to predict: a class, 0 or 1, or a number.
    groups : ndarray, shape (n,)
        Rows of one group resemble each other.
    weights : ndarray, shape (n,)
        How much every row counts.
    """

    x: Floats
    y: Floats
    groups: NDArray[Any]
    weights: Floats

    def only(self, rows: NDArray[Any]) -> "Lessons":
        """Some of the rows."""
        return Lessons(self.x[rows], self.y[rows], self.groups[rows], self.weights[rows])


class Model(Protocol):
    """A trained model. Absent features are NaN; the number of threads changes no result."""

    suffix: ClassVar[str]

    @classmethod
    def fit(cls, task: Task, lessons: Lessons, settings: Any, seed: int, threads: int) -> Self:
        """Train on all rows."""
        ...

    def predict(self, x: Floats, threads: int) -> Floats:
        """Probability of class 1, or the number, for every row of `x`, shape (n,)."""
        ...

    def write(self, path: Path) -> None:
        """Write the model in the format of its library."""
        ...

    @classmethod
    def read(cls, path: Path, task: Task) -> Self:
        """Read what `write` wrote; nothing in the file is executed."""
        ...


@runtime_checkable
class Boosted(Protocol):
    """A kind of model whose trees build on each other, so that too many of them harm."""

    @classmethod
    def stop_early(
        cls,
        task: Task,
        lessons: Lessons,
        judge: Lessons,
        patience: int,
        settings: Any,
        seed: int,
        threads: int,
    ) -> Any:
        """The settings, with the number of trees that, trained on `lessons`, does best on `judge`.

        Looking for it ends when `patience` more trees have brought nothing.
        """
        ...
