"""Monte Carlo at several temperatures, alone or as parallel tempering.

Hukushima and Nemoto, J. Phys. Soc. Jpn. 65, 1604 (1996). Round trips are counted as by Katzgraber, Trebst,
Huse and Troyer, J. Stat. Mech. P03018 (2006).
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from tqdm import tqdm

from glasscape.arrays import Floats, Integers, ShortIntegers
from glasscape.jit import njit
from glasscape.potentials.pair import PairPotential
from glasscape.samplers.moves import Moves, sweep
from glasscape.samplers.walkers import Samples, Walkers

# acceptance of displacements to which their size is adjusted, and sizes at the beginning and at most, sigma
TARGET_ACCEPTANCE = 0.4
FIRST_STEP = 0.1
LARGEST_STEP = 0.5
# adjustments of the size of displacements
ADJUSTMENTS = 20
# configurations of every temperature that are kept; progress is shown as often
PARTS = 50


class _Part(NamedTuple):
    """Result of some rounds.

    Attributes
    ----------
    energies : ndarray, shape (rounds, K)
        Energy at every temperature after every round, epsilon.
    visits : ndarray of int, shape (rounds, K)
        The replica there.
    counts : ndarray of int, shape (K, 4)
        Moves, as of `sweep`.
    exchanged : ndarray of int, shape (K, 2)
        Attempted and accepted exchanges with the next higher temperature.
    """

    energies: Floats
    visits: Integers
    counts: Integers
    exchanged: Integers


@njit(cache=True, error_model="numpy")
def _rounds(
    positions: Floats,
    diameters: Floats,
    species: ShortIntegers,
    moves: Moves,
    temperatures: Floats,
    steps: Floats,
    exchange: bool,
    place: Integers,
    first: int,
    part: _Part,
    rng: np.random.Generator,
) -> None:
    """Rounds of sweeps at every temperature, and of exchanges between neighbours, in place.

    `first` is the number of rounds before, without which short parts would exchange the same pairs again.
    `place[k]` is the replica at temperature k. The result is written to `part`.
    """
    energies, visits, counts, exchanged = part
    count = len(temperatures)
    for r in range(len(energies)):
        for k in range(count):
            w = place[k]
            energies[r, k] = sweep(
                positions[w],
                diameters[w],
                species[w],
                moves,
                temperatures[k],
                steps[k],
                counts[k],
                rng,
            )
            visits[r, k] = w
        if exchange:
            # even and odd pairs of neighbours in turns
            for k in range(1 + (first + r) % 2, count, 2):
                exchanged[k, 0] += 1
                gain = (1.0 / temperatures[k] - 1.0 / temperatures[k - 1]) * (
                    energies[r, k] - energies[r, k - 1]
                )
                if np.log(rng.random()) < gain:
                    place[k], place[k - 1] = place[k - 1], place[k]
                    exchanged[k, 1] += 1


@dataclass(frozen=True)
class Tempering:
    """Settings of Monte Carlo at several temperatures.

    Attributes
    ----------
    temperatures : ndarray, shape (K,)
        Temperatures, epsilon, in descending order.
    swap_fraction : float
        Fraction of the moves that are swaps.
    exchange : bool
        Whether replicas at neighbouring temperatures are exchanged.
    sweeps : int
        Sweeps between two measurements, and between two exchanges.
    """

    temperatures: Floats
    swap_fraction: float
    exchange: bool
    sweeps: int


def temper(
    walkers: Walkers,
    potential: PairPotential,
    settings: Tempering,
    equilibration: int,
    rounds: int,
    rng: np.random.Generator,
    snapshots: int = PARTS,
) -> Samples:
    """Sample all temperatures, each from its own walker.

    Parameters
    ----------
    walkers : Walkers
        A configuration for every temperature.
    potential : PairPotential
        The potential.
    settings : Tempering
        Temperatures and moves.
    equilibration : int
        Rounds without measurement, during which the sizes of displacements are adjusted.
    rounds : int
        Rounds that are measured.
    rng : Generator
        Generator of random numbers.
    snapshots : int
        Number of configurations of every temperature that are kept.

    Returns
    -------
    Samples
        A series of energies for every temperature.
    """
    count = len(settings.temperatures)
    state, place = walkers.take(np.arange(count)), np.arange(count)
    steps = np.full(count, FIRST_STEP)
    done = 0
    parts: list[_Part] = []
    kept: list[Walkers] = []
    with tqdm(None, "sample", equilibration + rounds, unit="round", disable=None) as progress:
        for length in even_parts(equilibration, ADJUSTMENTS):
            part = _run(state, place, steps, potential, settings, done, length, rng)
            steps = adjusted_steps(steps, part.counts)
            done += length
            progress.update(length)
        for length in even_parts(rounds, snapshots):
            parts.append(_run(state, place, steps, potential, settings, done, length, rng))
            done += length
            kept.append(state.take(place))
            progress.update(length)
    moves = np.sum([part.counts for part in parts], axis=0)
    exchanged = np.sum([part.exchanged for part in parts], axis=0)
    each = (equilibration + rounds) * settings.sweeps
    found = Samples(
        temperatures=settings.temperatures,
        energies=np.concatenate([part.energies for part in parts]).T,
        evaluations=np.full(count, each * (count if settings.exchange else 1)),
        acceptance=fraction(moves[:, 1], moves[:, 0]),
        swap_acceptance=fraction(moves[:, 3], moves[:, 2]),
        snapshots=tuple(kept),
    )
    if settings.exchange:
        visits = np.concatenate([part.visits for part in parts])
        accepted = fraction(exchanged[:, 1], exchanged[:, 0])
        found = replace(found, exchange_acceptance=accepted, round_trips=round_trips(visits))
    return found


def _run(
    state: Walkers,
    place: Integers,
    steps: Floats,
    potential: PairPotential,
    settings: Tempering,
    first: int,
    rounds: int,
    rng: np.random.Generator,
) -> _Part:
    """Rounds of the replicas, in place, after `first` others."""
    count = len(place)
    part = _Part(
        np.empty((rounds, count)),
        np.empty((rounds, count), dtype=np.int64),
        np.zeros((count, 4), dtype=np.int64),
        np.zeros((count, 2), dtype=np.int64),
    )
    _rounds(
        state.positions,
        state.diameters,
        state.species,
        state.moves(potential, settings.swap_fraction, settings.sweeps),
        settings.temperatures,
        steps,
        settings.exchange,
        place,
        first,
        part,
        rng,
    )
    return part


def even_parts(total: int, parts: int) -> list[int]:
    """Lengths of up to `parts` parts of about equal length."""
    lengths = [len(part) for part in np.array_split(np.arange(total), parts)]
    return [length for length in lengths if length]


def adjusted_steps(steps: Floats, counts: Integers) -> Floats:
    """Largest displacements, shape (K,), with which the acceptance comes closer to the target.

    `counts`, shape (K, 4), are those of `sweep`.
    """
    accepted = counts[:, 1] / np.maximum(counts[:, 0], 1)
    return np.asarray(np.minimum(steps * np.clip(accepted / TARGET_ACCEPTANCE, 0.5, 2.0), LARGEST_STEP))


def fraction(part: Integers, whole: Integers) -> Floats:
    """The ratio of two counts, NaN where the whole is zero."""
    return np.asarray(np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0))


def round_trips(visits: Integers) -> int:
    """Number of round trips of all replicas from the highest to the lowest temperature and back.

    Parameters
    ----------
    visits : ndarray of int, shape (rounds, K)
        The replica at every temperature after every round, highest first.
    """
    count = visits.shape[1]
    # half trips: a replica that came from one end arrives at the other
    trips = 0
    came_from = np.full(count, -1)
    for top, bottom in zip(visits[:, 0], visits[:, -1], strict=True):
        if came_from[top] == 1:
            trips += 1
        came_from[top] = 0
        if came_from[bottom] == 0:
            came_from[bottom] = 1
    return trips
