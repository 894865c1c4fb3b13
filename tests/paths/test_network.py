"""Networks of minima: components, the tree of merges, rates and loss."""

from itertools import combinations

import numpy as np
import pytest
from scipy.optimize import minimize

from glasscape.modes.elasticity import Elasticity
from glasscape.paths.network import MinimaNetwork
from glasscape.tunnelling.loss import Couplings, SoundLoss, ThermalHops


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
    assert same_partition(list(network.components()), expected)


def lennard_jones(flat):
    """Energy and gradient of a free cluster."""
    positions = flat.reshape(-1, 3)
    apart = positions[:, None] - positions[None]
    squared = np.sum(apart**2, axis=2) + np.eye(len(positions))
    inverse = 1.0 / squared**3 * (1.0 - np.eye(len(positions)))
    slope = (-24.0 * inverse * (2.0 * inverse - 1.0) / squared)[:, :, None] * apart
    return 2.0 * np.sum(inverse * (inverse - 1.0)), slope.sum(axis=1).ravel()


def quenched(start):
    return minimize(lennard_jones, start, jac=True, method="BFGS", options={"gtol": 1e-7})


def curvatures(flat, step=1e-5):
    """Eigenvalues of the Hessian and its modes, by differences of gradients. Rigid motion has the highest."""
    shifts = step * np.eye(len(flat))
    rows = [(lennard_jones(flat + each)[1] - lennard_jones(flat - each)[1]) / (2.0 * step) for each in shifts]
    positions = flat.reshape(-1, 3)
    turns = [np.cross(axis, positions).ravel() for axis in np.eye(3)]
    rigid, _ = np.linalg.qr(np.array([*np.tile(np.eye(3), len(positions)), *turns]).T)
    return np.linalg.eigh(0.5 * (np.array(rows) + np.array(rows).T) + 1e5 * rigid @ rigid.T)


def climb(start, steps=60):
    """Follow the lowest mode up and all others down. The saddle and its unstable mode, or None."""
    flat = start.copy()
    for _ in range(steps):
        eigenvalues, modes = curvatures(flat)
        slopes = modes.T @ lennard_jones(flat)[1]
        if np.abs(slopes).max() < 1e-7:
            return (flat, modes[:, 0]) if np.count_nonzero(eigenvalues < 0.0) == 1 else None
        moves = -slopes / np.maximum(np.abs(eigenvalues), 1.0)
        moves[0] *= -1.0
        flat = flat + modes @ moves * (0.1 / max(0.1, np.linalg.norm(moves)))
    return None


def cluster_network(n=7, starts=40):
    """Minima and saddles of a Lennard-Jones cluster, from random starts."""
    rng = np.random.default_rng(0)
    energies, ends, saddles = [], [], []

    def place(start):
        """Number of the minimum to which a configuration relaxes."""
        energy = quenched(start).fun
        same = [k for k, known in enumerate(energies) if abs(known - energy) < 1e-4]
        if not same:
            energies.append(energy)
        return same[0] if same else len(energies) - 1

    for _ in range(starts):
        found = climb(quenched(0.5 * rng.standard_normal(3 * n)).x + 0.2 * rng.standard_normal(3 * n))
        if found is not None:
            saddle, mode = found
            sides = [place(saddle + sign * 0.05 * mode) for sign in (1.0, -1.0)]
            if sides[0] != sides[1]:
                ends.append(sides)
                saddles.append(lennard_jones(saddle)[0])
    return MinimaNetwork(np.array(energies), np.array(ends), np.array(saddles))


def test_the_tree_of_a_cluster_has_its_components_at_every_energy():
    """The four minima of seven Lennard-Jones particles (Hoare and McInnes, Adv. Phys. 32, 791 (1983))."""
    network = cluster_network()
    known = [-16.505384, -15.935043, -15.593211, -15.533060]
    assert np.sort(network.energies) == pytest.approx(known, abs=1e-4)
    tree, n = network.merge_tree(), len(network.energies)
    assert len(tree.heights) == n + 3
    for energy in np.concatenate([network.saddles - 1e-9, network.saddles + 1e-9, [0.0]]):
        assert same_partition(components_of(tree, n, energy), flooded(network, energy))


def equilibrium(network, temperature):
    """Populations of the minima."""
    weights = np.exp(-network.energies / temperature)
    return weights / weights.sum()


def rate_matrix(network, temperature, attempts):
    """Rates of thermal hops from minimum j to minimum i in element (i, j)."""
    n = len(network.energies)
    rates = np.zeros((n, n))
    for (one, other), saddle in zip(network.ends, network.saddles, strict=True):
        for here, there in ((one, other), (other, one)):
            rate = attempts * np.exp(-(saddle - network.energies[here]) / temperature)
            rates[there, here] += rate
            rates[here, here] -= rate
    return rates


def test_isolated_pairs_lose_as_much_as_two_level_systems_without_tunnelling():
    asymmetry, barrier, gamma, attempts = 0.3, 0.5, 1.4, 2.0
    temperatures = np.array([0.2, 0.05, 1e-4])
    network = MinimaNetwork(np.array([0.0, asymmetry]), np.array([[0, 1]]), np.array([barrier]))
    relaxation = network.relaxation(np.array([[-gamma], [gamma]]), temperatures, attempts)
    solid = Elasticity(bulk=90.0, shear=40.0, density=1.0, mass_density=1.2)
    stiffness = solid.mass_density * solid.longitudinal_speed**2
    one = Couplings(np.array([gamma]), np.array([0.0]), solid)
    prefactors = np.array([attempts]), np.array([attempts])
    hops = ThermalHops(np.array([barrier]), np.array([barrier - asymmetry]), *prefactors, one)
    rate = -rate_matrix(network, 0.2, attempts).trace()
    assert sum(each[0, 0] for each in hops.rates(temperatures)) == pytest.approx(rate)
    for part in (0.1, 1.0, 7.0):
        found = relaxation.loss(part * rate)[:, 0]
        alone = hops.relaxation("longitudinal", part * rate, temperatures)[0] * stiffness
        np.testing.assert_allclose(found, alone, rtol=1e-10, atol=1e-100)
        expected = gamma**2 / 0.2 / np.cosh(0.5 * asymmetry / 0.2) ** 2 * part / (1.0 + part**2)
        assert found[0] == pytest.approx(expected)
    # the height of the peak is that of tunnelling systems
    system = SoundLoss(np.array([asymmetry]), np.array([1e-12]), one, 0.01)
    tunnelling_rate = system.rates(temperatures[:1])[0, 0]
    peak = system.relaxation("longitudinal", tunnelling_rate, temperatures[:1])[0, 0]
    assert peak == pytest.approx(relaxation.loss(rate)[0, 0] / stiffness)


def test_the_modes_of_a_network_are_those_of_its_rate_matrix():
    """Against the linear response of the populations, by the inverse of the rate matrix."""
    network, attempts, temperature, frequency = draw_network(n=6, paths=9), 3.0, 0.2, 0.02
    couplings = np.random.default_rng(2).standard_normal((6, 2))
    found = network.relaxation(couplings, np.array([temperature]), attempts).loss(frequency)[0]
    populations = equilibrium(network, temperature)
    rates = rate_matrix(network, temperature, attempts)
    for coupling, loss in zip(couplings.T, found, strict=True):
        # the populations at rest follow the strain by -p (g - <g>) / T; in an oscillating strain they lag
        at_rest = -populations * (coupling - populations @ coupling) / temperature
        answer = np.linalg.solve(1j * frequency * np.eye(6) - rates, -rates @ at_rest)
        assert loss == pytest.approx((coupling @ answer).imag, rel=1e-8)
    # a constant changes no populations
    same = network.relaxation(couplings + 5.0, np.array([temperature]), attempts).loss(frequency)[0]
    assert same == pytest.approx(found)


def test_two_networks_without_a_path_between_them_lose_independently():
    one = MinimaNetwork(np.array([0.0, 0.3]), np.array([[0, 1]]), np.array([0.5]))
    both = MinimaNetwork(np.array([0.0, 0.3, 0.0, 0.3]), np.array([[0, 1], [2, 3]]), np.array([0.5, 0.5]))
    couplings, temperatures = np.array([[-1.0], [1.0], [-1.0], [1.0]]), np.array([0.2])
    single = one.relaxation(couplings[:2], temperatures, 1.0)
    double = both.relaxation(couplings, temperatures, 1.0)
    for frequency in (0.1, 1.0):
        # each has half of the population
        np.testing.assert_allclose(double.loss(frequency), single.loss(frequency), rtol=1e-10)


@pytest.mark.parametrize("scale", [0.06, 0.08])
def test_slow_hops_count_beside_fast_ones(scale):
    """Two minima with a low barrier between them are one state for slow hops from a third."""
    network = MinimaNetwork(np.array([0.0, 0.005, 0.012]), np.array([[0, 1], [1, 2]]), np.array([0.1, 0.015]))
    temperature = scale * 0.055
    p = equilibrium(network, temperature)
    both = p[1] + p[2]
    rate = np.exp(-0.1 / temperature) * (1.0 + p[0] / both)
    for part in (0.2, 1.0, 30.0):
        relaxation = network.relaxation(np.array([[-1.5], [1.5], [1.5]]), np.array([temperature]), 1.0)
        expected = 9.0 * p[0] * both / temperature * part / (1.0 + part**2)
        assert relaxation.loss(part * rate)[0, 0] == pytest.approx(expected, rel=0.02)
