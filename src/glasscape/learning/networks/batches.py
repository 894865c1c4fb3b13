"""Graphs padded to equal sizes, so that they share one compilation."""

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

import numpy as np
from jax import Array
from numpy.typing import NDArray

from glasscape.arrays import Floats, Integers
from glasscape.learning.networks.graph import Graph

Kind = TypeVar("Kind", bound=np.generic)

# sizes are rounded up to this many steps between two powers of two, so that few sizes are compiled
STEPS_PER_OCTAVE = 8


class Size(NamedTuple):
    """Numbers of particles and pairs of a padded graph."""

    particles: int
    pairs: int

    def fits(self, other: "Size") -> bool:
        """Whether both numbers are at most those of another size."""
        return self.particles <= other.particles and self.pairs <= other.pairs


class Batch(NamedTuple):
    """A padded graph.

    Attributes
    ----------
    x : ndarray, shape (N, features)
        Features of every particle.
    species : ndarray, shape (N, species)
        One 1 for every particle, at its species. Particles that are padding have none. The last one is.
    senders, receivers : ndarray of int, shape (E,)
        Pairs. Those that are padding join the last particle with itself.
    vectors : ndarray, shape (E, 3)
        Vectors from receivers to senders, sigma. Those that are padding have the length of the cutoff.
    """

    x: Array
    species: Array
    senders: Array
    receivers: Array
    vectors: Array


def common_size(graphs: Sequence[Graph]) -> Size:
    """Size to which all of the graphs can be padded."""
    # one particle more, which belongs to the pairs that are padding
    particles = max(len(graph) for graph in graphs) + 1
    return Size(_rounded_up(particles), _rounded_up(max(len(graph.senders) for graph in graphs)))


def pad_graph(graph: Graph, x: Floats, species: int, size: Size, cutoff: float) -> Batch:
    """Pad a graph with features `x`, shape (N, features), to numbers of particles and pairs.

    There are as many species as `species` tells. Pairs are sorted by receiver.
    """
    particles, pairs = size
    order = np.argsort(graph.receivers, kind="stable")
    far = np.tile([cutoff, 0.0, 0.0], (pairs, 1))
    far[: len(order)] = graph.vectors[order]
    arrays: list[NDArray[np.generic]] = [
        pad_rows(x, particles).astype(np.float32),
        pad_rows(np.eye(species)[graph.species], particles).astype(np.float32),
        _pad_ends(graph.senders[order], pairs, particles - 1),
        _pad_ends(graph.receivers[order], pairs, particles - 1),
        far.astype(np.float32),
    ]
    return Batch(*arrays)  # type: ignore[arg-type]


def join(batches: Sequence[Batch]) -> Batch:
    """Several padded graphs of the same size as one graph."""
    particles = len(batches[0].x)
    shifted = [
        batch._replace(senders=batch.senders + k * particles, receivers=batch.receivers + k * particles)
        for k, batch in enumerate(batches)
    ]
    return Batch(*(np.concatenate(parts) for parts in zip(*shifted, strict=True)))  # type: ignore[arg-type]


def pad_rows(values: NDArray[Kind], count: int) -> NDArray[Kind]:
    """The rows of an array, and rows of zeros up to a number of rows."""
    padded = np.zeros((count, *values.shape[1:]), dtype=values.dtype)
    padded[: len(values)] = values
    return padded


def _pad_ends(ends: Integers, count: int, last: int) -> NDArray[np.int32]:
    padded = np.full(count, last, dtype=np.int32)
    padded[: len(ends)] = ends
    return padded


def _rounded_up(count: int) -> int:
    octave = 1 << count.bit_length()
    step = max(1, octave // (2 * STEPS_PER_OCTAVE))
    return -(-count // step) * step
