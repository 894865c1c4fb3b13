"""Monte Carlo moves of small systems, in compiled code: displacements and swaps of single particles.

Energies are sums over all other particles, without neighbour lists. That suits a hundred particles, whose
cell is little wider than twice the range of the interaction. The energies of all pairs are kept, so that a
move computes only its new energies. Their loops have no branches and are vectorised.
"""

from typing import NamedTuple

import numpy as np

from glasscape.arrays import Floats, Integers, ShortIntegers
from glasscape.forces.interaction import pair_diameter, pair_interaction
from glasscape.jit import njit
from glasscape.potentials.pair import PairCoefficients, PairForm
from glasscape.samplers.swap import may_exchange
from glasscape.structures.kernels import Box, box_of, nearest

# (r / sigma_ij)^2 below which the energy does not rise any more. It is beyond any thermal energy there
CLOSEST = 0.01


class Moves(NamedTuple):
    """The system and the moves of some sweeps, for compiled code.

    Attributes
    ----------
    cell : ndarray, shape (3, 3)
        Lattice vectors.
    coefficients : PairCoefficients
        The potential.
    dimensions : int
        Number of dimensions.
    swap_fraction : float
        Fraction of the moves that are swaps.
    sweeps : int
        Number of sweeps.
    """

    cell: Floats
    coefficients: PairCoefficients
    dimensions: int
    swap_fraction: float
    sweeps: int


@njit(cache=True, error_model="numpy", fastmath={"contract", "arcp", "nsz", "reassoc"})
def _energies_with(
    place: tuple[float, float, float],
    inverse_sigma2: Floats,
    epsilon: Floats,
    x: Floats,
    y: Floats,
    z: Floats,
    box: Box,
    form: PairForm,
    energies: Floats,
) -> float:
    """Write the energies of a particle at `place` with all others, shape (N,), and return their sum.

    Where `epsilon` is zero, so is the energy, even at no distance.
    """
    cut = form.cutoff2
    total = 0.0
    for m in range(len(x)):
        dx, dy, dz = nearest(x[m] - place[0], y[m] - place[1], z[m] - place[2], box)
        t = (dx * dx + dy * dy + dz * dz) * inverse_sigma2[m]
        # at the cutoff the energy is zero
        t = CLOSEST if t < CLOSEST else (cut if t > cut else t)
        value, _, _ = pair_interaction(t, form)
        energies[m] = epsilon[m] * value
        total += energies[m]
    return total


@njit(cache=True, error_model="numpy")
def _couplings(diameters: Floats, species: ShortIntegers, c: PairCoefficients) -> tuple[Floats, Floats]:
    """1 / sigma_ij^2 and epsilon_ij of all pairs, shape (N, N). A particle does not act on itself."""
    n = len(diameters)
    inverse_sigma2, epsilon = np.empty((n, n)), np.empty((n, n))
    for i in range(n):
        for m in range(n):
            sigma = pair_diameter(c, diameters[i], diameters[m], species[i], species[m])
            inverse_sigma2[i, m] = 1.0 / (sigma * sigma)
            epsilon[i, m] = c.epsilon[species[i], species[m]]
        epsilon[i, i] = 0.0
    return inverse_sigma2, epsilon


@njit(cache=True, error_model="numpy")
def total_energy(
    positions: Floats, diameters: Floats, species: ShortIntegers, cell: Floats, c: PairCoefficients
) -> float:
    """Energy of a configuration, positions of shape (N, 3), epsilon."""
    n = len(positions)
    box = box_of(cell)
    x, y, z = positions[:, 0].copy(), positions[:, 1].copy(), positions[:, 2].copy()
    inverse_sigma2, epsilon = _couplings(diameters, species, c)
    energies = np.empty(n)
    energy = 0.0
    for i in range(n):
        energy += _energies_with(
            (x[i], y[i], z[i]), inverse_sigma2[i], epsilon[i], x, y, z, box, c.form, energies
        )
    return 0.5 * energy


@njit(cache=True, error_model="numpy")
def sweep(
    positions: Floats,
    diameters: Floats,
    species: ShortIntegers,
    moves: Moves,
    temperature: float,
    step: float,
    counts: Integers,
    rng: np.random.Generator,
) -> float:
    """Metropolis moves of one configuration, in place; N of them are a sweep. Returns its energy, epsilon.

    A move is a swap with a probability that `moves` has, otherwise a displacement of one particle, uniform in
    a cube or square of half width `step`. Swaps obey `may_exchange`, which must allow some pair.

    Parameters
    ----------
    positions, diameters, species : ndarray, shape (N, 3), (N,), (N,)
        The configuration.
    moves : Moves
        The system, and number and kind of the moves.
    temperature, step : float
        Temperature, epsilon, and largest displacement along an axis, sigma.
    counts : ndarray of int, shape (4,)
        Attempted and accepted displacements, attempted and accepted swaps are added to it.
    rng : Generator
        Generator of random numbers.
    """
    n = len(positions)
    cell, c, dimensions, swap_fraction, sweeps = moves
    box = box_of(cell)
    x, y, z = positions[:, 0].copy(), positions[:, 1].copy(), positions[:, 2].copy()
    inverse_sigma2, epsilon = _couplings(diameters, species, c)
    # energies of all pairs, and those after a move
    pairs = np.zeros((n, n))
    for i in range(n):
        _energies_with((x[i], y[i], z[i]), inverse_sigma2[i], epsilon[i], x, y, z, box, c.form, pairs[i])
    new, other = np.zeros(n), np.zeros(n)
    for _ in range(n * sweeps):
        if swap_fraction > 0.0 and rng.random() < swap_fraction:
            while True:
                # the number of allowed pairs is the same after every move, as detailed balance requires
                i, j = int(n * rng.random()), int(n * rng.random())
                if may_exchange(diameters[i], diameters[j], species[i], species[j]):
                    break
            counts[2] += 1
            bound = -temperature * np.log(rng.random())
            # the energy of the pair itself does not change
            strength = epsilon[i, j]
            epsilon[i, j] = epsilon[j, i] = 0.0
            change = 2.0 * pairs[i, j] - pairs[i].sum() - pairs[j].sum()
            change += _energies_with(
                (x[i], y[i], z[i]), inverse_sigma2[j], epsilon[j], x, y, z, box, c.form, new
            ) + _energies_with((x[j], y[j], z[j]), inverse_sigma2[i], epsilon[i], x, y, z, box, c.form, other)
            epsilon[i, j] = epsilon[j, i] = strength
            if change <= bound:
                diameters[i], diameters[j] = diameters[j], diameters[i]
                species[i], species[j] = species[j], species[i]
                for table in (inverse_sigma2, epsilon):
                    for m in range(n):
                        if m not in (i, j):
                            table[i, m], table[j, m] = table[j, m], table[i, m]
                            table[m, i], table[m, j] = table[i, m], table[j, m]
                for m in range(n):
                    if m not in (i, j):
                        pairs[i, m] = pairs[m, i] = new[m]
                        pairs[j, m] = pairs[m, j] = other[m]
                counts[3] += 1
        else:
            i = int(n * rng.random())
            counts[0] += 1
            xi = x[i] + step * (2.0 * rng.random() - 1.0)
            yi = y[i] + step * (2.0 * rng.random() - 1.0)
            zi = z[i]
            if dimensions == 3:
                zi += step * (2.0 * rng.random() - 1.0)
            bound = -temperature * np.log(rng.random())
            change = -pairs[i].sum() + _energies_with(
                (xi, yi, zi), inverse_sigma2[i], epsilon[i], x, y, z, box, c.form, new
            )
            if change <= bound:
                x[i], y[i], z[i] = xi, yi, zi
                for m in range(n):
                    pairs[i, m] = pairs[m, i] = new[m]
                counts[1] += 1
    positions[:, 0], positions[:, 1], positions[:, 2] = x, y, z
    energy: float = 0.5 * pairs.sum()
    return energy
