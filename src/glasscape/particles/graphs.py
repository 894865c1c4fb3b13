"""Graphs of the particles of samples, for networks that read the neighbours of a particle."""

import numpy as np

from glasscape.arrays import Floats
from glasscape.errors import LearningError
from glasscape.forces.neighbours import find_close_pairs
from glasscape.learning.networks.graph import Graph, TrainingGraphs
from glasscape.learning.registry import graph_kind_of
from glasscape.learning.settings import GraphFamilyName, GraphTrainingSettings
from glasscape.particles.data import ParticleData, Surroundings


def graph_of(around: Surroundings, cutoff: float) -> Graph:
    """The graph of a sample: all particles, and all pairs in the inherent structure within a cutoff.

    Raises
    ------
    LearningError
        If the cutoff exceeds half the width of the cell.
    """
    particles, positions = around.configuration.particles, around.configuration.inherent
    if cutoff > 0.5 * particles.cell.width:
        raise LearningError(
            f"the cutoff {cutoff:g} of graphs exceeds half the width of the cell, "
            f"{0.5 * particles.cell.width:.4g}; lower it, or use larger samples"
        )
    pairs = find_close_pairs(positions, particles.cell, cutoff)
    one, other = pairs.ends
    vectors = particles.cell.minimum_image(positions[one] - positions[other])
    return Graph(
        around.x,
        particles.species,
        senders=np.concatenate([one, other]),
        receivers=np.concatenate([other, one]),
        vectors=np.concatenate([vectors, -vectors]),
    )


def training_graphs(data: ParticleData, cutoff: float) -> TrainingGraphs:
    """The graphs of all samples. Particles that are not among the rows of `data` are not learnt."""
    graphs, labels, weights = [], [], []
    for name in np.unique(data.samples):
        rows = data.samples == name
        graph = graph_of(data.surroundings[str(name)], cutoff)
        y, weight = np.full(len(graph), np.nan), np.zeros(len(graph))
        y[data.places[rows]], weight[data.places[rows]] = data.y[rows], 1.0
        graphs.append(graph)
        labels.append(y)
        weights.append(weight)
    return TrainingGraphs(tuple(graphs), tuple(labels), tuple(weights))


def predict_from_graphs(
    train: ParticleData,
    test: ParticleData,
    family: GraphFamilyName,
    settings: GraphTrainingSettings,
    seed: int,
) -> Floats:
    """Train a network on graphs and predict the label of every test particle, shape (n,)."""
    model = graph_kind_of(family).fit(training_graphs(train, settings.cutoff), settings, seed)
    names = np.unique(test.samples)
    graphs = [graph_of(test.surroundings[str(name)], settings.cutoff) for name in names]
    found = np.empty(len(test.y))
    for name, predicted in zip(names, model.predict(graphs), strict=True):
        rows = test.samples == name
        found[rows] = predicted[test.places[rows]]
    return found
