"""The network of minima that computed paths connect: its components, and thermal hops on it."""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import eigh
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from glasscape.arrays import Floats, Integers

# of an energy over temperature, beyond which a population or a rate is zero in double precision
LARGEST = 700.0


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

    def components(self, energy: float) -> Integers:
        """Number of the component of every minimum, shape (n,), if only paths up to an energy are open."""
        open_ = self.saddles <= energy
        n = len(self.energies)
        one, other = self.ends[open_].T
        graph = coo_array((np.ones(len(one)), (one, other)), shape=(n, n))
        labels: Integers = connected_components(graph, directed=False)[1]
        return labels

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

    def populations(self, temperature: float) -> Floats:
        """Equilibrium populations of the minima, shape (n,), proportional to exp(-E / T)."""
        weights = np.exp(-np.minimum((self.energies - self.energies.min()) / temperature, LARGEST))
        return np.asarray(weights / weights.sum())

    def rate_matrix(self, temperature: float, attempts: float) -> Floats:
        """Rates of thermal hops, shape (n, n), from minimum j to minimum i in element (i, j).

        The rate over a saddle is `attempts` exp(-(E_saddle - E_j) / T), with the same prefactor for all hops,
        so that populations are in detailed balance. Diagonal elements are minus the rate of all hops away.

        Parameters
        ----------
        temperature : float
            Temperature, epsilon.
        attempts : float
            Prefactor, sqrt(epsilon / m) / sigma.
        """
        n = len(self.energies)
        rates = np.zeros((n, n))
        for here, there in (self.ends.T, self.ends.T[::-1]):
            barriers = np.minimum((self.saddles - self.energies[here]) / temperature, LARGEST)
            np.add.at(rates, (there, here), attempts * np.exp(-barriers))
        np.fill_diagonal(rates, rates.diagonal() - rates.sum(axis=0))
        return rates

    def relaxation(
        self, couplings: Floats, frequencies: Floats, temperature: float, attempts: float
    ) -> Floats:
        """Loss by redistribution over the network, times rho v^2 V, shape (K, c, c), epsilon.

        The populations answer a change of the energies E_i by g_i e in the eigenmodes of the rate matrix. For
        two components a and b of the couplings g it is

            (1 / T) sum_k c_k,a c_k,b omega tau_k / (1 + (omega tau_k)^2),  c_k = sum_i g_i p_i^(1/2) phi_k,i

        with the eigenvectors phi_k of the rate matrix, made symmetric by the populations p_i, and its
        eigenvalues -1 / tau_k. For two minima of the couplings +-gamma it is the loss of one two-level system
        with Delta_0 = 0.

        Parameters
        ----------
        couplings : ndarray, shape (n, c)
            Derivative of the energy of every minimum by c strains, epsilon.
        frequencies : ndarray, shape (K,)
            Angular frequencies, sqrt(epsilon / m) / sigma.
        temperature, attempts : float
            As in `rate_matrix`.
        """
        roots = np.sqrt(self.populations(temperature))
        rates = self.rate_matrix(temperature, attempts)
        held = roots > 0.0
        symmetric = rates[np.ix_(held, held)] * roots[held] / roots[held][:, None]
        eigenvalues, vectors = eigh(0.5 * (symmetric + symmetric.T))
        strengths = vectors.T @ (roots[held, None] * couplings[held])
        decays = -eigenvalues
        # a component that is in equilibrium does not relax any more
        moving = decays > 1e-12 * max(float(decays.max()), np.finfo(float).tiny)
        delays = frequencies[:, None] / decays[moving]
        peaks = 1.0 / (delays + 1.0 / delays)
        found: Floats = np.einsum("fk,ka,kb->fab", peaks, strengths[moving], strengths[moving]) / temperature
        return found
