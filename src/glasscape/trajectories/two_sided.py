"""Trajectories through one configuration of a liquid, with frames before it and after it.

Newton's equations do not change when time and velocities are reversed. A run from the configuration with
reversed velocities, read backwards, therefore is the past of the run with the velocities themselves: both
together are one trajectory at constant energy, whose central frame is the configuration. Velocity Verlet has
the same symmetry. With new Maxwell velocities, such trajectories are independent draws of what happens around
the configuration.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from tqdm import tqdm

from glasscape.arrays import Floats
from glasscape.dynamics.drift import check_drift, energy_drift
from glasscape.dynamics.velocities import initial_state, thermal_velocities
from glasscape.forces.engine import Engine
from glasscape.forces.force_field import ForceField
from glasscape.structures.particles import Particles
from glasscape.trajectories.frames import write_trajectory
from glasscape.trajectories.settings import TwoSidedSettings


def run_two_sided(
    path: str | Path,
    engine: Engine,
    particles: Particles,
    liquid: Floats,
    temperature: float,
    settings: TwoSidedSettings,
    seed: int,
) -> None:
    """Run a liquid at constant energy before and after a configuration, and write the trajectory.

    Parameters
    ----------
    path : path
        The file, for `Trajectory.open`.
    engine : Engine
        Computes the forces.
    particles : Particles
        The particles. All masses are 1.
    liquid : ndarray, shape (N, 3)
        A configuration in equilibrium at `temperature`, sigma. It becomes the central frame.
    temperature : float
        Temperature of the velocities, epsilon.
    settings : TwoSidedSettings
        Duration and time step of the run, and the interval of its frames.
    seed : int
        Seed of the velocities.

    Raises
    ------
    EngineError
        If the total energy drifts because the time step is too long.
    """
    velocities = thermal_velocities(particles, temperature, np.random.default_rng(seed))
    start = particles.cell.wrap(liquid)
    frames = _frames(engine.force_field(particles), start, velocities, temperature, settings)
    shown = tqdm(frames, "trajectory", 2 * settings.centre + 1, unit="frame", disable=None)
    write_trajectory(path, particles, settings.interval, shown)


def _frames(
    force_field: ForceField, start: Floats, velocities: Floats, temperature: float, settings: TwoSidedSettings
) -> Iterator[tuple[int, Floats]]:
    """Frames from the centre to the end, then from the centre to the beginning, with their indices."""
    centre = settings.centre
    yield centre, start
    for direction in (1, -1):
        before = state = initial_state(force_field, start, direction * velocities)
        for k in range(1, centre + 1):
            state = force_field.advance(state, settings.time_step, settings.steps)
            yield centre + direction * k, state.positions
        drift = energy_drift(before, state)
        check_drift(drift, temperature, "trajectories.time_step")
