"""A trajectory through the landscape: molecular dynamics, quenched again and again."""

from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from glasscape.dynamics.quench import quench
from glasscape.errors import EngineError, StructureError
from glasscape.files import atomic_path
from glasscape.forces.engine import make_force_field
from glasscape.forces.forcefield import begin_motion
from glasscape.landscape.settings import ExplorationSettings, MinimaSettings
from glasscape.landscape.unique import LOST, UniqueMinima
from glasscape.potentials.settings import PotentialSettings
from glasscape.preparation.draw import thermal_velocities
from glasscape.structures.glass import Glass
from glasscape.structures.hdf import mapped, read_particles, write_particles

# how far the total energy per particle may drift, in units of the temperature
LARGEST_DRIFT = 0.1


@dataclass(frozen=True, eq=False)
class Trajectory:
    """The minima that a trajectory visited.

    Attributes
    ----------
    glass : Glass
        The particles.
    positions : ndarray, shape (n, N, 3)
        Distinct minima in order of their first visit, sigma.
    energies : ndarray, shape (n,)
        Their total potential energies, epsilon.
    visits : ndarray of int, shape (V,)
        Index of the minimum at every quench; -1 where the quench did not converge.
    total_energies : ndarray, shape (V,)
        Kinetic and potential energy of the trajectory at every quench, which should stay the same.
    temperatures : ndarray, shape (V,)
        Temperature at every quench, epsilon.
    seed : int
        Seed of its initial velocities.
    """

    glass: Glass
    positions: NDArray[np.float64]
    energies: NDArray[np.float64]
    visits: NDArray[np.int64]
    total_energies: NDArray[np.float64]
    temperatures: NDArray[np.float64]
    seed: int

    @property
    def energy_drift(self) -> float:
        """Largest departure of the total energy from its start, per particle, epsilon."""
        departure = np.abs(self.total_energies - self.total_energies[0]).max()
        return float(departure) / self.glass.n_particles

    def headline(self) -> str:
        """One line that says what happened."""
        return (
            f"{len(self.visits)} quenches, {len(self.energies)} minima, {np.sum(self.visits == LOST)} not "
            f"converged; temperature {self.temperatures.mean():.4f}, total energy per particle kept within "
            f"{self.energy_drift:.1e}"
        )

    def write(self, path: str | Path) -> None:
        """Write the trajectory as HDF5, atomically."""
        with atomic_path(path) as temporary, h5py.File(temporary, "w") as file:
            write_particles(file, self.glass)
            for name, values in vars(self).items():
                if name != "glass":
                    file[name] = values

    @classmethod
    def read(cls, path: str | Path) -> "Trajectory":
        """Read a trajectory that `write` wrote; positions are mapped, not read.

        Raises
        ------
        StructureError
            When the file is not such a trajectory.
        """
        try:
            with h5py.File(path, "r") as file:
                return cls(
                    glass=read_particles(file),
                    positions=mapped(file["positions"]),
                    energies=file["energies"][:],
                    visits=file["visits"][:],
                    total_energies=file["total_energies"][:],
                    temperatures=file["temperatures"][:],
                    seed=int(file["seed"][()]),
                )
        except (OSError, KeyError, TypeError, ValueError) as error:
            raise StructureError(
                f"{path} is not a trajectory ({error}); delete it and run again to remake it"
            ) from error


def explore(
    glass: Glass,
    start: NDArray[np.float64],
    potential: PotentialSettings,
    settings: ExplorationSettings,
    minima: MinimaSettings,
    seed: int,
) -> Trajectory:
    """Follow one trajectory at constant energy and quench it every `settings.quench_every` steps.

    Parameters
    ----------
    glass : Glass
        The particles.
    start : ndarray, shape (N, 3)
        A configuration of the glass at `settings.temperature`.
    potential, settings, minima
        Interaction, dynamics, and what a minimum is.
    seed : int
        Seed of the initial velocities.

    Raises
    ------
    EngineError
        When the time step is too long to keep the total energy.
    """
    # each keeps the neighbours of the configurations that it sees
    moving, quenching = make_force_field(glass, potential), make_force_field(glass, potential)
    velocities = thermal_velocities(glass.n_particles, settings.temperature, np.random.default_rng(seed))
    motion = begin_motion(moving, start, velocities)
    unique = UniqueMinima(glass.cell, minima)
    visits, total_energies, temperatures = [], [], []
    for k in tqdm(range(settings.steps // settings.quench_every + 1), "explore", disable=None):
        if k:
            motion = moving.advance(motion, settings.time_step, settings.quench_every)
        total_energies.append(motion.energy)
        temperatures.append(motion.temperature)
        minimum = quench(quenching, motion.positions, minima.max_force)
        if not minimum.converged:
            visits.append(LOST)
            continue
        visits.append(unique.place(minimum.positions, minimum.energy)[0])
    trajectory = Trajectory(
        glass,
        np.array(unique.positions).reshape(-1, glass.n_particles, 3),
        np.array(unique.energies),
        np.array(visits),
        np.array(total_energies),
        np.array(temperatures),
        seed,
    )
    # written so that nan counts as too much
    if not trajectory.energy_drift <= LARGEST_DRIFT * settings.temperature:
        raise EngineError(
            f"the total energy per particle drifted by {trajectory.energy_drift:.2g} epsilon; lower "
            "exploration.time_step"
        )
    return trajectory
