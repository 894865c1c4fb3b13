"""What the networks on graphs share: training with early stopping, and prediction."""

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar, Generic, NamedTuple, Protocol, Self, TypeVar

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax import Array
from tqdm import tqdm

from glasscape.arrays import Floats, Integers
from glasscape.errors import LearningError
from glasscape.learning.folds import inner_folds
from glasscape.learning.networks.batches import Batch, Size, common_size, join, pad_graph, pad_rows
from glasscape.learning.networks.graph import Graph, TrainingGraphs
from glasscape.learning.networks.layers import Layers, Weights, random_weights
from glasscape.learning.networks.schedule import learning_rates
from glasscape.learning.settings import GraphTrainingSettings
from glasscape.learning.standardise import Scale, Standardisation

# the particles are split into at least this many folds
FEWEST_FOLDS = 5
# parts of the only graph of which folds are made
REGIONS = 20
# a longer gradient is shortened to this length
LONGEST_GRADIENT = 1.0
ADAM = optax.chain(optax.clip_by_global_norm(LONGEST_GRADIENT), optax.scale_by_adam())
# intervals of the histogram of the labels
INTERVALS = 50


class Network(Protocol):
    """Sizes of a network, all of them numbers: a NamedTuple, because JAX compiles one program for each."""

    @property
    def features(self) -> int:
        """Number of features of a particle."""
        ...

    @property
    def species(self) -> int:
        """Number of species."""
        ...

    @property
    def cutoff(self) -> float:
        """Largest distance of a pair, sigma."""
        ...

    @classmethod
    def of(cls, features: int, species: int, settings: Any) -> Self:
        """The network of the settings, for numbers of features and species."""
        ...

    def layers(self) -> Layers:
        """Numbers of inputs and outputs of every layer."""
        ...

    def output(self, weights: Weights, batch: Batch) -> Array:
        """Output for every particle of one graph, shape (N,)."""
        ...


NetworkType = TypeVar("NetworkType", bound=Network)


class NetworkModel(Generic[NetworkType]):
    """The mean over several networks, each trained without one fold of the training particles.

    A network keeps the weights with which its error on its fold was smallest, so that its training stops
    early. The error is the variance of the residuals, as for GlassMLP, or the mean loss of a quantile. Folds
    are made of whole graphs, or of connected regions if there is one graph.

    Features and labels are standardised. Absent features are replaced by their mean. JAX chooses the number
    of cores itself.
    """

    network_type: ClassVar[type[Any]]

    def __init__(
        self,
        network: NetworkType,
        size: Size,
        trained: list[Weights],
        features: Standardisation,
        scale: Scale,
    ) -> None:
        self._network, self._size, self._trained = network, size, trained
        self._features, self._scale = features, scale

    @classmethod
    def fit(cls, data: TrainingGraphs, settings: GraphTrainingSettings, seed: int) -> Self:
        """Train on all graphs."""
        learnt = [weights > 0.0 for weights in data.weights]
        y = np.concatenate([values[rows] for values, rows in zip(data.y, learnt, strict=True)])
        given = np.concatenate([values[rows] for values, rows in zip(data.weights, learnt, strict=True)])
        scale = Scale.of(y, given)
        loss_weights = given * rarity(y, settings.rarity)
        features = Standardisation.of(np.concatenate([graph.x for graph in data.graphs]))
        species = 1 + max(int(graph.species.max(initial=0)) for graph in data.graphs)
        network = cls.network_type.of(len(features.mean), species, settings)
        size = common_size(data.graphs)
        batches = [_padded(network, features, graph, size) for graph in data.graphs]
        # particles that are learnt, with padding
        places = np.stack([pad_rows(rows, size.particles) for rows in learnt])
        groups = np.nonzero(places)[0]
        if np.all(groups == groups[0]):
            groups = data.graphs[groups[0]].regions(REGIONS, seed)[learnt[groups[0]]]

        def by_graph(values: Floats) -> Floats:
            padded = np.zeros(places.shape)
            padded[places] = values
            return padded

        everything = np.arange(len(y))
        folds = max(settings.networks, FEWEST_FOLDS)
        # with too few particles for folds, networks are evaluated on the particles on which they are trained
        splits = inner_folds("regression", y, groups, folds, seed) or [(everything, everything)]
        trained = []
        for k in tqdm(range(settings.networks), desc="networks", unit="", disable=None):
            inner, outer = (by_graph(_only(loss_weights, rows)) for rows in splits[k % len(splits)])
            rows = _Rows(batches, by_graph(scale.apply(y)), inner, outer)
            trained.append(_train(network, rows, settings, np.random.default_rng([seed, k])))
        return cls(network, size, trained, features, scale)

    def predict(self, graphs: Sequence[Graph]) -> list[Floats]:
        """Number of every particle, shape (N,), of every graph."""
        predicted = []
        for graph in graphs:
            own = common_size([graph])
            # no other graph may change the size, because another size would round differently
            size = self._size if own.fits(self._size) else own
            batch = _padded(self._network, self._features, graph, size)
            outputs = [np.asarray(_output(self._network, weights, batch)) for weights in self._trained]
            mean = np.asarray(np.mean(outputs, axis=0, dtype=np.float64))[: len(graph)]
            predicted.append(self._scale.undo(mean))
        return predicted


class _Rows(NamedTuple):
    """Training graphs with standardised labels, and weights of particles in training and on the fold.

    Labels and weights have the shape (graphs, N).
    """

    batches: list[Batch]
    y: Floats
    training: Floats
    held_out: Floats


def rarity(y: Floats, exponent: float) -> Floats:
    """Weights p(y)^-exponent of labels by their probability density p, with mean 1.

    The density is that of a histogram, interpolated between the middles of its intervals.
    """
    density, edges = np.histogram(y, INTERVALS, density=True)
    middles = 0.5 * (edges[1:] + edges[:-1])
    # an interval has the density of one label at least
    floor = 1.0 / (len(y) * (edges[1] - edges[0]))
    weights = np.interp(y, middles, np.maximum(density, floor)) ** -exponent
    return np.asarray(weights / weights.mean())


def loss(residuals: Array, quantile: float | None) -> Array:
    """Loss of residuals y - f of predictions f, whose mean is smallest if f is the mean of y, or a quantile.

    It is the square, or for a quantile q the larger one of q (y - f) and (q - 1) (y - f), the pinball loss
    (Koenker and Bassett, Econometrica 46, 33 (1978)).
    """
    if quantile is None:
        return residuals**2
    return jnp.maximum(quantile * residuals, (quantile - 1.0) * residuals)


def _only(values: Floats, rows: Integers) -> Floats:
    """The values of some rows, and 0 for the others."""
    kept = np.zeros(len(values))
    kept[rows] = values[rows]
    return kept


def _padded(network: Network, features: Standardisation, graph: Graph, size: Size) -> Batch:
    """A graph with standardised features, padded to a size."""
    if graph.x.shape[1] != network.features:
        raise LearningError(
            f"the network was trained on {network.features} features, a graph has {graph.x.shape[1]}"
        )
    if graph.species.max(initial=0) >= network.species:
        raise LearningError(f"the network was trained on {network.species} species, a graph has more")
    return pad_graph(graph, features.apply(graph.x), network.species, size, network.cutoff)


def _train(
    network: Network, rows: _Rows, settings: GraphTrainingSettings, rng: np.random.Generator
) -> Weights:
    """Train one network and return its weights with the smallest held-out error."""
    weights: Weights = _initial(network, random_weights(network.layers(), rng), rows.batches[0])
    memory = ADAM.init(weights)
    inner, outer = (np.flatnonzero(part.any(axis=1)) for part in (rows.training, rows.held_out))
    size = min(settings.graphs_per_step, len(inner))
    steps = len(inner) // size
    rates = learning_rates(settings.learning_rate, settings.epochs, steps)
    best, smallest, waited = weights, np.inf, 0
    for epoch in tqdm(range(settings.epochs), desc="epochs", unit="", leave=False, disable=None):
        order = rng.permutation(inner)[: steps * size].reshape(steps, size)
        for rate, graphs in zip(rates[epoch], order, strict=True):
            some = join([rows.batches[k] for k in graphs])
            labels = rows.y[graphs].ravel(), rows.training[graphs].ravel()
            decay, quantile = settings.weight_decay, settings.quantile
            weights, memory = _step(network, quantile, weights, memory, some, *labels, rate, decay)
        residuals = rows.y[outer] - np.stack([_output(network, weights, rows.batches[k]) for k in outer])
        error = _held_out_error(residuals, rows.held_out[outer], settings.quantile)
        waited += 1
        if error < smallest:
            best, smallest, waited = weights, error, 0
        if waited == settings.patience:
            break
    return best


@partial(jax.jit, static_argnames="network")
def _initial(network: Network, weights: Weights, batch: Batch) -> Weights:
    """Weights with what `standardise` adds to them when a network is applied for the first time."""
    network.output(weights, batch)
    return weights


@partial(jax.jit, static_argnames=("network", "quantile"))
def _step(
    network: Network,
    quantile: float | None,
    weights: Weights,
    memory: Any,
    batch: Batch,
    y: Array,
    particles: Array,
    rate: Array,
    decay: Array,
) -> tuple[Weights, Any]:
    """One step of Adam with decay of the weights, on some graphs, with weights of their particles."""

    def error(weights: Weights) -> Array:
        return jnp.sum(particles * loss(y - network.output(weights, batch), quantile)) / particles.sum()

    directions, memory = ADAM.update(jax.grad(error)(weights), memory)
    moved = {
        name: weights[name] - rate * (directions[name] + decay * weights[name]) for name in network.layers()
    }
    return weights | moved, memory


def _held_out_error(residuals: Floats, weights: Floats, quantile: float | None) -> float:
    """Weighted variance of residuals, or their weighted mean loss for a quantile."""
    shift = np.average(residuals, weights=weights) if quantile is None else 0.0
    return float(np.average(loss(jnp.asarray(residuals - shift), quantile), weights=weights))


@partial(jax.jit, static_argnames="network")
def _output(network: Network, weights: Weights, batch: Batch) -> Array:
    output: Array = network.output(weights, batch)
    return output
