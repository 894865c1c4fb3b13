"""Multilayer perceptrons of scikit-learn, stored by skops."""

import math
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Self

import numpy as np
import skops.io
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.preprocessing import StandardScaler
from skops.io.exceptions import UntrustedTypesFoundException
from threadpoolctl import threadpool_limits

from glasscape.arrays import Floats
from glasscape.errors import LearningError
from glasscape.learning.families.model import AGAIN, Task, TrainingData
from glasscape.learning.settings import NeuralNetworkSettings

# the state of the optimiser, which holds numbers only; skops does not trust it by default
OPTIMIZER = "sklearn.neural_network._stochastic_optimizers.AdamOptimizer"
ROWS_PER_STEP = 256
# largest number of passes: few rows are learnt by then
MOST_EPOCHS = 400
# standardised features are clipped at this many standard deviations
CLIPPED_AT = 4.0
# The rounding of a matrix product depends on the shapes, so these must not depend on the number of threads.
ROWS_PER_BLOCK = 4096


class NeuralNetworkModel:
    """A multilayer perceptron on standardised features. Absent features are replaced by their mean.

    Its predictions are smooth, unlike those of trees, which improves them for groups without training rows.
    """

    suffix = "skops"

    def __init__(
        self, network: MLPClassifier | MLPRegressor, features: StandardScaler, target: StandardScaler | None
    ) -> None:
        self._network, self._features, self._target = network, features, target

    @classmethod
    def fit(
        cls, task: Task, data: TrainingData, settings: NeuralNetworkSettings, seed: int, threads: int
    ) -> Self:
        rows = min(ROWS_PER_STEP, len(data.y))
        epochs = min(math.ceil(settings.steps * rows / len(data.y)), MOST_EPOCHS)
        options: dict[str, Any] = {
            "hidden_layer_sizes": tuple(settings.layers),
            "alpha": settings.weight_decay,
            "learning_rate_init": settings.learning_rate,
            "batch_size": rows,
            "max_iter": epochs,
            # no early stopping
            "n_iter_no_change": epochs,
            "tol": 0.0,
            "random_state": seed,
        }
        # one core, because the rounding of parallel sums would change the trained model
        with threadpool_limits(1), warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            # warnings about features that are absent in all rows
            warnings.simplefilter("ignore", RuntimeWarning)
            features = StandardScaler().fit(data.x)
            x = _standardised(features, data.x)
            if task == "classification":
                network = MLPClassifier(**options).fit(x, data.y, data.weights)
                return cls(network, features, None)
            target = StandardScaler().fit(data.y[:, None])
            y = target.transform(data.y[:, None])[:, 0]
            return cls(MLPRegressor(**options).fit(x, y, data.weights), features, target)

    def predict(self, x: Floats, threads: int) -> Floats:
        blocks = [x[start : start + ROWS_PER_BLOCK] for start in range(0, len(x), ROWS_PER_BLOCK)]
        with threadpool_limits(1), ThreadPoolExecutor(threads) as pool:
            return np.concatenate(list(pool.map(self._predict, blocks)))

    def _predict(self, x: Floats) -> Floats:
        x = _standardised(self._features, x)
        if self._target is None:
            return np.asarray(self._network.predict_proba(x)[:, 1])
        return np.asarray(self._target.inverse_transform(self._network.predict(x)[:, None])[:, 0])

    def write(self, path: Path) -> None:
        skops.io.dump({"network": self._network, "features": self._features, "target": self._target}, path)

    @classmethod
    def read(cls, path: Path, task: Task) -> Self:
        try:
            stored = skops.io.load(path, trusted=[OPTIMIZER])
        except UntrustedTypesFoundException as error:
            raise LearningError(f"{path}: holds more than a neural network ({error}); {AGAIN}") from error
        kind = MLPClassifier if task == "classification" else MLPRegressor
        target = StandardScaler if task == "regression" else type(None)
        expected = {"network": kind, "features": StandardScaler, "target": target}
        whole = isinstance(stored, dict) and stored.keys() == expected.keys()
        if not whole or not all(isinstance(stored[name], each) for name, each in expected.items()):
            raise LearningError(f"{path}: holds no neural network for {task}; {AGAIN}")
        return cls(**stored)


def _standardised(scaler: StandardScaler, x: Floats) -> Floats:
    return np.asarray(np.clip(np.nan_to_num(scaler.transform(x)), -CLIPPED_AT, CLIPPED_AT))
