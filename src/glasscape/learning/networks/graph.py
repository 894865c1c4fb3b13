"""Graphs of particles and their neighbours."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from glasscape.arrays import Floats, Integers, ShortIntegers
from glasscape.errors import LearningError


@dataclass(frozen=True, eq=False)
class Graph:
    """The particles of one configuration, and all pairs within a cutoff.

    Attributes
    ----------
    x : ndarray, shape (N, features)
        Features of all particles. Absent features are NaN.
    species : ndarray of int, shape (N,)
        Species of every particle, from 0.
    senders, receivers : ndarray of int, shape (E,)
        Every pair of particles within the cutoff, in both directions. Messages go from senders to receivers.
    vectors : ndarray, shape (E, 3)
        Vectors from receivers to senders by the minimum image, sigma.

    Raises
    ------
    LearningError
        If the arrays do not belong together.
    """

    x: Floats
    species: ShortIntegers
    senders: Integers
    receivers: Integers
    vectors: Floats

    def __post_init__(self) -> None:
        n, edges = len(self.species), len(self.senders)
        if self.x.ndim != 2 or len(self.x) != n:
            raise LearningError(f"{n} particles have features of shape {self.x.shape}")
        if self.receivers.shape != (edges,) or self.vectors.shape != (edges, 3):
            raise LearningError(
                f"{edges} senders have receivers of shape {self.receivers.shape} and vectors of shape "
                f"{self.vectors.shape}"
            )
        ends = np.concatenate([self.senders, self.receivers])
        if edges and not 0 <= ends.min() <= ends.max() < n:
            raise LearningError(f"a pair names a particle beyond the {n} of its graph")

    def __len__(self) -> int:
        return len(self.species)

    def regions(self, count: int, seed: int) -> Integers:
        """Split the particles into connected regions, and return the region of every particle, shape (N,).

        A region consists of the particles that are fewer pairs away from its centre than from other centres.
        The centres are random particles. Particles that no centre reaches are one region more.
        """
        n = len(self)
        centres = np.random.default_rng(seed).choice(n, min(count, n), replace=False)
        pairs = csr_array((np.ones(len(self.senders)), (self.senders, self.receivers)), shape=(n, n))
        _, _, nearest = dijkstra(
            pairs, indices=centres, unweighted=True, min_only=True, return_predecessors=True
        )
        return np.asarray(nearest, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class TrainingGraphs:
    """Graphs on which networks are trained.

    Attributes
    ----------
    graphs : tuple of Graph
        The graphs, with the same features.
    y : tuple of ndarray, each of shape (N,)
        Number to predict for every particle of every graph.
    weights : tuple of ndarray, each of shape (N,)
        Weight of every particle. Particles of weight 0 are not learnt. Their number may be NaN.

    Raises
    ------
    LearningError
        If the arrays do not belong together, if a number to learn is not finite, or if there is none.
    """

    graphs: tuple[Graph, ...]
    y: tuple[Floats, ...]
    weights: tuple[Floats, ...]

    def __post_init__(self) -> None:
        sizes = [len(graph) for graph in self.graphs]
        if any([len(part) for part in parts] != sizes for parts in (self.y, self.weights)):
            raise LearningError(f"graphs of {sizes} particles have other numbers of labels or weights")
        if len({graph.x.shape[1] for graph in self.graphs}) > 1:
            raise LearningError("graphs have different features")
        learnt = [weights > 0.0 for weights in self.weights]
        if not any(np.any(rows) for rows in learnt):
            raise LearningError("there is no particle to learn from")
        if not all(np.isfinite(y[rows]).all() for y, rows in zip(self.y, learnt, strict=True)):
            raise LearningError("a label is not finite; give its particle the weight 0")
