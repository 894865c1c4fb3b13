"""Run molecular dynamics from one configuration with different velocities."""

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from tqdm import tqdm

from glasscape.arrays import Floats, Integers, ShortFloats
from glasscape.dynamics.drift import check_drift, energy_drift
from glasscape.dynamics.velocities import initial_state, thermal_velocities
from glasscape.errors import ConfigError, FileError
from glasscape.files import read_arrays, write_arrays
from glasscape.forces.engine import Engine
from glasscape.forces.force_field import ForceField, MDState
from glasscape.seeds import named_seed
from glasscape.structures.particles import Particles
from glasscape.trajectories.isoconfigurational import Isoconfigurational

logger = logging.getLogger(__name__)


class FinishedRuns(NamedTuple):
    """File with those runs of a job that are finished, so that an interrupted job continues.

    Attributes
    ----------
    path : Path
        The file.
    key : str
        Key of all that the runs depend on.
    """

    path: Path
    key: str

    def read(self) -> ShortFloats | None:
        """Positions of the finished runs, shape (R, T, N, 3). None if there are none of this key."""
        if not self.path.exists():
            return None
        try:
            arrays = read_arrays(self.path)
            return arrays["positions"] if str(arrays["key"]) == self.key else None
        except (FileError, KeyError) as error:
            logger.warning("%s cannot be read (%s); its runs are computed again", self.path, error)
            return None

    def write(self, positions: ShortFloats) -> None:
        """Write the positions of the finished runs, atomically."""
        write_arrays(self.path, {"key": np.array(self.key), "positions": positions})


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
    finished: FinishedRuns | None = None,
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
    finished : FinishedRuns or None
        File with the runs that an interrupted job has finished. Every run is added when it ends.

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
    known = None if finished is None else finished.read()
    done = 0 if known is None else len(known)
    if known is not None:
        positions[:done] = known
    progress = tqdm(runs[done:], "isoconfigurational runs", len(runs), initial=done, disable=None)
    for k, run in enumerate(progress, start=done):
        rng = np.random.default_rng(named_seed(seed, str(run)))
        velocities = thermal_velocities(particles, temperature, rng)
        state = before = initial_state(force_field, start, velocities)
        for place, following in enumerate(states_at(force_field, before, time_step, steps)):
            state = following
            positions[k, place] = state.positions
        drift = energy_drift(before, state)
        check_drift(drift, temperature, "isoconfigurational.time_step", f" in run {run}")
        if finished is not None:
            finished.write(positions[: k + 1])
    return Isoconfigurational(particles, start, np.asarray(steps * time_step, dtype=np.float64), positions)
