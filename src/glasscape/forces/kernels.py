"""Compiled pair forces with per-particle neighbour lists.

The list stores 1 / sigma_ij^2 of every neighbour, so that a force evaluation needs neither diameters
nor square roots.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscape.potentials.soft_spheres import PairCoefficients

Floats = NDArray[np.float64]
Integers = NDArray[np.int32]


@njit(cache=True, error_model="numpy", fastmath={"contract", "arcp", "nsz"})
def build_neighbours(
    positions: Floats,
    diameters: Floats,
    cell: Floats,
    coefficients: PairCoefficients,
    skin: float,
    central: Integers,
    first: Integers,
    neighbour: Integers,
    inverse_sigma2: Floats,
) -> int:
    """Fill the half neighbour list of pairs closer than cutoff sigma_ij + skin.

    The neighbours of particle `central[k]` are `neighbour[first[k]:first[k + 1]]`. Returns the number of
    pairs, or -1 when `neighbour` is too short for them.
    """
    n = len(positions)
    reach = coefficients.cutoff * diameters.max() + skin
    bins = np.ones(3, dtype=np.int64)
    around = np.zeros(3, dtype=np.int64)
    for axis in range(3):
        # with fewer than three bins a bin would be its own neighbour's neighbour
        if cell[axis] >= 3 * reach:
            bins[axis] = int(cell[axis] / reach)
            around[axis] = 1

    # sort the particles by bin, with coordinates apart, so that candidates are read in vectors
    bin_of = np.empty((n, 3), dtype=np.int64)
    index_of = np.empty(n, dtype=np.int64)
    begin = np.zeros(bins[0] * bins[1] * bins[2] + 1, dtype=np.int64)
    for i in range(n):
        for axis in range(3):
            scaled = positions[i, axis] / cell[axis]
            scaled -= np.floor(scaled)
            bin_of[i, axis] = min(int(scaled * bins[axis]), bins[axis] - 1)
        index_of[i] = (bin_of[i, 0] * bins[1] + bin_of[i, 1]) * bins[2] + bin_of[i, 2]
        begin[index_of[i] + 1] += 1
    begin = np.cumsum(begin)
    filled = begin[:-1].copy()
    x, y, z = np.empty(n), np.empty(n), np.empty(n)
    for i in range(n):
        slot = filled[index_of[i]]
        filled[index_of[i]] += 1
        central[slot] = i
        x[slot], y[slot], z[slot] = positions[i, 0], positions[i, 1], positions[i, 2]

    lx, ly, lz = cell[0], cell[1], cell[2]
    ix, iy, iz = 1.0 / lx, 1.0 / ly, 1.0 / lz
    reach2 = reach * reach
    distance2 = np.empty(n)
    count = 0
    for slot in range(n):
        first[slot] = count
        i = central[slot]
        xi, yi, zi = x[slot], y[slot], z[slot]
        si = diameters[i]
        for ox in range(-around[0], around[0] + 1):
            for oy in range(-around[1], around[1] + 1):
                for oz in range(-around[2], around[2] + 1):
                    index = (bin_of[i, 0] + ox) % bins[0]
                    index = index * bins[1] + (bin_of[i, 1] + oy) % bins[1]
                    index = index * bins[2] + (bin_of[i, 2] + oz) % bins[2]
                    # later slots only: every pair is listed once
                    start = max(begin[index], slot + 1)
                    stop = begin[index + 1]
                    xs, ys, zs = x[start:stop], y[start:stop], z[start:stop]
                    for m in range(len(xs)):
                        dx = xs[m] - xi
                        dy = ys[m] - yi
                        dz = zs[m] - zi
                        dx -= lx * np.rint(dx * ix)
                        dy -= ly * np.rint(dy * iy)
                        dz -= lz * np.rint(dz * iz)
                        distance2[m] = dx * dx + dy * dy + dz * dz
                    for m in range(len(xs)):
                        if distance2[m] < reach2:
                            j = central[start + m]
                            sj = diameters[j]
                            sigma = 0.5 * (si + sj) * (1.0 - coefficients.nonadditivity * abs(si - sj))
                            limit = coefficients.cutoff * sigma + skin
                            if distance2[m] < limit * limit:
                                if count == len(neighbour):
                                    return -1
                                neighbour[count] = j
                                inverse_sigma2[count] = 1.0 / (sigma * sigma)
                                count += 1
    first[n] = count
    return count


@njit(cache=True, error_model="numpy", fastmath={"contract", "arcp", "nsz"})
def energy_and_forces(
    positions: Floats,
    cell: Floats,
    coefficients: PairCoefficients,
    central: Integers,
    first: Integers,
    neighbour: Integers,
    inverse_sigma2: Floats,
    forces: Floats,
) -> float:
    """Write the forces, shape (N, 3), and return the potential energy."""
    n = len(positions)
    a12, c0, c2, c4 = coefficients.a12, coefficients.c0, coefficients.c2, coefficients.c4
    cut = coefficients.cutoff * coefficients.cutoff
    lx, ly, lz = cell[0], cell[1], cell[2]
    ix, iy, iz = 1.0 / lx, 1.0 / ly, 1.0 / lz
    forces[:] = 0.0
    energy = 0.0
    for slot in range(n):
        i = central[slot]
        xi, yi, zi = positions[i, 0], positions[i, 1], positions[i, 2]
        fx, fy, fz = 0.0, 0.0, 0.0
        for k in range(first[slot], first[slot + 1]):
            j = neighbour[k]
            dx = xi - positions[j, 0]
            dy = yi - positions[j, 1]
            dz = zi - positions[j, 2]
            dx -= lx * np.rint(dx * ix)
            dy -= ly * np.rint(dy * iy)
            dz -= lz * np.rint(dz * iz)
            scale = inverse_sigma2[k]
            t = (dx * dx + dy * dy + dz * dz) * scale
            if t < cut:
                inverse = 1.0 / t
                repulsion = inverse * inverse * inverse
                repulsion = a12 * repulsion * repulsion
                energy += repulsion + c0 + t * (c2 + t * c4)
                # minus twice the derivative by r^2, so that the force on i is `factor` times the separation
                factor = scale * (12.0 * repulsion * inverse - 2.0 * c2 - 4.0 * c4 * t)
                dx *= factor
                dy *= factor
                dz *= factor
                fx += dx
                fy += dy
                fz += dz
                forces[j, 0] -= dx
                forces[j, 1] -= dy
                forces[j, 2] -= dz
        forces[i, 0] += fx
        forces[i, 1] += fy
        forces[i, 2] += fz
    return energy


@njit(cache=True)
def moved_further_than(positions: Floats, reference: Floats, distance: float) -> bool:
    """Whether any particle is further than `distance` from its place in `reference`."""
    limit = distance * distance
    for i in range(len(positions)):
        dx = positions[i, 0] - reference[i, 0]
        dy = positions[i, 1] - reference[i, 1]
        dz = positions[i, 2] - reference[i, 2]
        # written so that a coordinate that is not a number counts as moved
        if not dx * dx + dy * dy + dz * dz <= limit:
            return True
    return False
