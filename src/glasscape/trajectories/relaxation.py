"""The relaxation time of a liquid, from its self-intermediate scattering function."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from scipy.special import j0
from tqdm import tqdm

from glasscape.arrays import Floats, Integers
from glasscape.dynamics.drift import check_drift, energy_drift
from glasscape.dynamics.velocities import initial_state, thermal_velocities
from glasscape.errors import StructureError
from glasscape.files import read_json, write_json
from glasscape.forces.engine import Engine
from glasscape.forces.force_field import ForceField, MDState
from glasscape.structures.particles import Particles
from glasscape.trajectories.run import states_at, steps_of
from glasscape.trajectories.settings import RunSettings

# the function has decayed to this at the relaxation time
RELAXED = float(np.exp(-1.0))
# shortest time, sigma sqrt(m / epsilon), and times per decade
SHORTEST, PER_DECADE = 0.1, 10
# number of origins of time, one after the other
ORIGINS = 3
# times continue until the function of the first origin has decayed to this: others may decay more slowly. If
# the mean does not decay to 1/e, everything is measured again with half of it.
LAST = 0.25


@dataclass(frozen=True)
class Relaxation:
    """Relaxation of a liquid.

    Attributes
    ----------
    relaxation_time : float
        Time at which the self-intermediate scattering function is 1/e, sigma sqrt(m / epsilon).
    wave_number : float
        Its wave number q, 1 / sigma.
    times : list of float
        Times, sigma sqrt(m / epsilon).
    scattering : list of float
        The function at these times, mean over the origins of time.
    """

    relaxation_time: float
    wave_number: float
    times: list[float]
    scattering: list[float]

    def write(self, path: str | Path) -> None:
        """Write a JSON report, atomically."""
        write_json(path, asdict(self))

    @classmethod
    def read(cls, path: str | Path) -> Self:
        """Read a report of `write`."""
        content: dict[str, Any] = read_json(path)
        return cls(**content)


def self_scattering(displacements: Floats, wave_number: float, dimensions: int) -> float:
    """Self-intermediate scattering function F_s(q, t), averaged over all directions of q.

    The average of cos(q . r) over directions is sin(q r) / (q r), with the distance r that a particle has
    moved (Hansen and McDonald, Theory of Simple Liquids). Over the directions in a plane, it is the Bessel
    function J_0(q r).

    Parameters
    ----------
    displacements : ndarray, shape (N, 3)
        Displacements of the particles in the time t, sigma.
    wave_number : float
        q, 1 / sigma.
    dimensions : int
        Number of dimensions in which particles move, 2 or 3.
    """
    phases = wave_number * np.linalg.norm(displacements, axis=1)
    # numpy's sinc(x) is sin(pi x) / (pi x)
    return float(np.mean(j0(phases) if dimensions == 2 else np.sinc(phases / np.pi)))


def relaxation_time(times: Floats, scattering: Floats) -> float:
    """Time at which a scattering function is 1/e, linear in the logarithm of time between two times.

    Parameters
    ----------
    times, scattering : ndarray, shape (T,)
        Times in ascending order, and the function.

    Raises
    ------
    StructureError
        If the function does not decay to 1/e after the first time.
    """
    below = np.flatnonzero(scattering < RELAXED)
    if not len(below) or below[0] == 0:
        raise StructureError(
            f"the scattering function is {scattering[0]:.2f} at the time {times[0]:.3g} and "
            f"{scattering[-1]:.2f} at {times[-1]:.3g}: it does not decay to 1/e in between"
        )
    k = below[0]
    part = (scattering[k - 1] - RELAXED) / (scattering[k - 1] - scattering[k])
    return float(times[k - 1] * (times[k] / times[k - 1]) ** part)


def common_relaxation_time(samples: Sequence[Relaxation]) -> float:
    """Relaxation time of an ensemble: the median of those of its samples, sigma sqrt(m / epsilon).

    Cold samples differ by a factor of two, and single ones by more.
    """
    return float(np.median([sample.relaxation_time for sample in samples]))


def measure_relaxation(
    engine: Engine,
    particles: Particles,
    liquid: Floats,
    temperature: float,
    settings: RunSettings,
    seed: int,
) -> Relaxation:
    """Measure the relaxation time of the first species of a liquid by molecular dynamics at constant energy.

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
        Wave number, time step and longest time.
    seed : int
        Seed of the velocities.

    Raises
    ------
    StructureError
        If the liquid does not relax within the longest time.
    EngineError
        If the total energy drifts because the time step is too long.
    """
    decades = max(1.0, np.log10(settings.longest / SHORTEST))
    possible = np.geomspace(SHORTEST, settings.longest, round(decades * PER_DECADE) + 1)
    steps = steps_of(possible, settings.time_step)
    force_field = engine.force_field(particles)
    rng = np.random.default_rng(seed)
    first = initial_state(force_field, liquid, thermal_velocities(particles, temperature, rng))
    last, relaxed = LAST, False
    while not relaxed:
        every, state = _scattering_from_origins(force_field, first, steps, settings, last)
        relaxed, last = bool(np.any(every.mean(axis=0) < RELAXED)), 0.5 * last
        if not relaxed and every.shape[1] == len(steps):
            raise StructureError(
                f"the liquid has not relaxed within isoconfigurational.longest, {settings.longest:g}: its "
                f"scattering function is {every.mean(axis=0)[-1]:.2f}; raise this key, or give "
                "isoconfigurational.relaxation_time"
            )
    drift = energy_drift(first, state)
    check_drift(drift, temperature, "isoconfigurational.time_step", " while the liquid relaxed")
    scattering = every.mean(axis=0)
    times = np.asarray(steps[: len(scattering)] * settings.time_step, dtype=np.float64)
    return Relaxation(
        relaxation_time(times, scattering), settings.wave_number, times.tolist(), scattering.tolist()
    )


def _scattering_from_origins(
    force_field: ForceField, state: MDState, steps: Integers, settings: RunSettings, last: float
) -> tuple[Floats, MDState]:
    """Scattering function after numbers of steps from several origins, shape (origins, times), and the end.

    Times end when the function of the first origin has decayed to `last`. There are no other origins if it
    has not decayed to 1/e after all steps.
    """
    particles = force_field.particles
    chosen, dimensions = particles.species == 0, particles.cell.dimensions
    every: list[list[float]] = []
    for _ in tqdm(range(ORIGINS), "relaxation", disable=None):
        found: list[float] = []
        origin = state.positions
        for following in states_at(force_field, state, settings.time_step, steps):
            state = following
            changes = state.positions - origin
            moved = (changes - changes.mean(axis=0))[chosen]
            found.append(self_scattering(moved, settings.wave_number, dimensions))
            if not every and found[-1] < last:
                break
        every.append(found)
        steps = steps[: len(found)]
        if len(every) == 1 and found[-1] > RELAXED:
            break
    return np.array(every), state
