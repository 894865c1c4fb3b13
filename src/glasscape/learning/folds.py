"""Splits of labelled rows into folds."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import GroupKFold, KFold, StratifiedGroupKFold, StratifiedKFold

from glasscape.arrays import Floats, Integers
from glasscape.learning.families.model import Task

Rows = Integers


def folds(task: Task, y: Floats, groups: NDArray[Any], count: int, seed: int) -> Iterator[tuple[Rows, Rows]]:
    """Rows inside and outside of the training of every fold.

    Folds are made of whole groups when there are enough: rows of one group resemble each other. Classes are
    shared out evenly; rows are drawn one by one when a class would be missing without some group. There are
    fewer folds than `count` when a class, or the whole, has fewer rows; none when there is only one.
    """
    shuffled: dict[str, Any] = {"shuffle": True, "random_state": seed}
    x = np.empty((len(y), 0))
    if enough_groups(groups, count):
        by_class = StratifiedGroupKFold(count, **shuffled)
        splitter = by_class if task == "classification" else GroupKFold(count, **shuffled)
        splits = list(splitter.split(x, y, groups))
        if task == "regression" or all(len(np.unique(y[inside])) == 2 for inside, _ in splits):
            yield from splits
            return
    if task == "classification":
        rarest = int(min(y.sum(), len(y) - y.sum()))
        count, kind = min(count, rarest), StratifiedKFold
    else:
        count, kind = min(count, len(y)), KFold
    if count >= 2:
        yield from kind(count, **shuffled).split(x, y)


def enough_groups(groups: NDArray[Any], count: int) -> bool:
    """Whether `count` folds can be made of whole groups."""
    return len(np.unique(groups)) >= count
