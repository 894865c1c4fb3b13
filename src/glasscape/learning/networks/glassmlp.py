"""GlassMLP, a small network with a bottleneck behind the features, by JAX.

Jung, Biroli and Berthier, Phys. Rev. Lett. 130, 238202 (2023). Training minimises the mean
squared error alone: a term of the loss that matches the spread of predictions lowers their correlation.
"""

from itertools import pairwise
from pathlib import Path
from typing import NamedTuple, Self

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from glasscape.arrays import Floats
from glasscape.errors import LearningError
from glasscape.files import write_arrays
from glasscape.learning.families.model import AGAIN, Task, TrainingData, read_floats
from glasscape.learning.networks.rows import mean_output, random_layer, train
from glasscape.learning.settings import GlassMLPSettings
from glasscape.learning.standardise import Scale, Standardisation


class Networks(NamedTuple):
    """Several networks of the same size.

    Attributes
    ----------
    weights : list of ndarray, each of shape (networks, inputs, outputs)
        Weights of every layer.
    biases : list of ndarray, each of shape (networks, 1, outputs)
        Biases of every layer.
    """

    weights: list[Array]
    biases: list[Array]


class Perceptron(NamedTuple):
    """Layers one behind the other, with exponential linear units between them.

    Attributes
    ----------
    sizes : tuple of int
        Number of features, of neurons of every hidden layer, and of outputs, 1.
    """

    sizes: tuple[int, ...]

    def random_weights(self, rng: np.random.Generator, count: int) -> Networks:
        """Random weights of `count` networks."""
        weights, biases = zip(
            *(random_layer(rng, count, inputs, outputs) for inputs, outputs in pairwise(self.sizes)),
            strict=True,
        )
        return _networks(list(weights), list(biases))

    def output(self, weights: Networks, x: Array) -> Array:
        """Output of every network for rows `x`, shape (networks, n)."""
        *hidden, last = zip(*weights, strict=True)
        for weight, bias in hidden:
            x = jax.nn.elu(x @ weight + bias)
        return (x @ last[0] + last[1])[..., 0]


class GlassMLPModel:
    """The mean over several networks, each trained without one fold of the training rows.

    A network keeps the weights with which its error on its fold was smallest, so that its training stops
    early. The error of numbers is the variance of the residuals. Their mean would show how well the mean of a
    group is predicted, and of groups there are few. Folds are made of whole groups, or of blocks if there are
    fewer groups than folds.

    Features and numbers are standardised. Absent features are replaced by their mean. JAX chooses the number
    of cores itself.
    """

    suffix = "npz"

    def __init__(self, task: Task, networks: Networks, features: Standardisation, scale: Scale) -> None:
        self._task, self._networks, self._features, self._scale = task, networks, features, scale
        sizes = len(features.mean), *(weight.shape[2] for weight in networks.weights)
        self._perceptron = Perceptron(sizes)

    @classmethod
    def fit(cls, task: Task, data: TrainingData, settings: GlassMLPSettings, seed: int, threads: int) -> Self:
        features = Standardisation.of(data.x)
        # classes are 0 and 1
        scale = Scale(0.0, 1.0) if task == "classification" else Scale.of(data.y, data.weights)
        x, y = features.apply(data.x), scale.apply(data.y)
        perceptron = Perceptron((x.shape[1], *settings.layers, 1))
        return cls(task, train(task, perceptron, x, y, data, settings, seed), features, scale)

    def predict(self, x: Floats, threads: int) -> Floats:
        found = mean_output(self._task, self._perceptron, self._networks, self._features.apply(x))
        return self._scale.undo(found)

    def write(self, path: Path) -> None:
        arrays = {"mean": self._features.mean, "scale": self._features.scale}
        arrays["target"] = np.array(self._scale)
        for k, (weight, bias) in enumerate(zip(*self._networks, strict=True)):
            arrays[f"weight_{k}"] = np.asarray(weight, dtype=np.float64)
            arrays[f"bias_{k}"] = np.asarray(bias, dtype=np.float64)
        write_arrays(path, arrays)

    @classmethod
    def read(cls, path: Path, task: Task) -> Self:
        arrays = read_floats(path)
        depth = (len(arrays) - 3) // 2
        layers = {f"{part}_{k}" for part in ("weight", "bias") for k in range(depth)}
        if depth < 1 or arrays.keys() != {"mean", "scale", "target", *layers}:
            raise LearningError(f"{path}: holds no GlassMLP; {AGAIN}")
        features, target = Standardisation(arrays["mean"], arrays["scale"]), arrays["target"]
        weights = [arrays[f"weight_{k}"] for k in range(depth)]
        biases = [arrays[f"bias_{k}"] for k in range(depth)]
        if not _is_sound(features, target, weights, biases):
            raise LearningError(f"{path}: arrays of the GlassMLP do not fit together; {AGAIN}")
        return cls(task, _networks(weights, biases), features, Scale(float(target[0]), float(target[1])))


def _networks(weights: list[Floats], biases: list[Floats]) -> Networks:
    """Networks of single precision."""
    return Networks(*([jnp.asarray(each, jnp.float32) for each in part] for part in (weights, biases)))


def _is_sound(features: Standardisation, target: Floats, weights: list[Floats], biases: list[Floats]) -> bool:
    """Whether the arrays of a file are those of standardised features and of layers behind them."""
    mean, scale = features.mean, features.scale
    numbers = mean.ndim == 1 and mean.shape == scale.shape and target.shape == (2,)
    if not numbers or not np.all(scale > 0.0) or not target[1] > 0.0:
        return False
    count, inputs = len(biases[0]) if biases[0].ndim else 0, len(mean)
    for weight, bias in zip(weights, biases, strict=True):
        if bias.ndim != 3 or weight.shape != (count, inputs, bias.shape[2]) or bias.shape[:2] != (count, 1):
            return False
        inputs = bias.shape[2]
    return count > 0 and inputs == 1
