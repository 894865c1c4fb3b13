"""GlassMLP, a small network with a bottleneck behind the features, by JAX.

Jung, Biroli and Berthier, Phys. Rev. Lett. 130, 238202 (2023).
"""

from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np

from glasscape.arrays import Floats
from glasscape.errors import LearningError
from glasscape.files import write_arrays
from glasscape.learning.families.model import AGAIN, Task, TrainingData, read_floats
from glasscape.learning.folds import folds
from glasscape.learning.settings import GlassMLPSettings
from glasscape.learning.standardise import Standardisation

try:
    import equinox as eqx
    import jax
    import jax.numpy as jnp
    import optax
    from jax import Array
except ImportError as error:
    raise LearningError(
        f"the family glassmlp needs optional libraries ({error}): pip install 'glasscape[deep]'"
    ) from error

# rows of one call, so that no number of rows is compiled anew
ROWS_PER_BLOCK = 4096
# steps at most over which the learning rate rises to its value
WARM_UP = 100


class Network(eqx.Module):
    """Linear layers with exponential linear units (ELU) between them, and one output."""

    layers: list[eqx.nn.Linear]

    def __init__(self, sizes: list[int], key: Array) -> None:
        keys = jax.random.split(key, len(sizes))
        outputs = [*sizes[1:], 1]
        self.layers = [
            eqx.nn.Linear(inputs, output, key=each)
            for inputs, output, each in zip(sizes, outputs, keys, strict=True)
        ]

    def __call__(self, x: Array) -> Array:
        """Output for one row of features, shape (features,)."""
        for layer in self.layers[:-1]:
            x = jax.nn.elu(layer(x))
        return self.layers[-1](x)[0]


class GlassMLPModel:
    """The mean over several networks, each trained without one fold of the training rows.

    A network keeps the weights with which its error on its fold was smallest, so that its training stops
    early. Folds are made of whole groups if there are enough. Features and numbers are standardised. Absent
    features are replaced by their mean. JAX chooses the number of cores itself.
    """

    suffix = "npz"

    def __init__(
        self, task: Task, networks: Network, features: Standardisation, level: float, scale: float
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
        splits = list(folds(task, data.y, data.groups, settings.networks, seed))
        held = np.zeros((max(1, len(splits)), len(data.y)))
        for row, (_, outer) in enumerate(splits):
            held[row, outer] = 1.0
        rows = _Rows(
            *map(jnp.float32, (features.apply(data.x), (data.y - level) / scale)),
            # without folds, the only network is judged on the rows on which it is trained
            *map(jnp.float32, (data.weights * (1.0 - held), data.weights * (held if splits else 1.0 - held))),
        )
        return cls(task, _train(task, rows, settings, seed), features, level, scale)

    def predict(self, x: Floats, threads: int) -> Floats:
        rows = self._features.apply(x)
        padded = np.zeros((-(-len(x) // ROWS_PER_BLOCK) * ROWS_PER_BLOCK, rows.shape[1]))
        padded[: len(x)] = rows
        blocks = padded.reshape(-1, ROWS_PER_BLOCK, rows.shape[1])
        found = [np.asarray(_mean_output(self._task, self._networks, jnp.float32(each))) for each in blocks]
        return np.concatenate(found)[: len(x)].astype(np.float64) * self._scale + self._level

    def write(self, path: Path) -> None:
        arrays = {"mean": self._features.mean, "scale": self._features.scale}
        arrays |= {"target": np.array([self._level, self._scale])}
        for k, layer in enumerate(self._networks.layers):
            arrays[f"weight_{k}"] = np.asarray(layer.weight, dtype=np.float64)
            arrays[f"bias_{k}"] = np.asarray(layer.bias, dtype=np.float64)
        write_arrays(path, arrays)

    @classmethod
    def read(cls, path: Path, task: Task) -> Self:
        arrays = read_floats(path)
        depth = (len(arrays) - 3) // 2
        layers = {f"{part}_{k}" for part in ("weight", "bias") for k in range(depth)}
        if depth < 1 or arrays.keys() != {"mean", "scale", "target", *layers}:
            raise LearningError(f"{path}: holds no GlassMLP; {AGAIN}")
        mean, scale, target = (arrays[name] for name in ("mean", "scale", "target"))
        weights = [arrays[f"weight_{k}"] for k in range(depth)]
        biases = [arrays[f"bias_{k}"] for k in range(depth)]
        if not _fit_together(mean, scale, target, weights, biases):
            raise LearningError(f"{path}: arrays of the GlassMLP do not fit together; {AGAIN}")
        sizes = [each.shape[2] for each in weights]
        networks = _new_networks(sizes, len(weights[0]), 0)
        networks = eqx.tree_at(
            lambda tree: [(layer.weight, layer.bias) for layer in tree.layers],
            networks,
            [(jnp.float32(weight), jnp.float32(bias)) for weight, bias in zip(weights, biases, strict=True)],
        )
        return cls(task, networks, Standardisation(mean, scale), float(target[0]), float(target[1]))


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

    networks: Network
    optimiser: Any
    best: Network
    error: Array


def _new_networks(sizes: list[int], count: int, seed: int) -> Network:
    """Networks with random weights, as one network whose arrays have an additional first axis."""
    keys = jax.random.split(jax.random.key(seed), count)
    networks: Network = eqx.filter_vmap(lambda key: Network(sizes, key))(keys)
    return networks


def _train(task: Task, rows: _Rows, settings: GlassMLPSettings, seed: int) -> Network:
    """Train all networks side by side and return those with the smallest held-out errors."""
    n = len(rows.y)
    size = min(settings.rows_per_step, n)
    steps = n // size
    total = settings.epochs * steps
    rate = optax.warmup_cosine_decay_schedule(0.0, settings.learning_rate, min(WARM_UP, total // 10), total)
    optimiser = optax.adamw(rate, weight_decay=settings.weight_decay)

    def loss(network: Network, batch: Array, weights: Array) -> Array:
        found, y = jax.vmap(network)(rows.x[batch]), rows.y[batch]
        total = jnp.maximum(weights.sum(), 1e-12)
        error = weights @ _error(task, found, y) / total
        if task == "classification" or settings.spread == 0.0:
            return error
        deviations = (
            jnp.sqrt(weights @ (each - weights @ each / total) ** 2 / total + 1e-12) for each in (found, y)
        )
        one, other = deviations
        return error + settings.spread * (one - other) ** 2

    def step(state: tuple[Network, Any], batch: Array) -> tuple[tuple[Network, Any], None]:
        networks, memory = state
        gradients = eqx.filter_vmap(eqx.filter_grad(loss), in_axes=(0, None, 0))(
            networks, batch, rows.training[:, batch]
        )
        updates, memory = optimiser.update(gradients, memory, networks)
        return (eqx.apply_updates(networks, updates), memory), None

    @eqx.filter_jit
    def epoch(progress: _Progress, key: Array) -> _Progress:
        batches = jax.random.permutation(key, n)[: steps * size].reshape(steps, size)
        (networks, memory), _ = jax.lax.scan(step, (progress.networks, progress.optimiser), batches)
        found = eqx.filter_vmap(lambda network: jax.vmap(network)(rows.x))(networks)
        errors = jnp.sum(rows.held_out * _error(task, found, rows.y), axis=1) / rows.held_out.sum(axis=1)
        better = errors < progress.error

        def select(new: Array, old: Array) -> Array:
            return jnp.where(better.reshape(-1, *[1] * (new.ndim - 1)), new, old)

        best = jax.tree.map(select, networks, progress.best)
        return _Progress(networks, memory, best, jnp.minimum(errors, progress.error))

    networks = _new_networks([rows.x.shape[1], *settings.layers], len(rows.training), seed)
    progress = _Progress(networks, optimiser.init(networks), networks, jnp.full(len(rows.training), jnp.inf))
    waited = 0
    for key in jax.random.split(jax.random.key(seed + 1), settings.epochs):
        before = progress.error
        progress = epoch(progress, key)
        waited = 0 if bool(jnp.any(progress.error < before)) else waited + 1
        if waited == settings.patience:
            break
    return progress.best


def _error(task: Task, found: Array, y: Array) -> Array:
    """Squared error of numbers, or cross entropy of classes with log-odds `found`."""
    return optax.sigmoid_binary_cross_entropy(found, y) if task == "classification" else (found - y) ** 2


@eqx.filter_jit
def _mean_output(task: Task, networks: Network, x: Array) -> Array:
    """Mean over the networks of the number, or of the probability, for every row of `x`."""
    found = eqx.filter_vmap(lambda network: jax.vmap(network)(x))(networks)
    return jnp.mean(jax.nn.sigmoid(found) if task == "classification" else found, axis=0)


def _fit_together(
    mean: Floats, scale: Floats, target: Floats, weights: list[Floats], biases: list[Floats]
) -> bool:
    """Whether the arrays of a file have the shapes of standardised features and layers behind them."""
    numbers = mean.ndim == 1 and mean.shape == scale.shape and target.shape == (2,)
    if not numbers or not np.all(scale > 0.0) or not target[1] > 0.0:
        return False
    inputs, count = len(mean), len(weights[0]) if weights[0].ndim else 0
    for weight, bias in zip(weights, biases, strict=True):
        if weight.ndim != 3 or weight.shape[::2] != (count, inputs) or bias.shape != weight.shape[:2]:
            return False
        inputs = weight.shape[1]
    return count > 0 and inputs == 1
