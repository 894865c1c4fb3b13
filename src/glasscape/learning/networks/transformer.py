"""A transformer on graphs of particles: messages that depend on the distance, and attention over neighbours.

After Singh (2025), "Predicting atomic softness in metallic glasses". There, the attention is one over heads.
Distances alone enter, so rotations and reflections do not change the output.
"""

from typing import NamedTuple, Self

import jax
import jax.numpy as jnp
from jax import Array

from glasscape.learning.networks.batches import Batch
from glasscape.learning.networks.graph_model import NetworkModel
from glasscape.learning.networks.layers import (
    Weights,
    bessel,
    cosine_cutoff,
    linear,
    normalise,
    perceptron,
    perceptron_layers,
    softmax_over_neighbours,
    standardise,
    sum_to_receivers,
)
from glasscape.learning.settings import TransformerSettings

RADIAL_FUNCTIONS, HEADS = 32, 4


class Transformer(NamedTuple):
    """Sizes of a transformer.

    Attributes
    ----------
    features, species : int
        Numbers of features of a particle, and of species.
    cutoff : float
        Largest distance of a pair, sigma.
    width : int
        Number of neurons of every layer, a multiple of the number of heads.
    blocks : int
        Number of blocks.
    """

    features: int
    species: int
    cutoff: float
    width: int
    blocks: int

    @classmethod
    def of(cls, features: int, species: int, settings: TransformerSettings) -> Self:
        """The network of the settings, for numbers of features and species."""
        return cls(features, species, settings.cutoff, settings.width, settings.depth)

    def layers(self) -> dict[str, tuple[int, int]]:
        """Numbers of inputs and outputs of every layer."""
        width = self.width
        layers = perceptron_layers("particle", self.features + self.species, width, width)
        for k in range(self.blocks):
            layers |= {
                f"filter_{k}": (RADIAL_FUNCTIONS, width),
                f"sent_{k}": (width, width),
                f"received_{k}": (width, width),
                f"bias_{k}": (RADIAL_FUNCTIONS, HEADS),
                f"query_{k}": (width, width),
                f"key_{k}": (width, width),
                f"value_{k}": (width, width),
                f"attended_{k}": (width, width),
                f"gate_{k}": (width, width),
                **perceptron_layers(f"update_{k}", width, 2 * width, width),
            }
        return layers | perceptron_layers("decode", width, width, 1)

    def output(self, weights: Weights, batch: Batch) -> Array:
        """Output for every particle of one graph, shape (N,)."""
        inputs = jnp.concatenate([batch.x, batch.species], axis=1)
        particles = perceptron(weights, "particle", inputs)
        distances = jnp.linalg.norm(batch.vectors, axis=1)
        factors = cosine_cutoff(distances, self.cutoff)
        radial = bessel(distances, self.cutoff, RADIAL_FUNCTIONS)
        for k in range(self.blocks):
            before = normalise(particles)
            messages = self._messages(weights, k, batch, before, factors * radial)
            attended = self._attention(weights, k, batch, before, radial, factors)
            gate = jax.nn.sigmoid(linear(weights, f"gate_{k}", before))
            particles = particles + gate * messages + (1.0 - gate) * attended
            particles = particles + perceptron(weights, f"update_{k}", normalise(particles))
        return perceptron(weights, "decode", normalise(particles))[:, 0]

    def _messages(self, weights: Weights, k: int, batch: Batch, particles: Array, radial: Array) -> Array:
        """What the neighbours send, times functions of their distances."""
        sent = linear(weights, f"sent_{k}", particles)[batch.senders]
        total = sum_to_receivers(batch, sent * (radial @ weights[f"filter_{k}"][:-1]))
        return linear(weights, f"received_{k}", standardise(weights, f"sum_{k}", batch, total))

    def _attention(
        self, weights: Weights, k: int, batch: Batch, particles: Array, radial: Array, factors: Array
    ) -> Array:
        """Mean of the values of the neighbours, weighted by the attention that a particle pays to them."""
        split = (len(particles), HEADS, self.width // HEADS)
        queries, keys, values = (
            linear(weights, f"{name}_{k}", particles).reshape(split) for name in ("query", "key", "value")
        )
        alike = jnp.sum(queries[batch.receivers] * keys[batch.senders], axis=2) / jnp.sqrt(split[2])
        shares = softmax_over_neighbours(batch, alike + linear(weights, f"bias_{k}", radial), factors)
        mean = sum_to_receivers(batch, shares[:, :, None] * values[batch.senders])
        return linear(weights, f"attended_{k}", mean.reshape(len(particles), self.width))


class TransformerModel(NetworkModel[Transformer]):
    """The mean over several transformers, each trained without one fold of the training particles."""

    network_type = Transformer
