"""Run molecular dynamics from one configuration with different velocities."""

import numpy as np
from tqdm import tqdm

from glasscape.arrays import Floats
from glasscape.dynamics.drift import check_drift
from glasscape.dynamics.velocities import initial_state, thermal_velocities
from glasscape.forces.engine import Engine
from glasscape.seeds import named_seed
from glasscape.structures.particles import Particles
from glasscape.trajectories.isoconfigurational import Isoconfigurational
from glasscape.trajectories.settings import RunSettings


def run_isoconfigurational(
    engine: Engine,
    particles: Particles,
    liquid: Floats,
    temperature: float,
    settings: RunSettings,
    seed: int,
) -> Isoconfigurational:
    """Run a liquid several times from one configuration, at constant energy, with new Maxwell velocities.

    Parameters
    ----------
    engine : Engine
        Computes the forces.
    particles : Particles
        The particles. All masses are 1.
    liquid : ndarray, shape (N, 3)
        A configuration in equilibrium at `temperature`, sigma.
    temperature : float
        Temperature of the velocities, epsilon.
    settings : RunSettings
        Number, duration and time step of the runs.
    seed : int
        Seed of all velocities. A run does not depend on the number of runs.

    Raises
    ------
    EngineError
        If the total energy drifts because the time step is too long.
    """
    start = particles.cell.wrap(liquid)
    steps = max(1, round(settings.time / settings.time_step))
    ends = np.empty((settings.runs, *start.shape))
    force_field = engine.force_field(particles)
    for run in tqdm(range(settings.runs), "isoconfigurational runs", disable=None):
        rng = np.random.default_rng(named_seed(seed, str(run)))
        velocities = thermal_velocities(len(particles), temperature, rng, particles.cell.dimensions)
        before = initial_state(force_field, start, velocities)
        after = force_field.advance(before, settings.time_step, steps)
        drift = abs(after.energy - before.energy) / len(particles)
        check_drift(drift, temperature, "isoconfigurational.time_step", f" in run {run}")
        ends[run] = after.positions
    return Isoconfigurational(particles, start, ends)
