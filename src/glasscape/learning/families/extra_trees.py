"""Extremely randomised trees of scikit-learn, stored by skops."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Self

import numpy as np
import skops.io
from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor
from sklearn.tree._tree import TREE_LEAF
from skops.io.exceptions import UntrustedTypesFoundException

from glasscape.arrays import Floats
from glasscape.errors import LearningError
from glasscape.learning.families.model import AGAIN, Task, TrainingData
from glasscape.learning.settings import ExtraTreesSettings

# skops does not check the nodes of a tree; `_is_sound` does
TREE = "sklearn.tree._tree.Tree"


class ExtraTreesModel:
    """Extremely randomised trees."""

    suffix = "skops"

    def __init__(self, trees: ExtraTreesClassifier | ExtraTreesRegressor) -> None:
        self._trees = trees

    @classmethod
    def fit(
        cls, task: Task, data: TrainingData, settings: ExtraTreesSettings, seed: int, threads: int
    ) -> Self:
        kind = ExtraTreesClassifier if task == "classification" else ExtraTreesRegressor
        trees = kind(
            settings.trees,
            min_samples_leaf=settings.min_rows_per_leaf,
            max_features=settings.features_per_split,
            random_state=seed,
            n_jobs=threads,
        )
        return cls(trees.fit(data.x, data.y, data.weights))

    def predict(self, x: Floats, threads: int) -> Floats:
        # Threads share the rows. If they shared the trees, as in scikit-learn, the order of a sum, and so its
        # rounding, would depend on timing. scikit-learn's own `predict` is not made for threads: each changes
        # the filters of warnings for all.
        parts = np.array_split(x.astype(np.float32), min(threads, len(x)))
        with ThreadPoolExecutor(threads) as pool:
            return np.concatenate(list(pool.map(self._predict, parts)))

    def _predict(self, x: Floats) -> Floats:
        """The mean over the trees of the number, or of the last column, the probability of class 1."""
        total = np.zeros(len(x))
        for estimator in self._trees.estimators_:
            total += estimator.tree_.predict(x)[:, -1]
        return total / len(self._trees.estimators_)

    def write(self, path: Path) -> None:
        skops.io.dump(self._trees, path)

    @classmethod
    def read(cls, path: Path, task: Task) -> Self:
        try:
            trees = skops.io.load(path, trusted=[TREE])
        except UntrustedTypesFoundException as error:
            raise LearningError(f"{path}: holds more than randomised trees ({error}); {AGAIN}") from error
        if not isinstance(trees, ExtraTreesClassifier | ExtraTreesRegressor):
            raise LearningError(f"{path}: holds no extremely randomised trees; {AGAIN}")
        if not all(_is_sound(estimator.tree_, trees.n_features_in_) for estimator in trees.estimators_):
            raise LearningError(f"{path}: a tree refers to nodes or features that do not exist; {AGAIN}")
        return cls(trees)


def _is_sound(tree: Any, n_features: int) -> bool:
    """Whether all nodes and features to which a tree refers exist; scikit-learn does not check this."""
    children = np.array([tree.children_left, tree.children_right])
    inner = children != TREE_LEAF
    nodes = np.broadcast_to(np.arange(tree.node_count), children.shape)
    # children come after their parents, so there are no loops
    ordered = np.all((children > nodes)[inner]) and np.all(children < tree.node_count)
    both_or_none = np.all(inner[0] == inner[1])
    features = tree.feature[inner[0]]
    exist = np.all((features >= 0) & (features < n_features)) and tree.n_features == n_features
    return bool(ordered and both_or_none and exist)
