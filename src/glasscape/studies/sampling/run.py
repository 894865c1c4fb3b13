"""One run of one sampler, from random positions."""

import logging
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from glasscape.arrays import Floats, Integers, ShortIntegers
from glasscape.files import read_arrays, write_arrays
from glasscape.forces.engine import make_engine
from glasscape.potentials.models import MODELS
from glasscape.potentials.settings import PotentialSettings
from glasscape.preparation.draw import draw_glass, random_positions
from glasscape.preparation.prepare import thermal_positions
from glasscape.samplers.annealing import Annealing, anneal
from glasscape.samplers.dynamics import Dynamics, run_dynamics
from glasscape.samplers.tempering import PARTS, Tempering, temper
from glasscape.samplers.walkers import Samples, Walkers
from glasscape.seeds import named_seed
from glasscape.structures.particles import Particles
from glasscape.studies.sampling.settings import (
    CARRIED,
    TRAITS,
    AnnealingSettings,
    ChainSettings,
    FlowSettings,
    SamplerName,
    SamplingSettings,
)

logger = logging.getLogger(__name__)

# arrays of a run that hold its configurations
CONFIGURATIONS = ("positions", "diameters", "species")
# settings of a first run, which compiles the code and is not timed
SHORT = {
    "chains": ChainSettings(sweeps=400, equilibration=100, sweeps_per_round=100, steps_per_segment=20),
    "annealing": AnnealingSettings(members=700, equilibration=10, sweeps=1),
    "flow": FlowSettings(configurations=200),
}


@dataclass(frozen=True, eq=False)
class Run:
    """What a run of a sampler leaves.

    Attributes
    ----------
    temperatures : ndarray, shape (K,)
        Temperatures, epsilon, in descending order.
    energies : ndarray, shape (K, S)
        Potential energies per particle, epsilon: a series, or one of every member of a population.
    evaluations, seconds : ndarray, shape (K,)
        Evaluations, and time on one core, that the samples of a temperature needed.
    acceptance, swap_acceptance, exchange_acceptance, families : ndarray, shape (K,)
        As in `Samples`. NaN where there is none.
    round_trips : ndarray of int, shape ()
        Number of round trips of replicas. -1 without exchanges.
    positions : ndarray, shape (S, K, N, 3)
        Configurations of all temperatures. Empty for all samplers but `swap-tempering`.
    diameters, species : ndarray, shape (S, K, N)
        Diameters and species in these configurations. Swap moves exchange them.
    """

    temperatures: Floats
    energies: Floats
    evaluations: Integers
    seconds: Floats
    acceptance: Floats
    swap_acceptance: Floats
    exchange_acceptance: Floats
    families: Floats
    round_trips: Integers
    positions: Floats
    diameters: Floats
    species: ShortIntegers

    def write(self, path: str | Path) -> None:
        """Write the run as an `.npz` file."""
        write_arrays(path, {name: np.asarray(value) for name, value in vars(self).items()})

    @classmethod
    def read(cls, path: str | Path, configurations: bool = True) -> "Run":
        """Read a run, or all of it but its configurations, which may be large."""
        arrays = read_arrays(path, () if configurations else CONFIGURATIONS)
        return cls(**{name: np.empty(0) for name in CONFIGURATIONS} | arrays)


def run_sampler(settings: SamplingSettings, sampler: SamplerName, name: str) -> Run:
    """Sample all temperatures, from random positions.

    Parameters
    ----------
    settings : SamplingSettings
        Model, temperatures and lengths.
    sampler : str
        The sampler.
    name : str
        Name of the run. It enters the seed of the random numbers.
    """
    _sample(settings.model_copy(update=SHORT), sampler, np.random.default_rng(0))
    began = time.process_time()
    found = _sample(settings, sampler, np.random.default_rng(named_seed(settings.seed, f"{sampler} {name}")))
    seconds = time.process_time() - began
    # parallel tempering and annealing share their evaluations between temperatures
    shared = TRAITS[sampler].kind in ("replicas", "population")
    total = found.evaluations.max() if shared else found.evaluations.sum()
    none = np.full(len(found.temperatures), np.nan)
    kept = found.snapshots if sampler == CARRIED else ()
    n = settings.particles
    logger.info("%s %s: %d evaluations in %.0f s", sampler, name, total, seconds)
    return Run(
        temperatures=found.temperatures,
        energies=found.energies / n,
        evaluations=found.evaluations,
        seconds=found.evaluations * seconds / total,
        acceptance=found.acceptance,
        swap_acceptance=found.swap_acceptance,
        exchange_acceptance=none if found.exchange_acceptance is None else found.exchange_acceptance,
        families=none if found.families is None else found.families,
        round_trips=np.array(-1 if found.round_trips is None else found.round_trips),
        positions=np.array([each.positions for each in kept]),
        diameters=np.array([each.diameters for each in kept]),
        species=np.array([each.species for each in kept], dtype=np.int32),
    )


def _sample(settings: SamplingSettings, sampler: SamplerName, rng: np.random.Generator) -> Samples:
    """Samples of a sampler."""
    model, traits = MODELS[settings.model], TRAITS[sampler]
    temperatures = np.array(settings.temperatures)
    swap_fraction = settings.chains.swap_fraction if traits.swaps else 0.0
    particles = draw_glass(model.composition, settings.particles, rng)
    chains, annealing = settings.chains, settings.annealing
    match traits.kind:
        case "population":
            start = _random_walkers(particles, annealing.members, rng)
            return anneal(
                start,
                model.potential,
                Annealing(
                    temperatures=temperatures,
                    swap_fraction=swap_fraction,
                    equilibration=annealing.equilibration,
                    sweeps=0 if sampler == "flow" else annealing.sweeps,
                    overlap=annealing.overlap,
                    flow=traits.flow,
                ),
                rng,
            )
        case "dynamics":
            engine = make_engine(PotentialSettings(model=settings.model))
            step = chains.time_step
            starts = [thermal_positions(engine, particles, each, step, rng) for each in settings.temperatures]
            return run_dynamics(
                Walkers.of_particles(particles, np.array(starts)),
                engine,
                Dynamics(temperatures, chains.steps_per_segment, step),
                chains.equilibration // chains.steps_per_segment,
                chains.sweeps // chains.steps_per_segment,
                rng,
            )
        case "chain" | "replicas":
            return temper(
                _random_walkers(particles, len(temperatures), rng),
                model.potential,
                Tempering(temperatures, swap_fraction, traits.kind == "replicas", chains.sweeps_per_round),
                chains.equilibration // chains.sweeps_per_round,
                chains.sweeps // chains.sweeps_per_round,
                rng,
                snapshots=settings.flow.configurations if sampler == CARRIED else PARTS,
            )


def _random_walkers(particles: Particles, count: int, rng: np.random.Generator) -> Walkers:
    """Walkers at random positions."""
    positions = np.array([random_positions(particles, rng) for _ in range(count)])
    return Walkers.of_particles(particles, positions)
