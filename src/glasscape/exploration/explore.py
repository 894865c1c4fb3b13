"""Minima visited by a trajectory: molecular dynamics with quenches at regular intervals."""

from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np
from tqdm import tqdm

from glasscape.arrays import Floats, Integers
from glasscape.dynamics.drift import check_drift
from glasscape.dynamics.velocities import initial_state, thermal_velocities
from glasscape.errors import StructureError
from glasscape.exploration.settings import ExplorationSettings
from glasscape.files import atomic_path
from glasscape.forces.engine import Engine
from glasscape.minima.settings import MinimaSettings
from glasscape.minima.unique import LOST, UniqueMinima
from glasscape.minimise.quench import quench
from glasscape.structures.hdf import mapped, read_particles, write_particles
from glasscape.structures.particles import Particles


@dataclass(frozen=True, eq=False)
class VisitedMinima:
    """The minima that a trajectory visited.

    Attributes
    ----------
    particles : Particles
        The particles.
    positions : ndarray, shape (n, N, 3)
        Distinct minima in order of their first visit, sigma.
    energies : ndarray, shape (n,)
        Their total potential energies, epsilon.
    visits : ndarray of int, shape (V,)
        Index of the minimum at every quench. It is -1 if the quench did not converge.
    total_energies : ndarray, shape (V,)
        Total energy of the trajectory at every quench, epsilon. It should be constant.
    temperatures : ndarray, shape (V,)
        Temperature at every quench, epsilon.
    seed : int
        Seed of its initial velocities.
    exchanged : int
        Number of quenches to a known minimum with identical particles exchanged.
    """

    particles: Particles
    positions: Floats
    energies: Floats
    visits: Integers
    total_energies: Floats
    temperatures: Floats
    seed: int
    exchanged: int

    @classmethod
    def none(cls, particles: Particles, seed: int) -> "VisitedMinima":
        """No minima: those of a trajectory that is not needed."""
        nothing = np.empty(0)
        positions = np.empty((0, len(particles), 3))
        return cls(particles, positions, nothing, np.empty(0, dtype=np.int64), nothing, nothing, seed, 0)

    @property
    def energy_drift(self) -> float:
        """Largest change of the total energy per particle from its initial value, epsilon."""
        departure = np.abs(self.total_energies - self.total_energies[0]).max()
        return float(departure) / len(self.particles)

    def headline(self) -> str:
        """Summary in one line."""
        if not len(self.visits):
            return "not needed: new minima are rare"
        return (
            f"{len(self.visits)} quenches, {len(self.energies)} minima, {np.sum(self.visits == LOST)} not "
            f"converged; temperature {self.temperatures.mean():.4f}, total energy per particle kept within "
            f"{self.energy_drift:.1e}"
        )

    def write(self, path: str | Path) -> None:
        """Write the minima as HDF5, atomically."""
        with atomic_path(path) as temporary, h5py.File(temporary, "w") as file:
            write_particles(file, self.particles)
            for name, values in vars(self).items():
                if name != "particles":
                    file[name] = values

    @classmethod
    def read(cls, path: str | Path) -> "VisitedMinima":
        """Read the minima from a file of `write`. The positions are memory-mapped.

        Raises
        ------
        StructureError
            If the file does not hold such minima.
        """
        try:
            with h5py.File(path, "r") as file:
                return cls(
                    particles=read_particles(file),
                    positions=mapped(file["positions"]),
                    energies=file["energies"][:],
                    visits=file["visits"][:],
                    total_energies=file["total_energies"][:],
                    temperatures=file["temperatures"][:],
                    seed=int(file["seed"][()]),
                    exchanged=int(file["exchanged"][()]),
                )
        except (OSError, KeyError, TypeError, ValueError) as error:
            raise StructureError(
                f"{path} does not hold the minima of a trajectory ({error}); delete it and run again"
            ) from error


def explore(
    particles: Particles,
    start: Floats,
    engine: Engine,
    settings: ExplorationSettings,
    minima: MinimaSettings,
    seed: int,
) -> VisitedMinima:
    """Run one trajectory at constant energy and quench it every `settings.quench_every` steps.

    Parameters
    ----------
    particles : Particles
        The particles.
    start : ndarray, shape (N, 3)
        A configuration of the glass at `settings.temperature`.
    engine, settings, minima
        What computes forces, the dynamics, and the criteria for minima.
    seed : int
        Seed of the initial velocities.

    Raises
    ------
    EngineError
        If the total energy drifts because the time step is too long.
    """
    # two force fields: each keeps the neighbour list of its own configurations
    moving, quenching = engine.force_field(particles), engine.force_field(particles)
    velocities = thermal_velocities(particles, settings.temperature, np.random.default_rng(seed))
    state = initial_state(moving, start, velocities)
    unique = UniqueMinima(particles, minima)
    visits, total_energies, temperatures = [], [], []
    for k in tqdm(range(settings.steps // settings.quench_every + 1), "explore", disable=None):
        if k:
            state = moving.advance(state, settings.time_step, settings.quench_every)
        total_energies.append(state.energy)
        temperatures.append(state.temperature)
        minimum = quench(quenching, state.positions, minima.max_force, known=unique.near)
        if minimum.known is not None:
            visits.append(minimum.known)
        elif minimum.converged:
            visits.append(unique.place(minimum.positions, minimum.energy)[0])
        else:
            visits.append(LOST)
    visited = VisitedMinima(
        particles,
        np.array(unique.positions).reshape(-1, len(particles), 3),
        np.array(unique.energies),
        np.array(visits),
        np.array(total_energies),
        np.array(temperatures),
        seed,
        unique.exchanged,
    )
    check_drift(visited.energy_drift, settings.temperature, "exploration.time_step")
    return visited
