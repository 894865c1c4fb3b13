"""What every family of models offers, whichever library trains it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Literal, Protocol, Self, runtime_checkable

from numpy.typing import NDArray

from glasscape.arrays import Floats

# what users can do about a stored model that is not what it should be
AGAIN = "delete it and run again"

# probability of the class 1, or a number
Task = Literal["classification", "regression"]


@dataclass(frozen=True, eq=False)
class TrainingData:
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

    def only(self, rows: NDArray[Any]) -> "TrainingData":
        """Some of the rows."""
        return TrainingData(self.x[rows], self.y[rows], self.groups[rows], self.weights[rows])


class Model(Protocol):
    """A trained model. Absent features are NaN; the number of threads changes no result."""

    suffix: ClassVar[str]

    @classmethod
    def fit(cls, task: Task, data: TrainingData, settings: Any, seed: int, threads: int) -> Self:
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
        data: TrainingData,
        held_out: TrainingData,
        patience: int,
        settings: Any,
        seed: int,
        threads: int,
    ) -> Any:
        """The settings, with the number of trees that, trained on `data`, does best on `held_out`.

        Looking for it ends when `patience` more trees have brought nothing.
        """
        ...
