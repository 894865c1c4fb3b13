"""tGlassMLP, one network for all times and temperatures, by JAX.

After Jung, Biroli and Berthier, Phys. Rev. B 109, 064205 (2024). The state enters behind the first layer, and
training minimises the squared error. Attention over the lengths of descriptors is an addition.
"""

import re
from itertools import pairwise
from typing import NamedTuple, Self

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from glasscape.arrays import Floats
from glasscape.errors import LearningError
from glasscape.learning.families.model import TrainingData
from glasscape.learning.networks.layers import Weights
from glasscape.learning.networks.rows import mean_output, random_layer, train
from glasscape.learning.settings import STATE_PREFIX, TGlassMLPSettings
from glasscape.learning.standardise import Scale, Standardisation

# a descriptor that is averaged over a length
LENGTH = re.compile(r"^(.*)_L([\d.]+)$")
# neurons between the state and the weights of the lengths
ATTENTION_NEURONS = 8


class Columns(NamedTuple):
    """Columns of the features in the order in which the network reads them.

    Attributes
    ----------
    states : list of int
        Columns of the state.
    single : list of int
        Columns of descriptors that are read as they are.
    averaged : list of int
        Columns of descriptors that exist for all lengths: one quantity for all lengths, then the next.
    lengths : ndarray, shape (K,)
        The lengths, sigma, in ascending order. Empty without attention.
    """

    states: list[int]
    single: list[int]
    averaged: list[int]
    lengths: Floats

    @classmethod
    def of(cls, names: tuple[str, ...], attention: bool) -> Self:
        """The columns by the names of the features.

        Raises
        ------
        LearningError
            If no feature is a state, or if lengths are weighed and quantities have none or different ones.
        """
        states = [k for k, name in enumerate(names) if name.startswith(STATE_PREFIX)]
        if not states:
            raise LearningError("tglassmlp: no feature describes the state; use it in learning.transfer")
        rest = [k for k in range(len(names)) if k not in states]
        if not attention:
            return cls(states, rest, [], np.empty(0))
        quantities: dict[str, dict[float, int]] = {}
        for k in rest:
            if found := LENGTH.match(names[k]):
                quantities.setdefault(found[1], {})[float(found[2])] = k
        lengths = sorted({length for every in quantities.values() for length in every})
        if len(lengths) < 2 or any(len(every) < len(lengths) for every in quantities.values()):
            raise LearningError(
                "tglassmlp.attention: needs descriptors that are averaged over the same lengths, two or more"
            )
        averaged = [every[length] for every in quantities.values() for length in lengths]
        return cls(states, [k for k in rest if k not in averaged], averaged, np.array(lengths))

    @property
    def order(self) -> list[int]:
        """All of them, one kind behind the other."""
        return [*self.states, *self.single, *self.averaged]


class StateNetwork(NamedTuple):
    """Sizes of the network.

    Attributes
    ----------
    states, single, averaged, lengths : int
        Numbers of columns of each kind, and of lengths. Without attention the last two are 0.
    layers : tuple of int
        Number of neurons of every hidden layer.
    """

    states: int
    single: int
    averaged: int
    lengths: int
    layers: tuple[int, ...]

    def random_weights(self, rng: np.random.Generator, count: int) -> Weights:
        """Random weights of `count` networks."""
        first, *hidden = self.layers
        quantities = self.averaged // self.lengths if self.lengths else 0
        sizes = {"0": (self.single + quantities, first)}
        sizes |= {str(k): pair for k, pair in enumerate(pairwise([first + self.states, *hidden, 1]), 1)}
        if self.lengths:
            sizes |= {"a": (self.states, ATTENTION_NEURONS), "b": (ATTENTION_NEURONS, self.lengths)}
        weights: Weights = {}
        for name, (inputs, outputs) in sizes.items():
            for kind, values in zip("wb", random_layer(rng, count, inputs, outputs), strict=True):
                weights[f"{kind}{name}"] = jnp.asarray(values, jnp.float32)
        return weights

    def attention(self, weights: Weights, states: Array) -> Array:
        """Weights of the lengths for rows of states, shape (networks, n, lengths). They sum to 1."""
        hidden = jnp.tanh(states @ weights["wa"] + weights["ba"])
        return jax.nn.softmax(hidden @ weights["wb"] + weights["bb"], axis=-1)

    def output(self, weights: Weights, x: Array) -> Array:
        """Output of every network for rows `x`, shape (networks, n)."""
        states, features = x[:, : self.states], x[:, self.states :]
        first = features[:, : self.single] @ weights["w0"][:, : self.single] + weights["b0"]
        if self.lengths:
            every = features[:, self.single :].reshape(len(x), -1, self.lengths)
            means = jnp.einsum("mnl,nql->mnq", self.attention(weights, states), every)
            first = first + means @ weights["w0"][:, self.single :]
        found = jax.nn.elu(first)
        found = jnp.concatenate([found, jnp.broadcast_to(states, (len(found), *states.shape))], axis=-1)
        last = len(self.layers)
        for k in range(1, last):
            found = jax.nn.elu(found @ weights[f"w{k}"] + weights[f"b{k}"])
        return (found @ weights[f"w{last}"] + weights[f"b{last}"])[..., 0]


class TGlassMLPModel:
    """Numbers by the mean over several networks, each trained without one fold of the training rows.

    Features whose names begin with `state_` are the state: they enter behind the first layer.

    Attributes
    ----------
    lengths : ndarray, shape (K,)
        Lengths over which the networks average, sigma. Empty without attention.
    """

    def __init__(
        self,
        columns: Columns,
        network: StateNetwork,
        weights: Weights,
        features: Standardisation,
        scale: Scale,
    ) -> None:
        self._columns, self._network, self._weights = columns, network, weights
        self._features, self._scale = features, scale
        self.lengths = columns.lengths

    @classmethod
    def fit(cls, data: TrainingData, settings: TGlassMLPSettings, seed: int) -> Self:
        columns = Columns.of(data.names, settings.attention)
        features, scale = Standardisation.of(data.x), Scale.of(data.y, data.weights)
        sizes = len(columns.states), len(columns.single), len(columns.averaged), len(columns.lengths)
        network = StateNetwork(*sizes, tuple(settings.layers))
        x, y = features.apply(data.x)[:, columns.order], scale.apply(data.y)
        weights = train("regression", network, x, y, data, settings, seed)
        return cls(columns, network, weights, features, scale)

    def predict(self, x: Floats) -> Floats:
        rows = self._features.apply(x)[:, self._columns.order]
        found = mean_output("regression", self._network, self._weights, rows)
        return self._scale.undo(found)

    def attention(self, x: Floats) -> Floats:
        """Weights of the lengths in every network, shape (networks, n, K), for rows `x`. They sum to 1."""
        states = self._features.apply(x)[:, self._columns.states].astype(np.float32)
        return np.asarray(self._network.attention(self._weights, jnp.asarray(states)), dtype=np.float64)
