"""Several networks that read the rows of a table, trained side by side with early stopping."""

from functools import partial
from typing import Any, NamedTuple, Protocol

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax import Array

from glasscape.arrays import Floats
from glasscape.learning.families.model import Task, TrainingData
from glasscape.learning.folds import inner_folds
from glasscape.learning.networks.schedule import learning_rates
from glasscape.learning.settings import RowTrainingSettings

# rows of one prediction, because every other number of rows would be compiled anew
ROWS_PER_BLOCK = 4096
ADAM = optax.scale_by_adam()
# weights of all networks: a tree of arrays of shape (networks, inputs, outputs)
Weights = Any


class RowNetwork(Protocol):
    """A network whose sizes can be hashed, because JAX compiles one program for each."""

    def random_weights(self, rng: np.random.Generator, count: int) -> Weights:
        """Random weights of `count` networks."""
        ...

    def output(self, weights: Weights, x: Array) -> Array:
        """Output of every network for rows `x`, shape (networks, n)."""
        ...


def train(
    task: Task,
    network: RowNetwork,
    x: Floats,
    y: Floats,
    data: TrainingData,
    settings: RowTrainingSettings,
    seed: int,
) -> Weights:
    """Train several networks, each without one fold of the training rows.

    A network keeps the weights with which its error on its fold was smallest. The error of numbers is the
    variance of the residuals. Folds are made of whole groups, or of blocks if there are fewer groups than
    folds.

    Parameters
    ----------
    task : {"classification", "regression"}
        Whether `y` holds classes or numbers.
    network : RowNetwork
        The network.
    x, y : ndarray, shape (n, features) and (n,)
        Standardised features and numbers.
    data : TrainingData
        The rows, with their groups and weights.
    settings : RowTrainingSettings
        Number of networks, and how they are trained.
    seed : int
        Seed of folds, weights and batches.
    """
    everything = np.arange(len(y))
    # with too few rows for folds, networks are evaluated on the rows on which they are trained
    splits = inner_folds(task, data.y, data.held_together(settings.networks), settings.networks, seed) or [
        (everything, everything)
    ]
    training, held_out = np.zeros((2, settings.networks, len(y)))
    for k in range(settings.networks):
        inner, outer = splits[k % len(splits)]
        training[k, inner], held_out[k, outer] = data.weights[inner], data.weights[outer]
    rows = _Rows(*(jnp.asarray(each, jnp.float32) for each in (x, y, training, held_out)))
    return _train(task, network, rows, settings, np.random.default_rng(seed))


def mean_output(task: Task, network: RowNetwork, weights: Weights, x: Floats) -> Floats:
    """Mean over the networks of the number, or of the probability, for every row of standardised features."""
    found = np.empty(len(x))
    for start in range(0, len(x), ROWS_PER_BLOCK):
        rows = x[start : start + ROWS_PER_BLOCK]
        block = np.zeros((ROWS_PER_BLOCK, rows.shape[1]), dtype=np.float32)
        block[: len(rows)] = rows
        found[start : start + len(rows)] = _mean_output(task, network, weights, block)[: len(rows)]
    return found


def random_layer(rng: np.random.Generator, count: int, inputs: int, outputs: int) -> tuple[Floats, Floats]:
    """Random weights and biases of a layer of `count` networks."""
    limit = 1.0 / np.sqrt(inputs)
    return (
        rng.uniform(-limit, limit, (count, inputs, outputs)),
        rng.uniform(-limit, limit, (count, 1, outputs)),
    )


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

    weights: Weights
    memory: Any
    best: Weights
    error: Array


def _train(
    task: Task, network: RowNetwork, rows: _Rows, settings: RowTrainingSettings, rng: np.random.Generator
) -> Weights:
    """Train all networks side by side and return those with the smallest held-out errors."""
    count, n = rows.training.shape
    weights = network.random_weights(rng, count)
    progress = _Progress(weights, ADAM.init(weights), weights, jnp.full(count, jnp.inf))
    size = min(settings.rows_per_step, n)
    steps = n // size
    rates = learning_rates(settings.learning_rate, settings.epochs, steps)
    waited = 0
    for rate in rates:
        batches = rng.permutation(n)[: steps * size].reshape(steps, size)
        smallest = progress.error
        progress = _epoch(task, network, rows, progress, batches, rate.astype(np.float32))
        waited = 0 if bool(jnp.any(progress.error < smallest)) else waited + 1
        if waited == settings.patience:
            break
    return progress.best


@partial(jax.jit, static_argnames=("task", "network"))
def _epoch(
    task: Task, network: RowNetwork, rows: _Rows, progress: _Progress, batches: Array, rates: Array
) -> _Progress:
    """One pass over the training rows in random batches, shape (steps, rows), and an evaluation."""

    def step(state: tuple[Weights, Any], this: tuple[Array, Array]) -> tuple[tuple[Weights, Any], None]:
        (weights, memory), (batch, rate) = state, this
        some = _Rows(rows.x[batch], rows.y[batch], rows.training[:, batch], rows.held_out[:, batch])
        gradient = jax.grad(lambda these: _errors(task, network, these, some, some.training).sum())(weights)
        directions, memory = ADAM.update(gradient, memory)
        moved = jax.tree.map(lambda value, direction: value - rate * direction, weights, directions)
        return (moved, memory), None

    (weights, memory), _ = jax.lax.scan(step, (progress.weights, progress.memory), (batches, rates))
    errors = _held_out_errors(task, network, weights, rows)
    better = (errors < progress.error)[:, None, None]
    best = jax.tree.map(lambda new, old: jnp.where(better, new, old), weights, progress.best)
    return _Progress(weights, memory, best, jnp.minimum(errors, progress.error))


def _errors(task: Task, network: RowNetwork, weights: Weights, rows: _Rows, of_rows: Array) -> Array:
    """Mean squared error of numbers, or cross entropy of classes, of every network, shape (networks,)."""
    found = network.output(weights, rows.x)
    target = jnp.broadcast_to(rows.y, found.shape)
    squares = (found - target) ** 2
    errors = optax.sigmoid_binary_cross_entropy(found, target) if task == "classification" else squares
    return _mean(errors, of_rows)


def _held_out_errors(task: Task, network: RowNetwork, weights: Weights, rows: _Rows) -> Array:
    """Variance of the errors of numbers, or cross entropy of classes, on the fold of every network."""
    errors = _errors(task, network, weights, rows, rows.held_out)
    if task == "classification":
        return errors
    return errors - _mean(network.output(weights, rows.x) - rows.y, rows.held_out) ** 2


def _mean(values: Array, weights: Array) -> Array:
    """Weighted means over the rows. A batch may have no row that a network uses."""
    return jnp.sum(weights * values, axis=1) / jnp.maximum(weights.sum(axis=1), 1e-12)


@partial(jax.jit, static_argnames=("task", "network"))
def _mean_output(task: Task, network: RowNetwork, weights: Weights, x: Array) -> Array:
    """Mean over the networks of the number, or of the probability, for every row of `x`."""
    found = network.output(weights, x)
    return jnp.mean(jax.nn.sigmoid(found) if task == "classification" else found, axis=0)
