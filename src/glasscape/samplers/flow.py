"""Continuous normalizing flow from one temperature to a lower one, trained by regression.

The flow carries configurations x along v_i = sum_j f_ab(d_ij, beta) (r_i - r_j), from one inverse
temperature beta to another. The functions f_ab of every pair of species are cubic splines in the distance,
which vanish smoothly at half the width of the cell, and piecewise linear in beta. If they satisfied

    div v - beta grad U . v = U - <U>

in every configuration, the canonical distribution would be carried into itself. Linear least squares over
samples gives the best f. What remains is corrected by weights. The flow, with neural networks in place of
splines, is that of Jung, Biroli and Berthier, Mach. Learn.: Sci. Technol. 5, 035053 (2024).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import softmax

from glasscape.arrays import Floats, Integers
from glasscape.potentials.pair import PairPotential
from glasscape.samplers.flow_kernels import SPLINES, carry, equations
from glasscape.samplers.walkers import Walkers
from glasscape.structures.cell import Cell

# steps of the Runge-Kutta method between two nodes; the determinant is then exact to 1e-4
SUBSTEPS = 2
# penalty of the least squares, relative to the mean square of a column
RIDGE = 1e-6


@dataclass(frozen=True)
class Flow:
    """A flow between two inverse temperatures.

    Attributes
    ----------
    betas : ndarray, shape (H,)
        Inverse temperatures at which f is given, in ascending order; it is linear between them.
    values : ndarray, shape (H, P, K)
        Coefficients of K splines for P pairs of species, at every inverse temperature.
    cutoff : float
        Distance at which f vanishes, sigma.
    """

    betas: Floats
    values: Floats
    cutoff: float

    @property
    def evaluations(self) -> int:
        """Number of evaluations of all pairs along the flow of one configuration."""
        return 4 * SUBSTEPS * max(1, len(self.betas) - 1)


def fit(walkers: Walkers, potential: PairPotential, beta: float, weights: Floats | None = None) -> Floats:
    """Coefficients of the splines, shape (P, K), that carry a canonical distribution best.

    Parameters
    ----------
    walkers : Walkers
        Samples.
    potential : PairPotential
        The potential.
    beta : float
        Inverse temperature of the samples.
    weights : ndarray, shape (M,), optional
        Weights of the samples.
    """
    shape = (potential.n_species * (potential.n_species + 1) // 2, SPLINES)
    rows, energies = np.empty((len(walkers), *shape)), np.empty(len(walkers))
    for m in range(len(walkers)):
        energies[m] = equations(
            walkers.positions[m],
            walkers.diameters[m],
            walkers.species[m],
            walkers.cell.vectors,
            potential.coefficients,
            walkers.cell.dimensions,
            beta,
            reach(walkers.cell),
            rows[m],
        )
    w = np.full(len(walkers), 1.0 / len(walkers)) if weights is None else weights / weights.sum()
    x = rows.reshape(len(walkers), -1)
    # the mean of every column is zero in the canonical distribution
    x = x - w @ x
    y = energies - w @ energies
    normal = (x * w[:, None]).T @ x
    normal[np.diag_indices_from(normal)] += RIDGE * np.trace(normal) / len(normal)
    return np.linalg.solve(normal, (x * w[:, None]).T @ y).reshape(shape)


def reach(cell: Cell) -> float:
    """Distance at which f vanishes: half the width of the cell."""
    return 0.5 * cell.width


def transport(flow: Flow, walkers: Walkers, begin: float, end: float) -> tuple[Walkers, Floats]:
    """Carry configurations from one inverse temperature to another.

    Returns
    -------
    Walkers
        The configurations at the end.
    log_determinants : ndarray, shape (M,)
        log |det| of the map of every configuration.
    """
    moved = walkers.copy()
    determinants = np.empty(len(walkers))
    steps = SUBSTEPS * max(1, len(flow.betas) - 1)
    for m in range(len(walkers)):
        determinants[m] = carry(
            moved.positions[m],
            moved.species[m],
            moved.cell.vectors,
            moved.cell.dimensions,
            flow.betas,
            flow.values,
            flow.cutoff,
            begin,
            end,
            steps,
        )
    return moved, determinants


def train(walkers: Walkers, potential: PairPotential, begin: float, end: float, nodes: int) -> Flow:
    """Train a flow by regression on samples of the canonical distribution at `begin`.

    The functions f are fitted at `begin`. The samples are carried to the next node with them, weighted, and
    used there, and so on.

    Parameters
    ----------
    walkers : Walkers
        Samples at inverse temperature `begin`.
    potential : PairPotential
        The potential.
    begin, end : float
        Inverse temperatures.
    nodes : int
        Number of inverse temperatures at which f is fitted. With one, f is that of `begin`.
    """
    cutoff = reach(walkers.cell)
    betas = np.linspace(begin, end, nodes) if nodes > 1 else np.array([begin])
    values = [fit(walkers, potential, begin)]
    for node in range(1, nodes):
        known = Flow(betas[:node], np.array(values), cutoff)
        moved, log_weights = weigh(known, walkers, potential, begin, betas[node])
        values.append(fit(moved, potential, betas[node], softmax(log_weights)))
    return Flow(betas, np.array(values), cutoff)


def weigh(
    flow: Flow | None, walkers: Walkers, potential: PairPotential, begin: float, end: float
) -> tuple[Walkers, Floats]:
    """Carry configurations and weigh them for the canonical distribution at `end`.

    Returns
    -------
    Walkers
        The configurations. Without a flow, they stay.
    log_weights : ndarray, shape (M,)
        -end U(T x) + begin U(x) + log |det|.
    """
    before = walkers.energies(potential)
    if flow is None:
        return walkers, (begin - end) * before
    moved, determinants = transport(flow, walkers, begin, end)
    return moved, begin * before - end * moved.energies(potential) + determinants


def weigh_parts(
    flows: Sequence[Flow],
    parts: Sequence[Integers],
    walkers: Walkers,
    potential: PairPotential,
    begin: float,
    end: float,
) -> tuple[Walkers, Floats]:
    """The result of `weigh` if every part of the configurations, given by indices, has its own flow."""
    moved, log_weights = walkers.copy(), np.empty(len(walkers))
    for flow, part in zip(flows, parts, strict=True):
        carried, log_weights[part] = weigh(flow, walkers.take(part), potential, begin, end)
        moved.positions[part] = carried.positions
    return moved, log_weights


def effective_fraction(log_weights: Floats) -> float:
    """Effective number of samples of weighted samples, relative to their number (Kish)."""
    weights = softmax(log_weights)
    return float(1.0 / (len(weights) * np.sum(weights**2)))


def halves(groups: Integers) -> tuple[Integers, Integers]:
    """Two halves of samples for cross-fitting, none of which shares a group with the other.

    Copies of a sample belong to one group. Groups are given to the smaller half in the order of their size.
    """
    names, inverse, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    side = np.zeros(len(names), dtype=np.int64)
    filled = [0, 0]
    for group in np.argsort(-sizes, kind="stable"):
        side[group] = int(filled[1] < filled[0])
        filled[side[group]] += sizes[group]
    return np.flatnonzero(side[inverse] == 0), np.flatnonzero(side[inverse] == 1)
