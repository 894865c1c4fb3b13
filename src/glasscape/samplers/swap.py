"""Swap Monte Carlo: Metropolis moves in which two particles exchange their diameters and species.

Grigera and Parisi, Phys. Rev. E 63, 045102 (2001).
"""

import numpy as np

from glasscape.arrays import Floats, ShortIntegers
from glasscape.forces.interaction import pair_diameter, pair_interaction
from glasscape.forces.neighbours import find_close_pairs
from glasscape.jit import njit
from glasscape.potentials.pair import PairCoefficients, PairPotential
from glasscape.structures.particles import Particles

# largest difference of two diameters that are exchanged. Moves with larger differences are rarely accepted.
# In the polydisperse model this limit maximises the accepted change of diameter per attempt, which is three
# times that without a limit
LARGEST_DIFFERENCE = 0.1
# number of shells by which neighbours are ordered
SHELLS = 64


@njit(cache=True, inline="always")
def may_exchange(si: float, sj: float, a: int, b: int) -> bool:
    """Whether a swap move may exchange particles with diameters `si` and `sj` and species `a` and `b`.

    They must differ, but their diameters by `LARGEST_DIFFERENCE` at most.
    """
    difference = abs(si - sj)
    return (difference > 0.0 or a != b) and difference <= LARGEST_DIFFERENCE


def swap_particles(
    particles: Particles,
    potential: PairPotential,
    positions: Floats,
    temperature: float,
    attempts: int,
    rng: np.random.Generator,
) -> tuple[Particles, int]:
    """Attempt swap moves of random pairs.

    The two particles differ in species or diameter. Their diameters differ by `LARGEST_DIFFERENCE` at most.

    Parameters
    ----------
    particles : Particles
        The particles.
    potential : PairPotential
        The pair potential.
    positions : ndarray, shape (N, 3)
        Positions, which do not change.
    temperature : float
        Temperature, epsilon.
    attempts : int
        Number of attempted moves. None is attempted if no pair may be exchanged.
    rng : Generator
        Generator of random numbers.

    Returns
    -------
    Particles
        The particles with exchanged diameters and species.
    int
        Number of accepted moves.
    """
    if not _exchangeable(particles):
        return particles, 0
    reach = potential.interaction_range(float(particles.diameters.max()))
    width = reach * reach / SHELLS
    first, neighbour, distance2 = _both_ways(*find_close_pairs(positions, particles.cell, reach), width)
    diameters, species = particles.diameters.copy(), particles.species.copy()
    accepted: int = _attempt(
        diameters,
        species,
        potential.coefficients,
        first,
        neighbour,
        distance2,
        width,
        temperature,
        attempts,
        rng,
    )
    return Particles(diameters, species, particles.cell), accepted


def _exchangeable(particles: Particles) -> bool:
    """Whether any pair may be exchanged. It is enough to test neighbours in the order of diameters."""
    order = np.lexsort((particles.species, particles.diameters))
    difference = np.diff(particles.diameters[order])
    unlike = (difference > 0.0) | (np.diff(particles.species[order]) != 0)
    return bool(np.any(unlike & (difference <= LARGEST_DIFFERENCE)))


@njit(cache=True)
def _both_ways(
    central: ShortIntegers, first: ShortIntegers, neighbour: ShortIntegers, distance2: Floats, width: float
) -> tuple[ShortIntegers, ShortIntegers, Floats]:
    """Full neighbour list of every particle from the half list, in the order of particles.

    The neighbours of a particle are in the order of shells of squared distances of the given width.
    """
    n, count = len(central), first[len(central)]
    shell = np.empty(count, dtype=np.int8)
    filled_shell = np.zeros(SHELLS + 1, dtype=np.int32)
    for k in range(count):
        shell[k] = min(int(distance2[k] / width), SHELLS - 1)
        filled_shell[shell[k] + 1] += 1
    filled_shell = np.cumsum(filled_shell)
    pair, particle = np.empty(count, dtype=np.int32), np.empty(count, dtype=np.int32)
    start = np.zeros(n + 1, dtype=np.int32)
    for slot in range(n):
        for k in range(first[slot], first[slot + 1]):
            place = filled_shell[shell[k]]
            filled_shell[shell[k]] += 1
            pair[place], particle[place] = k, central[slot]
            start[central[slot] + 1] += 1
            start[neighbour[k] + 1] += 1
    for i in range(n):
        start[i + 1] += start[i]
    filled = start[:-1].copy()
    partner = np.empty(start[n], dtype=np.int32)
    square = np.empty(start[n])
    for place in range(count):
        i, j = particle[place], neighbour[pair[place]]
        for one, other in ((i, j), (j, i)):
            partner[filled[one]], square[filled[one]] = other, distance2[pair[place]]
            filled[one] += 1
    return start, partner, square


@njit(cache=True, inline="always", error_model="numpy")
def _reach2(s: float, a: int, largest: float, c: PairCoefficients) -> float:
    """Square of the distance at which a particle interacts with no other of at most the largest diameter."""
    # sigma_ij grows with the diameter of the larger particle up to 1 / (2 nonadditivity)
    partner = max(s, min(largest, 0.5 / c.nonadditivity))
    widest = 0.0
    for b in range(len(c.sigma)):
        widest = max(widest, c.sigma[a, b])
    sigma = 0.5 * widest * (s + partner) * (1.0 - c.nonadditivity * (partner - s))
    return c.form.cutoff2 * sigma * sigma


@njit(cache=True, error_model="numpy", fastmath={"contract", "arcp", "nsz"})
def _change(
    i: int,
    j: int,
    diameters: Floats,
    species: ShortIntegers,
    c: PairCoefficients,
    first: ShortIntegers,
    neighbour: ShortIntegers,
    distance2: Floats,
    reach2: float,
) -> float:
    """Energy change of particle i if it takes the diameter and species of j, without the pair (i, j).

    Particles beyond `reach2`, the square of a distance, do not interact with i before or after the move.
    """
    gain = 0.0
    form = c.form
    before, after = (diameters[i], species[i]), (diameters[j], species[j])
    for k in range(first[i], first[i + 1]):
        if distance2[k] > reach2:
            break
        m = neighbour[k]
        # the energy of the pair itself does not change
        if m == j:
            continue
        for sign, (s, a) in ((-1.0, before), (1.0, after)):
            sigma = pair_diameter(c, s, diameters[m], a, species[m])
            t = distance2[k] / (sigma * sigma)
            if t < form.cutoff2:
                energy, _, _ = pair_interaction(t, form)
                gain += sign * c.epsilon[a, species[m]] * energy
    return gain


@njit(cache=True, error_model="numpy")
def _attempt(
    diameters: Floats,
    species: ShortIntegers,
    coefficients: PairCoefficients,
    first: ShortIntegers,
    neighbour: ShortIntegers,
    distance2: Floats,
    width: float,
    temperature: float,
    attempts: int,
    rng: np.random.Generator,
) -> int:
    """Attempt moves in place. Returns the number of accepted moves.

    The neighbours of a particle are in the order of shells of squared distances of the given width.
    """
    n = len(diameters)
    largest = diameters.max()
    accepted = 0
    for _ in range(attempts):
        while True:
            # the number of allowed pairs is the same after every move, as detailed balance requires
            i, j = int(n * rng.random()), int(n * rng.random())
            if may_exchange(diameters[i], diameters[j], species[i], species[j]):
                break
        bound = -temperature * np.log(rng.random())
        # the order within a shell is arbitrary
        reach2 = width + max(
            _reach2(diameters[i], species[i], largest, coefficients),
            _reach2(diameters[j], species[j], largest, coefficients),
        )
        change = _change(i, j, diameters, species, coefficients, first, neighbour, distance2, reach2)
        change += _change(j, i, diameters, species, coefficients, first, neighbour, distance2, reach2)
        if change <= bound:
            diameters[i], diameters[j] = diameters[j], diameters[i]
            species[i], species[j] = species[j], species[i]
            accepted += 1
    return accepted
