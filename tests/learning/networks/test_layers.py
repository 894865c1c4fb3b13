"""Layers of networks on graphs, against plain references."""

import numpy as np
import pytest
from learning.networks.graphs import CUTOFF, some_graphs

from glasscape.learning.networks.schedule import learning_rates

batches, graph_model, layers = (
    pytest.importorskip(f"glasscape.learning.networks.{name}", reason="the extra `deep` is not installed")
    for name in ("batches", "graph_model", "layers")
)

GRAPHS = some_graphs(2)
SIZE = batches.common_size(GRAPHS)


@pytest.fixture(scope="module")
def batch():
    return batches.pad_graph(GRAPHS[0], GRAPHS[0].x, 2, SIZE, CUTOFF)


def test_radial_functions_are_those_of_bessel():
    """The spherical Bessel functions j_0(n pi r / c), with the norm 1 in the sphere of radius c."""
    r = np.linspace(1e-3, 1.0, 20_001) * CUTOFF
    functions = np.asarray(layers.bessel(r, CUTOFF, 5))
    overlaps = np.trapezoid((r**2)[:, None, None] * functions[:, :, None] * functions[:, None, :], r, axis=0)
    np.testing.assert_allclose(overlaps, np.eye(5), atol=1e-2)
    np.testing.assert_allclose(functions[-1], 0.0, atol=1e-5)


def test_the_cutoff_is_smooth():
    factors = np.asarray(layers.cosine_cutoff(np.array([0.0, 0.5, 1.0, 1.5]) * CUTOFF, CUTOFF))
    np.testing.assert_allclose(factors[:, 0], [1.0, 0.5, 0.0, 0.0], atol=1e-6)


def test_sums_and_attention_are_those_of_the_neighbours(batch):
    graph, rng = GRAPHS[0], np.random.default_rng(0)
    values = rng.standard_normal((SIZE.pairs, 3)).astype(np.float32)
    factors = rng.random((SIZE.pairs, 1)).astype(np.float32)
    sums = np.asarray(layers.sum_to_receivers(batch, values))
    shares = np.asarray(layers.softmax_over_neighbours(batch, 3.0 * values, factors))
    edges = len(graph.senders)
    receivers = np.asarray(batch.receivers)[:edges]
    for i in range(len(graph)):
        own = np.flatnonzero(receivers == i)
        np.testing.assert_allclose(sums[i], values[own].sum(axis=0), atol=1e-5)
        expected = factors[own] * np.exp(3.0 * values[own])
        np.testing.assert_allclose(shares[own], expected / expected.sum(axis=0), atol=1e-3)


def test_sums_are_standardised_by_the_first_graph(batch):
    rng = np.random.default_rng(1)
    species = GRAPHS[0].species
    values = np.zeros((SIZE.particles, 3))
    values[: len(species)] = 5.0 + 2.0 * species[:, None] + rng.standard_normal((len(species), 3))
    weights = {}
    first = np.asarray(layers.standardise(weights, "sum", batch, values))[: len(species)]
    for kind in (0, 1):
        np.testing.assert_allclose(first[species == kind].mean(axis=0), 0.0, atol=1e-5)
        np.testing.assert_allclose(first[species == kind].std(axis=0), 1.0, atol=1e-4)
    # the same for another graph, which has other sums
    second = np.asarray(layers.standardise(weights, "sum", batch, values + 1.0))[: len(species)]
    expected = first + 1.0 / np.array(
        [values[: len(species)][species == kind].std(axis=0) for kind in species]
    )
    np.testing.assert_allclose(second, expected, rtol=1e-4, atol=1e-4)


def test_joined_graphs_share_no_pair(batch):
    other = batches.pad_graph(GRAPHS[1], GRAPHS[1].x, 2, SIZE, CUTOFF)
    both = batches.join([batch, other])
    counts = np.bincount(both.receivers, minlength=2 * SIZE.particles)
    assert np.array_equal(counts[: SIZE.particles], np.bincount(batch.receivers, minlength=SIZE.particles))
    assert np.array_equal(counts[SIZE.particles :], np.bincount(other.receivers, minlength=SIZE.particles))
    assert np.array_equal(both.senders // SIZE.particles, both.receivers // SIZE.particles)
    assert np.all(np.diff(both.receivers) >= 0)


def test_padding_is_small_and_leaves_one_particle_free():
    assert batches.common_size(GRAPHS[:1]).particles > len(GRAPHS[0])
    assert batches.common_size(GRAPHS).pairs >= max(len(graph.senders) for graph in GRAPHS)
    assert SIZE.pairs <= 1.13 * max(len(graph.senders) for graph in GRAPHS)
    assert batches.Size(3, 4).fits(batches.Size(3, 5))
    assert not batches.Size(3, 6).fits(batches.Size(4, 5))


def test_rarity_is_a_power_of_the_density():
    rng = np.random.default_rng(2)
    # three times as many labels per unit below 1 as above
    y = np.concatenate([rng.uniform(0.0, 1.0, 60_000), rng.uniform(1.0, 2.0, 20_000)])
    np.testing.assert_allclose(graph_model.rarity(y, 0.0), 1.0)
    weights = graph_model.rarity(y, 0.5)
    assert weights.mean() == pytest.approx(1.0)
    ratio = weights[(y > 1.1) & (y < 1.9)].mean() / weights[(y > 0.1) & (y < 0.9)].mean()
    assert ratio == pytest.approx(np.sqrt(3.0), rel=0.03)
    assert np.isfinite(graph_model.rarity(np.ones(5), 1.0)).all()


def test_the_learning_rate_rises_and_falls():
    rates = learning_rates(0.1, 50, 20)
    assert rates.shape == (50, 20)
    assert 0.0 < rates[0, 0] < 0.003
    assert 0.0 < rates[-1, -1] < 1e-5
    # a training of one step learns
    assert learning_rates(0.1, 1, 1)[0, 0] == pytest.approx(0.05)
    assert 0.095 < rates.max() <= 0.1
    assert np.argmax(rates) < 0.1 * rates.size
