"""Layers that the networks on graphs share: weights by name, linear layers, functions of the distance."""

from collections.abc import Mapping

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from glasscape.learning.networks.batches import Batch

# added to a variance before a division
TINY = 1e-5

# numbers of inputs and outputs of every linear layer, by name
Layers = Mapping[str, tuple[int, int]]
# weights of every layer, shape (inputs + 1, outputs), by name; the last row is the bias
Weights = dict[str, Array]


def random_weights(layers: Layers, rng: np.random.Generator) -> Weights:
    """Draw the weights of all layers."""
    weights = {}
    for name, (inputs, outputs) in layers.items():
        limit = 1.0 / np.sqrt(max(inputs, 1))
        weights[name] = jnp.asarray(rng.uniform(-limit, limit, (inputs + 1, outputs)), jnp.float32)
    return weights


def linear(weights: Weights, name: str, x: Array) -> Array:
    """Apply a linear layer to the last axis of `x`."""
    return x @ weights[name][:-1] + weights[name][-1]


def perceptron(weights: Weights, name: str, x: Array) -> Array:
    """Apply two linear layers with an ELU between them."""
    return linear(weights, f"{name}_out", jax.nn.elu(linear(weights, f"{name}_in", x)))


def perceptron_layers(name: str, inputs: int, hidden: int, outputs: int) -> dict[str, tuple[int, int]]:
    """Layers of `perceptron`."""
    return {f"{name}_in": (inputs, hidden), f"{name}_out": (hidden, outputs)}


def normalise(x: Array) -> Array:
    """Rows of mean 0 and variance 1 (layer normalisation; the next linear layer has scale and offset)."""
    centred = x - x.mean(axis=-1, keepdims=True)
    return centred * jax.lax.rsqrt(jnp.mean(centred**2, axis=-1, keepdims=True) + TINY)


def standardise(weights: Weights, name: str, batch: Batch, values: Array) -> Array:
    """Values of all particles, shape (N, width), with mean 0 and variance 1 for every species.

    Means and scales are those of the first graph that the network sees. They are not trained. Sums over the
    neighbours in a dense liquid differ little from their mean, and could hardly be learnt without this.
    """
    if name not in weights:
        counts = batch.species.sum(axis=0)[:, None] + TINY
        mean = batch.species.T @ values / counts
        spread = jnp.sqrt(batch.species.T @ (values - batch.species @ mean) ** 2 / counts)
        weights[name] = jnp.stack([mean, spread + TINY])
    mean, spread = jax.lax.stop_gradient(weights[name])
    # particles that are padding have no species
    padding = 1.0 - batch.species.sum(axis=1, keepdims=True)
    standardised: Array = (values - batch.species @ mean) / (batch.species @ spread + padding)
    return standardised


def of_senders(batch: Batch, values: Array) -> Array:
    """Values of the sender of every pair, shape (E, ...)."""
    return values[batch.senders]


def of_receivers(batch: Batch, values: Array) -> Array:
    """Values of the receiver of every pair, shape (E, ...)."""
    return values.at[batch.receivers].get(indices_are_sorted=True)


def sum_to_receivers(batch: Batch, values: Array) -> Array:
    """Sum of the values of all pairs of every particle, shape (N, ...)."""
    total: Array = jax.ops.segment_sum(values, batch.receivers, len(batch.x), indices_are_sorted=True)
    return total


def softmax_over_neighbours(batch: Batch, values: Array, factors: Array) -> Array:
    """Weights of all pairs, shape (E, heads), that are not negative and sum to nearly 1 for every receiver.

    If all neighbours of a receiver are near the cutoff, where factors vanish, the sum falls to 0.

    Parameters
    ----------
    batch : Batch
        The graph.
    values : ndarray, shape (E, heads)
        Logarithms of the weights before they are normalised.
    factors : ndarray, shape (E, 1)
        Factors of the weights, from 0 to 1, before they are normalised.
    """
    largest = jax.ops.segment_max(
        jax.lax.stop_gradient(values), batch.receivers, len(batch.x), indices_are_sorted=True
    )
    weights = factors * jnp.exp(values - largest[batch.receivers])
    return weights / (sum_to_receivers(batch, weights) + TINY)[batch.receivers]


def cosine_cutoff(distances: Array, cutoff: float) -> Array:
    """A factor for every pair, shape (E, 1), that falls from 1 at distance 0 to 0 at the cutoff."""
    inside = jnp.minimum(distances / cutoff, 1.0)
    return 0.5 * (1.0 + jnp.cos(jnp.pi * inside))[:, None]


def bessel(distances: Array, cutoff: float, count: int) -> Array:
    """Radial functions sqrt(2 / c) sin(n pi r / c) / r of the distances r, shape (E, count); c is the cutoff.

    Gasteiger, Gross and Guennemann, International Conference on Learning Representations (2020).
    """
    angles = jnp.pi * distances[:, None] / cutoff * jnp.arange(1, count + 1)
    functions = jnp.sqrt(2.0 / cutoff) * jnp.sin(angles) / distances[:, None]
    # the barrier keeps the compiler from computing the sines again wherever they are used
    computed: Array = jax.lax.optimization_barrier(functions)  # type: ignore[no-untyped-call]
    return computed
