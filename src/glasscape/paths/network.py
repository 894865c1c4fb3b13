"""The network of minima that computed paths connect: its components, and thermal hops on it."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from glasscape.arrays import Floats, Integers

# of an energy over temperature: exp of the negative of more would underflow
LARGEST = 700.0
# rates below this fraction of the fastest one are rounding errors of eigenvalues
RESOLVED = 1e-14


@dataclass(frozen=True, eq=False)
class MergeTree:
    """Which minima become connected at which energy (Becker and Karplus, J. Chem. Phys. 106, 1495 (1997)).

    Attributes
    ----------
    heights : ndarray, shape (n + k,)
        Energies of the n minima, then of the k merges of two basins, epsilon. Merges ascend.
    parents : ndarray of int, shape (n + k,)
        The merge above each of these, or -1.
    """

    heights: Floats
    parents: Integers


@dataclass(frozen=True, eq=False)
class MinimaNetwork:
    """Minima, and saddles between pairs of them.

    Attributes
    ----------
    energies : ndarray, shape (n,)
        Energies of the minima, epsilon.
    ends : ndarray of int, shape (m, 2)
        The two minima of every path.
    saddles : ndarray, shape (m,)
        Energy of its saddle point, epsilon.
    """

    energies: Floats
    ends: Integers
    saddles: Floats

    def components(self) -> Integers:
        """Number of the component of every minimum, shape (n,)."""
        return connected(self.ends, len(self.energies))

    def merge_tree(self) -> MergeTree:
        """The exact tree of merges: paths in the order of their saddles, as in Kruskal's algorithm."""
        n = len(self.energies)
        heights, parents = [*map(float, self.energies)], [-1] * n
        # the node at the top of the tree of every minimum
        top = np.arange(n)
        for k in np.argsort(self.saddles, kind="stable"):
            one, other = top[self.ends[k]]
            if one != other:
                new = len(heights)
                heights.append(float(self.saddles[k]))
                parents.append(-1)
                parents[one] = parents[other] = new
                top[(top == one) | (top == other)] = new
        return MergeTree(np.array(heights), np.array(parents))

    def relaxation(self, couplings: Floats, temperatures: Floats, attempts: float) -> "NetworkRelaxation":
        """How the populations answer a change of the energies E_i by g_i e: the modes of the rate matrix.

        The rate from minimum j over a saddle is `attempts` exp(-(E_saddle - E_j) / T), with the same
        prefactor for all hops, so that the populations p_i are in detailed balance. Made symmetric by them,
        the rate matrix has the eigenvectors phi_k and the eigenvalues -1 / tau_k. Mode k answers with c_k =
        sum_i (g_i - <g>) p_i^(1/2) phi_k,i. The mean <g> in equilibrium is that of the connected component:
        it shifts all energies alike, and moves no population.

        Parameters
        ----------
        couplings : ndarray, shape (n, c)
            Derivative of the energy of every minimum by c strains, epsilon.
        temperatures : ndarray, shape (T,)
            Temperatures, epsilon.
        attempts : float
            Prefactor, sqrt(epsilon / m) / sigma.
        """
        n = len(self.energies)
        one, other = self.ends.T
        middle = 0.5 * (self.energies[one] + self.energies[other])
        components = self.components()
        rates = np.empty((len(temperatures), n))
        strengths = np.empty((*rates.shape, couplings.shape[1]))
        # one temperature at a time: the matrices of many minima are large
        for k, temperature in enumerate(temperatures):
            # written so that no population divides
            symmetric = np.zeros((n, n))
            for here, there in ((one, other), (other, one)):
                np.add.at(symmetric, (there, here), _boltzmann(self.saddles - middle, temperature))
                away = _boltzmann(self.saddles - self.energies[here], temperature)
                np.add.at(symmetric, (here, here), -away)
            eigenvalues, vectors = np.linalg.eigh(attempts * symmetric)
            populations = _boltzmann(self.energies - self.energies.min(), temperature)
            sums = np.zeros((components.max() + 1, couplings.shape[1]))
            np.add.at(sums, components, populations[:, None] * couplings)
            means = sums / np.bincount(components, populations)[:, None]
            roots = np.sqrt(populations / populations.sum())
            rates[k] = -eigenvalues
            strengths[k] = vectors.T @ (roots[:, None] * (couplings - means[components]))
        return NetworkRelaxation(temperatures, rates, strengths)


@dataclass(frozen=True, eq=False)
class NetworkRelaxation:
    """Modes in which the populations of n minima relax, at T temperatures.

    Attributes
    ----------
    temperatures : ndarray, shape (T,)
        Temperatures, epsilon.
    rates : ndarray, shape (T, n)
        1 / tau_k of every mode, sqrt(epsilon / m) / sigma; zero or a rounding error for an equilibrium.
    strengths : ndarray, shape (T, n, c)
        c_k of every mode, for c strains, epsilon.
    """

    temperatures: Floats
    rates: Floats
    strengths: Floats

    def loss(self, frequency: float) -> Floats:
        """Loss of every strain at an angular frequency omega, times rho v^2 V, shape (T, c), epsilon.

        (1 / T) sum_k c_k^2 omega tau_k / (1 + (omega tau_k)^2)

        For two minima of the couplings +-gamma it is the loss of one double well by thermal hops. Modes that
        are slower than the fastest one by more than 1e14 are not resolved, and left out.
        """
        fastest = self.rates.max(axis=1, keepdims=True)
        moving = np.where(self.rates > RESOLVED * fastest, self.rates, 0.0)
        sums = np.einsum("tk,tkc->tc", debye_peak(frequency, moving), self.strengths**2)
        return np.asarray(sums / self.temperatures[:, None])


def connected(ends: Integers, n: int) -> Integers:
    """Number of the component of every one of `n` minima, for ends of paths of the shape (m, 2)."""
    graph = coo_array((np.ones(len(ends)), ends.T), shape=(n, n))
    labels: Integers = connected_components(graph, directed=False)[1]
    return labels


def debye_peak(frequency: float, rates: Floats) -> Floats:
    """The peak omega tau / (1 + (omega tau)^2) for rates 1 / tau; zero for rates of zero."""
    with np.errstate(divide="ignore", over="ignore"):
        delay = frequency / rates
        # written so that a rate near zero does not overflow
        return np.asarray(1.0 / (delay + 1.0 / delay))


def _boltzmann(energies: Floats, temperature: float) -> Floats:
    """Factors exp(-E / T), shape (n,)."""
    return np.asarray(np.exp(-np.minimum(energies / temperature, LARGEST)))
