"""Graphs of samples, and networks that read them."""

import numpy as np
import pytest
from glasses import draw_mixture
from particles.grid import split

from glasscape.descriptors.configuration import Configuration
from glasscape.errors import LearningError
from glasscape.learning.settings import GraphNetworkSettings
from glasscape.particles.data import ParticleData, Surroundings
from glasscape.particles.evaluate import evaluate
from glasscape.particles.graphs import graph_of, training_graphs
from glasscape.structures.cell import Cell
from glasscape.structures.particles import Particles

CUTOFF = 1.5


def sample_of(name, seed):
    """Particles of the first species, whose label is the number of their neighbours of the second one."""
    particles, minimum = draw_mixture(160, seed)
    x = np.random.default_rng(seed).standard_normal((160, 2))
    around = Surroundings(Configuration(particles, minimum), x)
    apart = np.linalg.norm(particles.cell.minimum_image(minimum[:, None] - minimum[None]), axis=2)
    count = ((apart < CUTOFF) & (particles.species == 1)).sum(axis=1)
    places = np.flatnonzero(particles.species == 0)
    names = np.full(len(places), name)
    y = count[places].astype(float)
    return ParticleData(names, places, x[places], ("u", "v"), y, {name: around})


def test_a_graph_has_all_near_pairs_in_both_directions():
    data = sample_of("one", 1)
    around = data.surroundings["one"]
    graph = graph_of(around, CUTOFF)
    particles, positions = around.configuration.particles, around.configuration.inherent
    apart = particles.cell.minimum_image(positions[:, None] - positions[None])
    near = (np.linalg.norm(apart, axis=2) < CUTOFF) & ~np.eye(160, dtype=bool)
    found = np.zeros_like(near)
    found[graph.senders, graph.receivers] = True
    np.testing.assert_array_equal(found, near)
    assert len(graph.senders) == near.sum()
    np.testing.assert_allclose(graph.vectors, apart[graph.senders, graph.receivers], atol=1e-12)


def test_only_the_rows_of_the_data_are_learnt():
    data = ParticleData.join([sample_of("one", 1), sample_of("two", 2)])
    graphs = training_graphs(data, CUTOFF)
    assert [len(graph) for graph in graphs.graphs] == [160, 160]
    for name, y, weights in zip(("one", "two"), graphs.y, graphs.weights, strict=True):
        rows = data.samples == name
        assert weights.sum() == rows.sum()
        np.testing.assert_array_equal(y[data.places[rows]], data.y[rows])
        assert np.isnan(y[weights == 0.0]).all()


def test_a_cutoff_beyond_half_the_cell_is_refused():
    particles = Particles(np.ones(40), np.zeros(40, dtype=np.int32), Cell.cubic(2.0))
    positions = np.random.default_rng(0).uniform(0.0, 2.0, (40, 3))
    with pytest.raises(
        LearningError, match="the cutoff 1.5 of graphs exceeds half the width of the cell, 1;"
    ):
        graph_of(Surroundings(Configuration(particles, positions), np.zeros((40, 1))), CUTOFF)


def test_networks_on_graphs_are_evaluated_like_other_models():
    pytest.importorskip("jax", reason="the extra `deep` is not installed")
    train = ParticleData.join([sample_of(f"s{seed}", seed) for seed in range(1, 4)])
    test = sample_of("t", 9)
    settings = GraphNetworkSettings(rounds=1, width=8, networks=1, epochs=60, learning_rate=0.02)
    scores, _, predicted = evaluate(*split(train, test), "graph-network", settings, seed=1, threads=1)
    # its own descriptors say nothing about the neighbours of a particle
    assert scores.pearson > 0.7
    assert abs(scores.best_single) < 0.3
    assert predicted.shape == test.y.shape
