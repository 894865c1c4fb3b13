"""Networks of minima: components, the tree of merges, rates and loss."""

from itertools import combinations

import numpy as np
import pytest

from glasscape.modes.elasticity import Elasticity
from glasscape.paths.network import MinimaNetwork
from glasscape.tunnelling.loss import SoundLoss


def draw_network(n=12, paths=16, seed=0):
    rng = np.random.default_rng(seed)
    energies = rng.uniform(0.0, 1.0, n)
    every = np.array([*combinations(range(n), 2)])
    ends = every[rng.choice(len(every), paths, replace=False)]
    saddles = energies[ends].max(axis=1) + rng.uniform(0.05, 1.0, paths)
    return MinimaNetwork(energies, ends, saddles)


def components_of(tree, n, energy):
    """The highest node below an energy above every minimum: the component, by the tree alone."""
    found = []
    for node in range(n):
        while tree.parents[node] >= 0 and tree.heights[tree.parents[node]] <= energy:
            node = tree.parents[node]
        found.append(node)
    return found


def flooded(network, energy):
    """Components by flooding from every minimum."""
    n = len(network.energies)
    found = [{i} for i in range(n)]
    for _ in range(n):
        for (i, j), saddle in zip(network.ends, network.saddles, strict=True):
            if saddle <= energy:
                both = found[i] | found[j]
                found[i], found[j] = both, both
    return [frozenset(each) for each in found]


def same_partition(one, other):
    pairs = list(combinations(range(len(one)), 2))
    return [one[i] == one[j] for i, j in pairs] == [other[i] == other[j] for i, j in pairs]


@pytest.mark.parametrize("seed", range(5))
def test_the_tree_has_the_components_at_every_energy(seed):
    network = draw_network(seed=seed)
    tree = network.merge_tree()
    n = len(network.energies)
    assert (np.diff(tree.heights[n:]) >= 0.0).all()
    for energy in [0.0, *np.sort(network.saddles), 3.0]:
        expected = flooded(network, energy)
        assert same_partition(components_of(tree, n, energy), expected)
        assert same_partition(list(network.components(energy)), expected)


def test_rates_have_zero_column_sums_and_detailed_balance():
    network = draw_network()
    temperature = 0.2
    rates, populations = network.rate_matrix(temperature, 3.0), network.populations(temperature)
    np.testing.assert_allclose(rates.sum(axis=0), 0.0, atol=1e-12)
    flows = rates * populations
    np.testing.assert_allclose(flows, flows.T, atol=1e-12)
    assert populations.sum() == pytest.approx(1.0)
    i, j = network.ends[0]
    assert rates[j, i] == pytest.approx(
        3.0 * np.exp(-(network.saddles[0] - network.energies[i]) / temperature)
    )


def test_isolated_pairs_lose_as_much_as_two_level_systems_without_tunnelling():
    asymmetry, barrier, temperature, gamma, attempts = 0.3, 0.5, 0.2, 1.4, 2.0
    network = MinimaNetwork(np.array([0.0, asymmetry]), np.array([[0, 1]]), np.array([barrier]))
    rate = -network.rate_matrix(temperature, attempts).trace()
    frequencies = rate * np.array([0.1, 1.0, 7.0])
    found = network.relaxation(np.array([[-gamma], [gamma]]), frequencies, temperature, attempts)
    delay = frequencies / rate
    expected = gamma**2 / temperature / np.cosh(0.5 * asymmetry / temperature) ** 2 * delay / (1.0 + delay**2)
    np.testing.assert_allclose(found[:, 0, 0], expected, rtol=1e-10)
    # the prefactor is that of tunnelling systems
    solid = Elasticity(bulk=90.0, shear=40.0, density=1.0, mass_density=1.2)
    one = SoundLoss(np.array([asymmetry]), np.array([1e-12]), np.array([gamma]), np.array([0.0]), solid, 0.01)
    tunnelling_rate = one.rates(np.array([temperature]))[0, 0]
    peak = one.relaxation("longitudinal", tunnelling_rate, np.array([temperature]))[0, 0]
    stiffness = solid.mass_density * solid.longitudinal_speed**2
    assert peak == pytest.approx(found[1, 0, 0] / stiffness)


def test_two_networks_without_a_path_between_them_lose_independently():
    one = MinimaNetwork(np.array([0.0, 0.3]), np.array([[0, 1]]), np.array([0.5]))
    both = MinimaNetwork(np.array([0.0, 0.3, 0.0, 0.3]), np.array([[0, 1], [2, 3]]), np.array([0.5, 0.5]))
    couplings = np.array([[-1.0], [1.0], [-1.0], [1.0]])
    frequencies = np.array([0.1, 1.0])
    single = one.relaxation(couplings[:2], frequencies, 0.2, 1.0)
    # each has half of the population
    np.testing.assert_allclose(both.relaxation(couplings, frequencies, 0.2, 1.0), single, rtol=1e-10)
