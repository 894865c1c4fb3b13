"""GlassMLP, a small network with a bottleneck behind the features, by JAX.

Jung, Biroli and Berthier, Phys. Rev. Lett. 130, 238202 (2023). Training minimises the mean
squared error alone: a term of the loss that matches the spread of predictions lowers their correlation.
"""

from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple, Self

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax import Array

from glasscape.arrays import Floats
from glasscape.errors import LearningError
from glasscape.files import write_arrays
from glasscape.learning.families.model import AGAIN, Task, TrainingData, read_floats
from glasscape.learning.folds import inner_folds
from glasscape.learning.networks.schedule import learning_rates
from glasscape.learning.settings import GlassMLPSettings
from glasscape.learning.standardise import Standardisation

# rows of one prediction, because every other number of rows would be compiled anew
ROWS_PER_BLOCK = 4096
ADAM = optax.scale_by_adam()


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

    def __init__(
        self, task: Task, networks: Networks, features: Standardisation, level: float, scale: float
    ) -> None:
        self._task, self._networks, self._features = task, networks, features
        self._level, self._scale = level, scale

    @classmethod
    def fit(cls, task: Task, data: TrainingData, settings: GlassMLPSettings, seed: int, threads: int) -> Self:
        features = Standardisation.of(data.x)
        level, scale = 0.0, 1.0
        if task == "regression":
            level = float(np.average(data.y, weights=data.weights))
            # a constant has no scale
            scale = float(np.sqrt(np.average((data.y - level) ** 2, weights=data.weights))) or 1.0
        everything = np.arange(len(data.y))
        # with too few rows for folds, networks are judged on the rows on which they are trained
        splits = inner_folds(
            task, data.y, data.held_together(settings.networks), settings.networks, seed
        ) or [(everything, everything)]
        training, held_out = np.zeros((2, settings.networks, len(data.y)))
        for k in range(settings.networks):
            inner, outer = splits[k % len(splits)]
            training[k, inner], held_out[k, outer] = data.weights[inner], data.weights[outer]
        x, y = features.apply(data.x), (data.y - level) / scale
        rows = _Rows(*(jnp.asarray(each, jnp.float32) for each in (x, y, training, held_out)))
        return cls(task, _train(task, rows, settings, seed), features, level, scale)

    def predict(self, x: Floats, threads: int) -> Floats:
        found = np.empty(len(x))
        for start in range(0, len(x), ROWS_PER_BLOCK):
            rows = self._features.apply(x[start : start + ROWS_PER_BLOCK])
            block = np.zeros((ROWS_PER_BLOCK, rows.shape[1]), dtype=np.float32)
            block[: len(rows)] = rows
            found[start : start + len(rows)] = _mean_output(self._task, self._networks, block)[: len(rows)]
        return found * self._scale + self._level

    def write(self, path: Path) -> None:
        arrays = {"mean": self._features.mean, "scale": self._features.scale}
        arrays["target"] = np.array([self._level, self._scale])
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
        return cls(task, _networks(weights, biases), features, float(target[0]), float(target[1]))


class _Rows(NamedTuple):
    """Training rows: standardised features and targets, and weights for each of the networks.

    `training` and `held_out` have the shape (networks, n). Rows that a network does not use weigh nothing.
    """

    x: Array
    y: Array
    training: Array
    held_out: Array


class _Progress(NamedTuple):
    """Networks during training, each with the best weights so far and the smallest held-out error."""

    networks: Networks
    memory: Any
    best: Networks
    error: Array


def _networks(weights: list[Floats], biases: list[Floats]) -> Networks:
    """Networks of single precision."""
    return Networks(*([jnp.asarray(each, jnp.float32) for each in part] for part in (weights, biases)))


def _train(task: Task, rows: _Rows, settings: GlassMLPSettings, seed: int) -> Networks:
    """Train all networks side by side and return those with the smallest held-out errors."""
    rng = np.random.default_rng(seed)
    count, n = rows.training.shape
    sizes = [rows.x.shape[1], *settings.layers, 1]
    weights, biases = [], []
    for inputs, outputs in pairwise(sizes):
        limit = 1.0 / np.sqrt(inputs)
        weights.append(rng.uniform(-limit, limit, (count, inputs, outputs)))
        biases.append(rng.uniform(-limit, limit, (count, 1, outputs)))
    networks = _networks(weights, biases)
    progress = _Progress(networks, ADAM.init(networks), networks, jnp.full(count, jnp.inf))
    size = min(settings.rows_per_step, n)
    steps = n // size
    rates = learning_rates(settings.learning_rate, settings.epochs, steps)
    waited = 0
    for rate in rates:
        batches = rng.permutation(n)[: steps * size].reshape(steps, size)
        smallest = progress.error
        progress = _epoch(task, rows, progress, batches, rate.astype(np.float32))
        waited = 0 if bool(jnp.any(progress.error < smallest)) else waited + 1
        if waited == settings.patience:
            break
    return progress.best


@partial(jax.jit, static_argnames="task")
def _epoch(task: Task, rows: _Rows, progress: _Progress, batches: Array, rates: Array) -> _Progress:
    """One pass over the training rows in random batches, shape (steps, rows), and an evaluation."""

    def step(state: tuple[Networks, Any], this: tuple[Array, Array]) -> tuple[tuple[Networks, Any], None]:
        (networks, memory), (batch, rate) = state, this
        some = _Rows(rows.x[batch], rows.y[batch], rows.training[:, batch], rows.held_out[:, batch])
        gradient = jax.grad(lambda these: _errors(task, these, some, some.training).sum())(networks)
        directions, memory = ADAM.update(gradient, memory)
        moved = jax.tree.map(lambda value, direction: value - rate * direction, networks, directions)
        return (moved, memory), None

    (networks, memory), _ = jax.lax.scan(step, (progress.networks, progress.memory), (batches, rates))
    errors = _held_out_errors(task, networks, rows)
    better = (errors < progress.error)[:, None, None]
    best = jax.tree.map(lambda new, old: jnp.where(better, new, old), networks, progress.best)
    return _Progress(networks, memory, best, jnp.minimum(errors, progress.error))


def _output(networks: Networks, x: Array) -> Array:
    """Output of every network for rows `x`, shape (networks, n)."""
    *hidden, last = zip(*networks, strict=True)
    for weight, bias in hidden:
        x = jax.nn.elu(x @ weight + bias)
    return (x @ last[0] + last[1])[..., 0]


def _errors(task: Task, networks: Networks, rows: _Rows, weights: Array) -> Array:
    """Mean squared error of numbers, or cross entropy of classes, of every network, shape (networks,)."""
    found = _output(networks, rows.x)
    target = jnp.broadcast_to(rows.y, found.shape)
    squares = (found - target) ** 2
    errors = optax.sigmoid_binary_cross_entropy(found, target) if task == "classification" else squares
    return _mean(errors, weights)


def _held_out_errors(task: Task, networks: Networks, rows: _Rows) -> Array:
    """Variance of the errors of numbers, or cross entropy of classes, on the fold of every network."""
    errors = _errors(task, networks, rows, rows.held_out)
    if task == "classification":
        return errors
    return errors - _mean(_output(networks, rows.x) - rows.y, rows.held_out) ** 2


def _mean(values: Array, weights: Array) -> Array:
    """Weighted means over the rows. A batch may have no row that a network uses."""
    return jnp.sum(weights * values, axis=1) / jnp.maximum(weights.sum(axis=1), 1e-12)


@partial(jax.jit, static_argnames="task")
def _mean_output(task: Task, networks: Networks, x: Array) -> Array:
    """Mean over the networks of the number, or of the probability, for every row of `x`."""
    found = _output(networks, x)
    return jnp.mean(jax.nn.sigmoid(found) if task == "classification" else found, axis=0)


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
