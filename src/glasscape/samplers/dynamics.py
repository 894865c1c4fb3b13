"""Molecular dynamics in segments with new velocities, as a sampler of several temperatures."""

from dataclasses import dataclass

import numpy as np
from tqdm import tqdm

from glasscape.arrays import Floats
from glasscape.forces.engine import Engine
from glasscape.samplers.hybrid import hybrid_blocks
from glasscape.samplers.settings import HybridMonteCarloSettings
from glasscape.samplers.walkers import Samples, Walkers


@dataclass(frozen=True)
class Dynamics:
    """Settings of molecular dynamics at several temperatures.

    Attributes
    ----------
    temperatures : ndarray, shape (K,)
        Temperatures, epsilon, in descending order.
    steps : int
        Steps of a segment, after which the energy is measured.
    time_step : float
        Time step, sigma sqrt(m / epsilon).
    """

    temperatures: Floats
    steps: int
    time_step: float


def run_dynamics(
    walkers: Walkers,
    engine: Engine,
    settings: Dynamics,
    equilibration: int,
    segments: int,
    rng: np.random.Generator,
) -> Samples:
    """Sample all temperatures, each from its own walker.

    Parameters
    ----------
    walkers : Walkers
        A configuration for every temperature.
    engine : Engine
        Computes the forces.
    settings : Dynamics
        Temperatures and length of a segment.
    equilibration, segments : int
        Segments without measurement, then those that are measured.
    rng : Generator
        Generator of random numbers.
    """
    count = len(settings.temperatures)
    energies, accepted = np.empty((count, segments)), np.zeros(count)
    state = walkers.take(np.arange(count))
    for k in tqdm(range(count), "molecular dynamics", disable=None):
        block = HybridMonteCarloSettings(
            temperature=settings.temperatures[k],
            swaps_per_particle=0,
            steps_per_block=settings.steps,
            time_step=settings.time_step,
        )
        start = hybrid_blocks(state.particles(k), state.positions[k], equilibration, engine, block, rng)
        found = hybrid_blocks(start.particles, start.positions, segments, engine, block, rng)
        energies[k], accepted[k], state.positions[k] = found.energies, found.accepted, found.positions
    return Samples(
        temperatures=settings.temperatures,
        energies=energies,
        # a segment evaluates its start, too
        evaluations=np.full(count, (equilibration + segments) * (settings.steps + 1)),
        acceptance=accepted / segments,
        swap_acceptance=np.full(count, np.nan),
        snapshots=(state,),
    )
