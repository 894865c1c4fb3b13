"""Compiled pair forces with per-particle neighbour lists.

Close pairs are found by position alone. Those that may interact are stored with 1 / sigma_ij^2 and
epsilon_ij, so that a force evaluation needs neither diameters nor square roots.
"""

from typing import NamedTuple

import numpy as np

from glasscape.arrays import Floats, Integers, ShortIntegers
from glasscape.forces.interaction import pair_diameter, pair_interaction
from glasscape.jit import njit
from glasscape.potentials.pair import PairCoefficients, PairForm
from glasscape.structures.kernels import box_of, nearest


class ClosePairs(NamedTuple):
    """Every pair of particles closer than some distance, listed once.

    Attributes
    ----------
    central : ndarray, shape (N,)
        Every particle once.
    first : ndarray, shape (N + 1,)
        The partners of particle `central[k]` are `neighbour[first[k]:first[k + 1]]`.
    neighbour : ndarray, shape (P,)
        The partners.
    distance2 : ndarray, shape (P,)
        Squared distances, sigma^2.
    """

    central: ShortIntegers
    first: ShortIntegers
    neighbour: ShortIntegers
    distance2: Floats

    @property
    def ends(self) -> tuple[Integers, Integers]:
        """Both particles of every pair, each of shape (P,)."""
        one = np.repeat(self.central, np.diff(self.first)).astype(np.int64)
        return one, self.neighbour.astype(np.int64)


class NeighbourList(NamedTuple):
    """The pairs of particles that may interact while no particle moves more than half the skin.

    Attributes
    ----------
    central, first, neighbour
        As in `ClosePairs`.
    crossing : ndarray, shape (N,)
        The neighbours of `central[k]` from `crossing[k]` on may have their minimum image across the boundary
        of the cell. Those before need no minimum image.
    inverse_sigma2, epsilon : ndarray, shape (P,)
        1 / sigma_ij^2 and epsilon_ij of every pair.
    """

    central: ShortIntegers
    first: ShortIntegers
    crossing: ShortIntegers
    neighbour: ShortIntegers
    inverse_sigma2: Floats
    epsilon: Floats


@njit(cache=True, error_model="numpy", fastmath={"contract", "arcp", "nsz"})
def close_pairs(
    positions: Floats,
    cell: Floats,
    reach: float,
    pairs: ClosePairs,
) -> int:
    """Fill the list of pairs closer than `reach`.

    Returns the number of pairs, or -1 if the arrays are too short for them.
    """
    n = len(positions)
    central, first, neighbour, distance2 = pairs.central, pairs.first, pairs.neighbour, pairs.distance2
    box = box_of(cell)
    bins = np.ones(3, dtype=np.int64)
    around = np.zeros(3, dtype=np.int64)
    # heights of the cell above its faces
    shear_x = (box.xy * box.yz * box.inverse_y - box.xz) * box.inverse_z
    heights = (
        box.x / np.sqrt(1.0 + (box.xy * box.inverse_y) ** 2 + shear_x**2),
        box.y / np.sqrt(1.0 + (box.yz * box.inverse_z) ** 2),
        box.z,
    )
    for axis in range(3):
        # with two bins, offsets of -1 and 1 lead to the same bin, and pairs would be listed twice
        if heights[axis] >= 3 * reach:
            bins[axis] = int(heights[axis] / reach)
            around[axis] = 1

    # sort the particles by bin, with one array per coordinate, so that the loop over candidates is vectorised
    bin_of = np.empty((n, 3), dtype=np.int64)
    index_of = np.empty(n, dtype=np.int64)
    begin = np.zeros(bins[0] * bins[1] * bins[2] + 1, dtype=np.int64)
    for i in range(n):
        third = positions[i, 2] / box.z
        second = (positions[i, 1] - third * box.yz) / box.y
        scaled_position = ((positions[i, 0] - second * box.xy - third * box.xz) / box.x, second, third)
        for axis in range(3):
            scaled = scaled_position[axis]
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

    reach2 = reach * reach
    candidate2 = np.empty(n)
    count = 0
    for slot in range(n):
        first[slot] = count
        i = central[slot]
        xi, yi, zi = x[slot], y[slot], z[slot]
        # bins along z follow each other in memory, but for those across the boundary
        low, high = bin_of[i, 2] - around[2], bin_of[i, 2] + around[2] + 1
        if low < 0:
            runs = ((low + bins[2], bins[2]), (0, high))
        elif high > bins[2]:
            runs = ((low, bins[2]), (0, high - bins[2]))
        else:
            runs = ((low, high), (0, 0))
        for ox in range(-around[0], around[0] + 1):
            for oy in range(-around[1], around[1] + 1):
                column = (bin_of[i, 0] + ox) % bins[0]
                column = (column * bins[1] + (bin_of[i, 1] + oy) % bins[1]) * bins[2]
                for lowest, highest in runs:
                    # later slots only: every pair is listed once
                    start = max(begin[column + lowest], slot + 1)
                    stop = begin[column + highest]
                    xs, ys, zs = x[start:stop], y[start:stop], z[start:stop]
                    for m in range(len(xs)):
                        dx, dy, dz = nearest(xs[m] - xi, ys[m] - yi, zs[m] - zi, box)
                        candidate2[m] = dx * dx + dy * dy + dz * dz
                    if count + len(xs) > len(neighbour):
                        return -1
                    # no branch: the processor cannot predict whether a candidate is close
                    for m in range(len(xs)):
                        neighbour[count] = central[start + m]
                        distance2[count] = candidate2[m]
                        count += int(candidate2[m] < reach2)
    first[n] = count
    return count


@njit(cache=True, error_model="numpy")
def keep_interacting(
    positions: Floats,
    diameters: Floats,
    species: ShortIntegers,
    cell: Floats,
    coefficients: PairCoefficients,
    skin: float,
    distance2: Floats,
    pairs: NeighbourList,
) -> None:
    """Reduce a list of close pairs, in place, to those closer than cutoff sigma_ij + skin.

    `distance2` holds their squared distances.
    """
    central, first, crossing, neighbour = pairs.central, pairs.first, pairs.crossing, pairs.neighbour
    inverse_sigma2, epsilon = pairs.inverse_sigma2, pairs.epsilon
    inner = 0.5 * np.diag(cell) - skin
    longest = 0
    for slot in range(len(central)):
        longest = max(longest, first[slot + 1] - first[slot])
    across, across_sigma2 = np.empty(longest, dtype=np.int32), np.empty(longest)
    count = 0
    begin = 0
    for slot in range(len(central)):
        i = central[slot]
        end = first[slot + 1]
        n_across = 0
        for k in range(begin, end):
            j = neighbour[k]
            sigma = pair_diameter(coefficients, diameters[i], diameters[j], species[i], species[j])
            limit = coefficients.cutoff * sigma + skin
            if distance2[k] < limit * limit:
                same_image = True
                for axis in range(3):
                    same_image &= abs(positions[i, axis] - positions[j, axis]) < inner[axis]
                if same_image:
                    neighbour[count] = j
                    inverse_sigma2[count] = 1.0 / (sigma * sigma)
                    count += 1
                else:
                    across[n_across] = j
                    across_sigma2[n_across] = 1.0 / (sigma * sigma)
                    n_across += 1
        begin = end
        crossing[slot] = count
        for k in range(n_across):
            neighbour[count] = across[k]
            inverse_sigma2[count] = across_sigma2[k]
            count += 1
        for k in range(first[slot], count):
            epsilon[k] = coefficients.epsilon[species[i], species[neighbour[k]]]
        first[slot + 1] = count


@njit(cache=True, error_model="numpy", fastmath={"contract", "arcp", "nsz"})
def energy_and_forces(
    positions: Floats,
    cell: Floats,
    form: PairForm,
    central: ShortIntegers,
    first: ShortIntegers,
    crossing: ShortIntegers,
    neighbour: ShortIntegers,
    inverse_sigma2: Floats,
    epsilon: Floats,
    forces: Floats,
) -> float:
    """Write the forces, shape (N, 3), and return the potential energy.

    It takes the arrays of a `NeighbourList` one by one: a tuple of arrays costs a microsecond in every call.
    """
    n = len(positions)
    cut = form.cutoff2
    box = box_of(cell)
    forces[:] = 0.0
    energy = 0.0
    for slot in range(n):
        i = central[slot]
        xi, yi, zi = positions[i, 0], positions[i, 1], positions[i, 2]
        fx, fy, fz = 0.0, 0.0, 0.0
        for across, begin, end in (
            (False, first[slot], crossing[slot]),
            (True, crossing[slot], first[slot + 1]),
        ):
            for k in range(begin, end):
                j = neighbour[k]
                dx = xi - positions[j, 0]
                dy = yi - positions[j, 1]
                dz = zi - positions[j, 2]
                if across:
                    dx, dy, dz = nearest(dx, dy, dz, box)
                scale = inverse_sigma2[k]
                t = (dx * dx + dy * dy + dz * dz) * scale
                if t < cut:
                    value, force, _ = pair_interaction(t, form)
                    energy += epsilon[k] * value
                    factor = epsilon[k] * scale * force
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


@njit(cache=True, error_model="numpy")
def interacting_pairs(
    positions: Floats,
    cell: Floats,
    coefficients: PairCoefficients,
    pairs: NeighbourList,
    ends: Integers,
    apart: Floats,
    terms: Floats,
) -> int:
    """Write the pairs within the cutoff, and the energy u of each with its derivatives by r^2 / 2.

    Parameters
    ----------
    positions : ndarray, shape (N, 3)
        Positions for which `pairs` is valid.
    cell, coefficients, pairs
        The cell, the potential and the neighbour list.
    ends : ndarray of int, shape (2, P)
        Receives the two particles of every pair.
    apart : ndarray, shape (P, 3)
        Receives their separation r, sigma.
    terms : ndarray, shape (3, P)
        Receives u, epsilon, its first derivative, epsilon / sigma^2, and its second, epsilon / sigma^4.

    Returns
    -------
    int
        Number of pairs.
    """
    central, first, _, neighbour, inverse_sigma2, epsilon = pairs
    form = coefficients.form
    box = box_of(cell)
    count = 0
    for slot in range(len(positions)):
        i = central[slot]
        for k in range(first[slot], first[slot + 1]):
            j = neighbour[k]
            dx, dy, dz = nearest(
                positions[i, 0] - positions[j, 0],
                positions[i, 1] - positions[j, 1],
                positions[i, 2] - positions[j, 2],
                box,
            )
            scale = inverse_sigma2[k]
            t = (dx * dx + dy * dy + dz * dz) * scale
            if t < form.cutoff2:
                energy, force, stiffness = pair_interaction(t, form)
                ends[0, count], ends[1, count] = i, j
                apart[count, 0], apart[count, 1], apart[count, 2] = dx, dy, dz
                terms[0, count] = epsilon[k] * energy
                terms[1, count] = -epsilon[k] * scale * force
                terms[2, count] = epsilon[k] * scale * scale * stiffness
                count += 1
    return count


@njit(cache=True)
def moved_further_than(positions: Floats, reference: Floats, distance: float) -> bool:
    """Whether any particle is further than `distance` from its place in `reference`."""
    limit = distance * distance
    for i in range(len(positions)):
        dx = positions[i, 0] - reference[i, 0]
        dy = positions[i, 1] - reference[i, 1]
        dz = positions[i, 2] - reference[i, 2]
        # written so that a coordinate of NaN counts as moved
        if not dx * dx + dy * dy + dz * dz <= limit:
            return True
    return False


@njit(cache=True)
def verlet_steps(
    positions: Floats,
    velocities: Floats,
    forces: Floats,
    cell: Floats,
    form: PairForm,
    pairs: NeighbourList,
    reference: Floats,
    limit: float,
    time_step: float,
    steps: int,
) -> tuple[int, float]:
    """Velocity Verlet steps, in place, while the neighbour list is valid.

    The first step starts in its middle: `velocities` have had their first half kick, and `positions` are
    updated. Returns the number of completed steps and the last energy. If all `steps` are completed,
    `velocities` have had the second half kick. If a particle is further than `limit` from its place in
    `reference`, the kernel returns earlier, in the middle of the next step.
    """
    central, first, crossing, neighbour, inverse_sigma2, epsilon = pairs
    half = 0.5 * time_step
    done = 0
    while True:
        energy = energy_and_forces(
            positions,
            cell,
            form,
            central,
            first,
            crossing,
            neighbour,
            inverse_sigma2,
            epsilon,
            forces,
        )
        done += 1
        if done == steps:
            velocities += half * forces
            return done, energy
        velocities += time_step * forces
        positions += time_step * velocities
        if moved_further_than(positions, reference, limit):
            return done, energy
