"""Run molecular dynamics from one configuration with different velocities."""

from collections.abc import Iterator, Sequence

import numpy as np
from tqdm import tqdm

from glasscape.arrays import Floats, Integers
from glasscape.dynamics.drift import check_drift, energy_drift
from glasscape.dynamics.velocities import initial_state, thermal_velocities
from glasscape.errors import ConfigError
from glasscape.forces.engine import Engine
from glasscape.forces.force_field import ForceField, MDState
from glasscape.seeds import named_seed
from glasscape.structures.particles import Particles
from glasscape.trajectories.isoconfigurational import Isoconfigurational


def steps_of(times: Sequence[float] | Floats, time_step: float) -> Integers:
    """Numbers of steps after these times: at least one, and different ones, shape (T,)."""
    steps = np.maximum(1, np.rint(np.asarray(times) / time_step)).astype(np.int64)
    return np.unique(steps)


def states_at(
    force_field: ForceField, state: MDState, time_step: float, steps: Integers
) -> Iterator[MDState]:
    """States of molecular dynamics after these numbers of steps, in ascending order."""
    done = 0
    for step in steps:
        state = force_field.advance(state, time_step, int(step) - done)
        done = int(step)
        yield state


def run_isoconfigurational(
    engine: Engine,
    particles: Particles,
    liquid: Floats,
    temperature: float,
    runs: Sequence[int],
    times: Sequence[float],
    time_step: float,
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
    runs : sequence of int
        Numbers of the runs. The velocities of a run depend on its number and on the seed.
    times : sequence of float
        Times at which positions are recorded, sigma sqrt(m / epsilon), in ascending order. They are rounded
        to numbers of steps.
    time_step : float
        Time step, sigma sqrt(m / epsilon).
    seed : int
        Seed of all velocities.

    Raises
    ------
    EngineError
        If the total energy drifts because the time step is too long.
    ConfigError
        If two times are the same number of steps.
    """
    start = particles.cell.wrap(liquid)
    steps = steps_of(times, time_step)
    if len(steps) < len(times):
        raise ConfigError(
            f"isoconfigurational.times: {', '.join(f'{time:g}' for time in times)} sigma sqrt(m / epsilon) "
            f"are not different numbers of steps of {time_step:g}; lower isoconfigurational.time_step, or "
            "leave out the shortest times"
        )
    positions = np.empty((len(runs), len(steps), *start.shape), dtype=np.float32)
    force_field = engine.force_field(particles)
    for k, run in enumerate(tqdm(runs, "isoconfigurational runs", disable=None)):
        rng = np.random.default_rng(named_seed(seed, str(run)))
        velocities = thermal_velocities(particles, temperature, rng)
        state = before = initial_state(force_field, start, velocities)
        for place, following in enumerate(states_at(force_field, before, time_step, steps)):
            state = following
            positions[k, place] = state.positions
        drift = energy_drift(before, state)
        check_drift(drift, temperature, "isoconfigurational.time_step", f" in run {run}")
    return Isoconfigurational(particles, start, np.asarray(steps * time_step, dtype=np.float64), positions)
