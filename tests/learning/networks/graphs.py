"""Small graphs of particles in a periodic cell."""

import numpy as np

from glasscape.learning.networks.graph import Graph, TrainingGraphs

SIDE, CUTOFF = 4.0, 1.3


def graph_of(positions, species, x, cutoff=CUTOFF):
    """All pairs within the cutoff, by all distances."""
    vectors = positions[None, :, :] - positions[:, None, :]
    vectors -= SIDE * np.round(vectors / SIDE)
    distances = np.linalg.norm(vectors, axis=2)
    receivers, senders = np.nonzero((distances < cutoff) & ~np.eye(len(positions), dtype=bool))
    return Graph(x, species, senders, receivers, vectors[receivers, senders])


def some_graphs(count, n=48, features=2, seed=0):
    """Graphs of random particles, not too close to each other, and the features of noise."""
    rng = np.random.default_rng(seed)
    graphs = []
    for _ in range(count):
        # a jittered lattice
        lattice = np.stack(np.meshgrid(*[np.arange(4)] * 3, indexing="ij"), -1).reshape(-1, 3)[:n]
        positions = lattice + rng.uniform(-0.2, 0.2, (n, 3))
        species = (rng.random(n) < 0.5).astype(np.int32)
        graphs.append(graph_of(positions, species, rng.standard_normal((n, features))))
    return graphs


def neighbour_energy(graph):
    """A sum over neighbours that depends on their species and distances."""
    distances = np.linalg.norm(graph.vectors, axis=1)
    strength = np.where(graph.species[graph.senders] == 1, 1.0, -1.0)
    return np.bincount(graph.receivers, strength * (CUTOFF - distances) ** 2, len(graph))


def training_graphs(graphs, weights=None):
    weights = [np.ones(len(graph)) for graph in graphs] if weights is None else weights
    return TrainingGraphs(tuple(graphs), tuple(neighbour_energy(graph) for graph in graphs), tuple(weights))
