"""Population annealing: many configurations are cooled together and resampled by their weights.

Hukushima and Iba, AIP Conf. Proc. 690, 200 (2003). Steps of temperature follow from the overlap of the
distributions: Barash, Weigel, Borovsky, Janke and Shchur, Comput. Phys. Commun. 220, 341 (2017). Families
tell how many independent members are left: Wang, Machta and Katzgraber, Phys. Rev. E 92, 063307 (2015).
A flow may carry the members in every step, which leaves more equal weights.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import softmax
from tqdm import tqdm

from glasscape.arrays import Floats, Integers, ShortIntegers
from glasscape.jit import njit
from glasscape.potentials.pair import PairPotential
from glasscape.samplers.flow import Flow, halves, train, weigh, weigh_parts
from glasscape.samplers.moves import Moves, sweep
from glasscape.samplers.settings import FEWEST_TO_TRAIN
from glasscape.samplers.tempering import FIRST_STEP, adjusted_steps, even_parts, fraction
from glasscape.samplers.walkers import Samples, Walkers

logger = logging.getLogger(__name__)

# members from which the next temperature is determined, and halvings of an interval to find it
PILOT = 100
BISECTIONS = 7
# fraction of swaps in the equilibration of a population that is annealed without swaps
START_SWAPS = 0.2
# parts into which the equilibration at the highest temperature is divided, to adjust displacements
PARTS = 10


@dataclass(frozen=True)
class Annealing:
    """Settings of population annealing.

    Attributes
    ----------
    temperatures : ndarray, shape (K,)
        Temperatures that are measured, epsilon, in descending order. There are as many steps between them as
        the overlap needs.
    swap_fraction : float
        Fraction of the moves that are swaps.
    equilibration : int
        Sweeps of every member at the highest temperature. They have swaps even if `swap_fraction` is zero: a
        population must start in equilibrium.
    sweeps : int
        Sweeps of every member after every step.
    overlap : float
        Overlap of the distributions before and after a step, between 0 and 1.
    flow : bool
        Whether a flow carries the members. Without `FEWEST_TO_TRAIN` of them in both halves of the families,
        none does.
    """

    temperatures: Floats
    swap_fraction: float
    equilibration: int
    sweeps: int
    overlap: float
    flow: bool


@njit(cache=True, error_model="numpy")
def _sweep_all(
    positions: Floats,
    diameters: Floats,
    species: ShortIntegers,
    moves: Moves,
    temperature: float,
    step: float,
    counts: Integers,
    rng: np.random.Generator,
) -> Floats:
    """Sweeps of all members, in place. Returns their energies."""
    energies = np.empty(len(positions))
    for m in range(len(positions)):
        energies[m] = sweep(positions[m], diameters[m], species[m], moves, temperature, step, counts, rng)
    return energies


def anneal(
    walkers: Walkers, potential: PairPotential, settings: Annealing, rng: np.random.Generator
) -> Samples:
    """Cool a population from the highest to the lowest temperature.

    Parameters
    ----------
    walkers : Walkers
        The members, each a family of its own.
    potential : PairPotential
        The potential.
    settings : Annealing
        Temperatures and moves.
    rng : Generator
        Generator of random numbers.
    """
    population = walkers.copy()
    families = np.arange(len(population))
    step = np.array([FIRST_STEP])
    # evaluations of single members
    spent = settings.equilibration * len(population)
    energies, evaluations, kept = [], [], []
    counts = np.zeros((1, 4), dtype=np.int64)

    def move(temperature: float, sweeps: int, swap_fraction: float) -> Floats:
        counts[:] = 0
        return _sweep_all(
            population.positions,
            population.diameters,
            population.species,
            population.moves(potential, swap_fraction, sweeps),
            temperature,
            float(step[0]),
            counts[0],
            rng,
        )

    beta = 1.0 / settings.temperatures[0]
    for sweeps in even_parts(settings.equilibration, PARTS):
        current = move(1.0 / beta, sweeps, settings.swap_fraction or START_SWAPS)
        step = adjusted_steps(step, counts)
    moves = []
    for temperature in tqdm(settings.temperatures, "anneal", disable=None):
        target = 1.0 / temperature
        while beta < target:
            flows = _cross_fitted(population, families, potential, beta, target) if settings.flow else []
            beta_next, weighed = _next(population, families, flows, potential, beta, target, settings.overlap)
            moved, log_weights = _step(population, families, flows, potential, beta, beta_next)
            chosen = systematic(softmax(log_weights), rng)
            population, families = moved.take(chosen), families[chosen]
            if settings.flow and not flows:
                logger.warning(
                    "no flow from T = %.6g to %.6g: a large family leaves fewer than %d members to train it",
                    1.0 / beta,
                    1.0 / beta_next,
                    FEWEST_TO_TRAIN,
                )
            beta = beta_next
            # all members train a flow, are weighed and move
            spent += (len(population) + weighed) * _cost_of_weighing(flows)
            spent += len(population) * (bool(flows) + max(settings.sweeps, 1))
            if settings.sweeps:
                current = move(1.0 / beta, settings.sweeps, settings.swap_fraction)
                step = adjusted_steps(step, counts)
            else:
                current = population.energies(potential)
                counts[:] = 0
        energies.append(current)
        evaluations.append(spent)
        moves.append(counts[0].copy())
        kept.append(effective_families(families))
    done = np.array(moves)
    return Samples(
        temperatures=settings.temperatures,
        energies=np.array(energies),
        evaluations=np.array(evaluations),
        acceptance=fraction(done[:, 1], done[:, 0]),
        swap_acceptance=fraction(done[:, 3], done[:, 2]),
        snapshots=(population,),
        families=np.array(kept),
    )


def _cost_of_weighing(flows: list[Flow]) -> int:
    """Evaluations with which one member is weighed: of its energy, and with a flow of the way and its end."""
    return 2 + flows[0].evaluations if flows else 1


def _cross_fitted(
    population: Walkers, families: Integers, potential: PairPotential, beta: float, target: float
) -> list[Flow]:
    """Flows for both halves of the population, each trained on the other. None if a half is too small."""
    parts = halves(families)
    if min(map(len, parts)) < FEWEST_TO_TRAIN:
        return []
    return [train(population.take(part), potential, beta, target, 1) for part in parts[::-1]]


def _step(
    population: Walkers,
    families: Integers,
    flows: list[Flow],
    potential: PairPotential,
    beta: float,
    beta_next: float,
) -> tuple[Walkers, Floats]:
    """The population at the next inverse temperature, with the logarithms of its weights."""
    if not flows:
        return weigh(None, population, potential, beta, beta_next)
    return weigh_parts(flows, halves(families), population, potential, beta, beta_next)


def _next(
    population: Walkers,
    families: Integers,
    flows: list[Flow],
    potential: PairPotential,
    beta: float,
    target: float,
    overlap: float,
) -> tuple[float, int]:
    """Largest next inverse temperature, up to the target, that keeps the overlap, by a few members.

    Returns it with the number of members that were weighed, once at every temperature that was tried.
    """
    parts = halves(families)
    # members of all families: relatives stand beside each other
    pilots = [population.take(part[:: max(1, len(part) // (PILOT // 2))][: PILOT // 2]) for part in parts]
    given: list[Flow | None] = [*flows] or [None, None]
    weighed = 0

    def enough(end: float) -> bool:
        nonlocal weighed
        weighed += sum(map(len, pilots))
        pairs = zip(given, pilots, strict=True)
        found = [weigh(flow, pilot, potential, beta, end)[1] for flow, pilot in pairs]
        return weight_overlap(softmax(np.concatenate(found))) >= overlap

    return largest(enough, beta, target), weighed


def largest(enough: Callable[[float], bool], begin: float, end: float) -> float:
    """Largest value up to `end` that is enough, by bisection. `begin` is enough."""
    if enough(end):
        return end
    low, high = begin, end
    for _ in range(BISECTIONS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if enough(middle) else (low, middle)
    # a step of some length, even where members differ too much
    return low if low > begin else high


def weight_overlap(weights: Floats) -> float:
    """Overlap of a population with itself under weights whose sum is one: sum over min(1 / R, w)."""
    return float(np.minimum(1.0 / len(weights), weights).sum())


def systematic(weights: Floats, rng: np.random.Generator) -> Integers:
    """Indices of the members of the next population, shape (R,), by systematic resampling.

    A member of weight w occurs R w times, rounded up or down. The sum of the weights is one.
    """
    count = len(weights)
    marks = (rng.random() + np.arange(count)) / count
    return np.minimum(np.searchsorted(np.cumsum(weights), marks), count - 1)


def effective_families(families: Integers) -> float:
    """Effective number of families, R / rho_t: one over the sum of the squares of their fractions."""
    fractions = np.bincount(families) / len(families)
    return float(1.0 / np.sum(fractions**2))
