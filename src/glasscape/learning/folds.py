"""Splits of labelled rows into folds."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import GroupKFold, KFold, StratifiedGroupKFold, StratifiedKFold

from glasscape.arrays import Floats, Integers
from glasscape.learning.families.model import Task

# training rows, and rows that are held out
Split = tuple[Integers, Integers]


def folds(task: Task, y: Floats, groups: NDArray[Any], count: int, seed: int) -> Iterator[Split]:
    """Split rows into folds.

    Folds are made of whole groups if there are at least `count` groups, because rows of one group resemble
    each other. Classes are distributed evenly over the folds. Single rows are drawn instead of groups if the
    training rows of some fold would have only one class. There are fewer folds than `count` if the smaller
    class (or, for regression, the whole) has fewer rows, and none if it has only one row.

    Parameters
    ----------
    task : {"classification", "regression"}
        Whether `y` holds classes or numbers.
    y : ndarray, shape (n,)
        Class, 0 or 1, or number of every row.
    groups : ndarray, shape (n,)
        Group of every row.
    count : int
        Number of folds.
    seed : int
        Seed of the split.

    Yields
    ------
    training, held_out : ndarray of int
        Rows to train on, and rows of the fold.
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


def inner_folds(task: Task, y: Floats, groups: NDArray[Any], count: int, seed: int) -> list[Split]:
    """Folds of the training rows of a model, which choose a penalty or the end of the training.

    As `folds`, but of whole groups if there are two groups or more, so of fewer folds if groups are few.
    """
    available = len(np.unique(groups))
    return list(folds(task, y, groups, min(count, available) if available > 1 else count, seed))


def enough_groups(groups: NDArray[Any], count: int) -> bool:
    """Whether `count` folds can be made of whole groups."""
    return len(np.unique(groups)) >= count
