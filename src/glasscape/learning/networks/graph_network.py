"""A graph network: encode, repeat one block that passes messages, decode.

Battaglia et al., arXiv:1806.01261 (2018); for glasses Bapst et al., Nature Physics 16, 448 (2020).
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
    of_receivers,
    of_senders,
    perceptron,
    perceptron_layers,
    standardise,
    sum_to_receivers,
)
from glasscape.learning.settings import GraphNetworkSettings

RADIAL_FUNCTIONS = 16


class GraphNetwork(NamedTuple):
    """Sizes of a graph network.

    Attributes
    ----------
    features, species : int
        Numbers of features of a particle, and of species.
    cutoff : float
        Largest distance of a pair, sigma.
    width : int
        Number of neurons of every layer.
    rounds : int
        Number of times that the block is applied.
    """

    features: int
    species: int
    cutoff: float
    width: int
    rounds: int

    @classmethod
    def of(cls, features: int, species: int, settings: GraphNetworkSettings) -> Self:
        """The network of the settings, for numbers of features and species."""
        return cls(features, species, settings.cutoff, settings.width, settings.rounds)

    def layers(self) -> dict[str, tuple[int, int]]:
        """Numbers of inputs and outputs of every layer."""
        width = self.width
        layers = perceptron_layers("particle", self.features + self.species, width, width)
        if self.rounds:
            layers |= {
                "pair": (RADIAL_FUNCTIONS, width),
                "sender": (2 * width, width),
                "receiver": (2 * width, width),
                "encoded": (width, width),
                "before": (width, width),
                "message": (width, width),
                **perceptron_layers("update", 3 * width, width, width),
            }
        return layers | perceptron_layers("decode", 2 * width, width, 1)

    def output(self, weights: Weights, batch: Batch) -> Array:
        """Output for every particle of one graph, shape (N,)."""
        inputs = jnp.concatenate([batch.x, batch.species], axis=1)
        encoded = particles = perceptron(weights, "particle", inputs)
        if self.rounds:
            distances = jnp.linalg.norm(batch.vectors, axis=1)
            factors = cosine_cutoff(distances, self.cutoff)
            radial = factors * bessel(distances, self.cutoff, RADIAL_FUNCTIONS)
            pairs = jax.nn.elu(linear(weights, "pair", radial))
            from_encoded = linear(weights, "encoded", pairs)
        for k in range(self.rounds):
            both = jnp.concatenate([particles, encoded], axis=1)
            # together one linear layer of everything that a pair knows; particles are few, pairs are many
            inside = (
                from_encoded
                + linear(weights, "before", pairs)
                + of_senders(batch, linear(weights, "sender", both))
                + of_receivers(batch, linear(weights, "receiver", both))
            )
            pairs = pairs + linear(weights, "message", jax.nn.elu(inside))
            messages = standardise(weights, f"sum_{k}", batch, sum_to_receivers(batch, factors * pairs))
            particles = particles + perceptron(weights, "update", jnp.concatenate([both, messages], axis=1))
        decoded = perceptron(weights, "decode", jnp.concatenate([particles, encoded], axis=1))
        return decoded[:, 0]


class GraphNetworkModel(NetworkModel[GraphNetwork]):
    """The mean over several graph networks, each trained without one fold of the training particles."""

    network_type = GraphNetwork
