"""Kernels of the flow: splines, velocities, the way along it, and the equations of the best flow."""

import numpy as np

from glasscape.arrays import Floats, ShortIntegers
from glasscape.forces.interaction import pair_diameter, pair_interaction
from glasscape.jit import njit
from glasscape.potentials.pair import PairCoefficients
from glasscape.structures.kernels import Box, box_of, nearest

# distance below which f does not change, sigma, and number of splines for every pair of species
FIRST_KNOT = 0.6
SPLINES = 13


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
def equations(
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
