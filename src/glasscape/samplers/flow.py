"""Continuous normalizing flow from one temperature to a lower one, trained by regression.

The flow carries configurations x along v_i = sum_j f_ab(d_ij, beta) (r_i - r_j), from one inverse
temperature beta to another. The functions f_ab of every pair of species are cubic splines in the distance,
which vanish smoothly at half the width of the cell, and piecewise linear in beta. If they satisfied

    div v - beta grad U . v = U - <U>

in every configuration, the canonical distribution would be carried into itself. Linear least squares over
samples gives the best f. What remains is corrected by weights. The flow, with neural networks in place of
splines, is that of Jung, Biroli and Berthier, Mach. Learn.: Sci. Technol. 5, 035053 (2024).
"""

from dataclasses import dataclass

import numpy as np

from glasscape.arrays import Floats, Integers, ShortIntegers
from glasscape.forces.interaction import pair_diameter, pair_interaction
from glasscape.jit import njit
from glasscape.potentials.pair import PairCoefficients, PairPotential
from glasscape.samplers.walkers import Walkers
from glasscape.structures.cell import Cell
from glasscape.structures.kernels import Box, box_of, nearest

# distance below which f does not change, sigma, and number of splines for every pair of species
FIRST_KNOT = 0.6
SPLINES = 13
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


@njit(cache=True, inline="always", error_model="numpy")
def _pair_of_species(a: int, b: int) -> int:
    """Index of an unordered pair of species."""
    low, high = min(a, b), max(a, b)
    return high * (high + 1) // 2 + low


@njit(cache=True, inline="always", error_model="numpy")
def _splines(
    distance: float, width: float
) -> tuple[int, tuple[float, float, float, float], tuple[float, float, float, float]]:
    """The first of four cubic B-splines that do not vanish at a distance, their values and derivatives."""
    u = (distance - FIRST_KNOT) / width
    inside = u > 0.0
    u = max(u, 0.0)
    first = int(u)
    w = u - first
    r = 1.0 - w
    values = (
        r * r * r / 6.0,
        (3.0 * w * w * w - 6.0 * w * w + 4.0) / 6.0,
        (3.0 * r * r * r - 6.0 * r * r + 4.0) / 6.0,
        w * w * w / 6.0,
    )
    slope = 1.0 / width if inside else 0.0
    slopes = (
        -0.5 * r * r * slope,
        (1.5 * w * w - 2.0 * w) * slope,
        (2.0 * r - 1.5 * r * r) * slope,
        0.5 * w * w * slope,
    )
    return first, values, slopes


@njit(cache=True, error_model="numpy")
def velocity(
    positions: Floats,
    species: ShortIntegers,
    box: Box,
    dimensions: int,
    values: Floats,
    cutoff: float,
    velocities: Floats,
) -> float:
    """Write the velocities of the flow, shape (N, 3), and return their divergence.

    Parameters
    ----------
    positions, species : ndarray, shape (N, 3), (N,)
        A configuration.
    box, dimensions
        The cell, and its number of dimensions D.
    values : ndarray, shape (P, K)
        Coefficients of the splines for every pair of species.
    cutoff : float
        Distance at which f vanishes.
    velocities : ndarray, shape (N, 3)
        Receives the velocities.

    Returns
    -------
    float
        Sum over pairs of 2 (D f + d f').
    """
    n = len(positions)
    width = (cutoff - FIRST_KNOT) / values.shape[1]
    velocities[:] = 0.0
    divergence = 0.0
    for i in range(n):
        for j in range(i):
            dx, dy, dz = nearest(
                positions[i, 0] - positions[j, 0],
                positions[i, 1] - positions[j, 1],
                positions[i, 2] - positions[j, 2],
                box,
            )
            square = dx * dx + dy * dy + dz * dz
            if square >= cutoff * cutoff:
                continue
            distance = np.sqrt(square)
            pair = _pair_of_species(species[i], species[j])
            first, basis, slopes = _splines(distance, width)
            f, slope = 0.0, 0.0
            for k in range(4):
                # the splines that reach beyond the cutoff are left out
                if first + k < values.shape[1]:
                    f += values[pair, first + k] * basis[k]
                    slope += values[pair, first + k] * slopes[k]
            divergence += 2.0 * (dimensions * f + distance * slope)
            velocities[i, 0] += f * dx
            velocities[i, 1] += f * dy
            velocities[i, 2] += f * dz
            velocities[j, 0] -= f * dx
            velocities[j, 1] -= f * dy
            velocities[j, 2] -= f * dz
    return divergence


@njit(cache=True, error_model="numpy")
def _values_at(beta: float, betas: Floats, values: Floats) -> Floats:
    """Coefficients at an inverse temperature."""
    if len(betas) == 1:
        return np.copy(values[0])
    h = 0
    while h < len(betas) - 2 and betas[h + 1] < beta:
        h += 1
    part = (beta - betas[h]) / (betas[h + 1] - betas[h])
    return np.asarray((1.0 - part) * values[h] + part * values[h + 1])


@njit(cache=True, error_model="numpy")
def carry(
    positions: Floats,
    species: ShortIntegers,
    cell: Floats,
    dimensions: int,
    betas: Floats,
    values: Floats,
    cutoff: float,
    begin: float,
    end: float,
    steps: int,
) -> float:
    """Carry one configuration from inverse temperature `begin` to `end`, in place.

    The method is that of Runge and Kutta of fourth order. Returns log |det| of the map, the integral of the
    divergence.
    """
    box = box_of(cell)
    step = (end - begin) / steps
    change, velocities = np.zeros_like(positions), np.empty_like(positions)
    determinant = 0.0
    for s in range(steps):
        start = positions.copy()
        change[:] = 0.0
        for stage in range(4):
            ahead = (0.0, 0.5, 0.5, 1.0)[stage]
            weight = (1.0, 2.0, 2.0, 1.0)[stage] / 6.0
            if stage:
                positions[:] = start + ahead * step * velocities
            at = _values_at(begin + (s + ahead) * step, betas, values)
            divergence = velocity(positions, species, box, dimensions, at, cutoff, velocities)
            change += weight * velocities
            determinant += weight * step * divergence
        positions[:] = start + step * change
    return determinant


@njit(cache=True, error_model="numpy")
def _equations(
    positions: Floats,
    diameters: Floats,
    species: ShortIntegers,
    cell: Floats,
    c: PairCoefficients,
    dimensions: int,
    beta: float,
    cutoff: float,
    row: Floats,
) -> float:
    """Write div v - beta grad U . v of every spline, shape (P, K), and return U, for one configuration."""
    n = len(positions)
    box = box_of(cell)
    form = c.form
    cut = form.cutoff2
    forces = np.zeros((n, 3))
    apart = np.empty((n, n, 3))
    energy = 0.0
    for i in range(n):
        for j in range(i):
            apart[i, j] = nearest(
                positions[i, 0] - positions[j, 0],
                positions[i, 1] - positions[j, 1],
                positions[i, 2] - positions[j, 2],
                box,
            )
            sigma = pair_diameter(c, diameters[i], diameters[j], species[i], species[j])
            scale = 1.0 / (sigma * sigma)
            t = (apart[i, j, 0] ** 2 + apart[i, j, 1] ** 2 + apart[i, j, 2] ** 2) * scale
            if t < cut:
                value, force, _ = pair_interaction(t, form)
                strength = c.epsilon[species[i], species[j]]
                energy += strength * value
                for axis in range(3):
                    pull = strength * scale * force * apart[i, j, axis]
                    forces[i, axis] += pull
                    forces[j, axis] -= pull
    width = (cutoff - FIRST_KNOT) / row.shape[1]
    row[:] = 0.0
    for i in range(n):
        for j in range(i):
            square = apart[i, j, 0] ** 2 + apart[i, j, 1] ** 2 + apart[i, j, 2] ** 2
            if square >= cutoff * cutoff:
                continue
            distance = np.sqrt(square)
            pair = _pair_of_species(species[i], species[j])
            work = 0.0
            for axis in range(3):
                work += (forces[i, axis] - forces[j, axis]) * apart[i, j, axis]
            first, basis, slopes = _splines(distance, width)
            for k in range(4):
                if first + k < row.shape[1]:
                    divergence = 2.0 * (dimensions * basis[k] + distance * slopes[k])
                    row[pair, first + k] += divergence + beta * work * basis[k]
    return energy


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
        energies[m] = _equations(
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
    moved = walkers.take(np.arange(len(walkers)))
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
        values.append(fit(moved, potential, betas[node], relative_weights(log_weights)))
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


def relative_weights(log_weights: Floats) -> Floats:
    """Weights, shape (M,), whose sum is one."""
    weights = np.exp(log_weights - log_weights.max())
    return np.asarray(weights / weights.sum())


def effective_fraction(log_weights: Floats) -> float:
    """Effective number of samples of weighted samples, relative to their number (Kish)."""
    weights = relative_weights(log_weights)
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
