"""The compiled engine: one neighbour list per configuration of a stack, rebuilt only when needed."""

import numpy as np
from numpy.typing import NDArray

from glasscape.errors import EngineError
from glasscape.forces.forcefield import Evaluation, Motion
from glasscape.forces.kernels import (
    close_pairs,
    energy_and_forces,
    keep_interacting,
    moved_further_than,
    verlet_steps,
)
from glasscape.potentials.pair import PairPotential
from glasscape.structures.glass import Glass

INITIAL_NEIGHBOURS_PER_PARTICLE = 48


class _NeighbourList:
    """The neighbours of one configuration, valid while no particle moves more than half the skin."""

    def __init__(self, glass: Glass, potential: PairPotential, skin: float) -> None:
        self._glass = glass
        self._coefficients = potential.coefficients
        self._reach = potential.interaction_range(float(glass.diameters.max())) + skin
        self._skin = skin
        self._reference = np.full((glass.n_particles, 3), np.inf)
        self._central = np.empty(glass.n_particles, dtype=np.int32)
        self._first = np.zeros(glass.n_particles + 1, dtype=np.int32)
        self._crossing = np.empty(glass.n_particles, dtype=np.int32)
        self._allocate(INITIAL_NEIGHBOURS_PER_PARTICLE * glass.n_particles)

    def _allocate(self, capacity: int) -> None:
        self._neighbour = np.empty(capacity, dtype=np.int32)
        self._distance2 = np.empty(capacity)
        self._inverse_sigma2 = np.empty(capacity)
        self._epsilon = np.empty(capacity)

    def _rebuild(self, positions: NDArray[np.float64]) -> None:
        if not np.all(np.isfinite(positions)):
            raise EngineError("a particle has no finite position any more; the configuration has blown up")
        while (
            close_pairs(
                positions,
                self._glass.cell,
                self._reach,
                self._central,
                self._first,
                self._neighbour,
                self._distance2,
            )
            < 0
        ):
            self._allocate(2 * len(self._neighbour))
        keep_interacting(
            positions,
            self._glass.diameters,
            self._glass.species,
            self._glass.cell,
            self._coefficients,
            self._skin,
            self._central,
            self._first,
            self._crossing,
            self._neighbour,
            self._distance2,
            self._inverse_sigma2,
            self._epsilon,
        )
        self._reference[:] = positions

    def evaluate(self, positions: NDArray[np.float64], forces: NDArray[np.float64]) -> float:
        if moved_further_than(positions, self._reference, 0.5 * self._skin):
            self._rebuild(positions)
        energy: float = energy_and_forces(
            positions,
            self._glass.cell,
            self._coefficients,
            self._central,
            self._first,
            self._crossing,
            self._neighbour,
            self._inverse_sigma2,
            self._epsilon,
            forces,
        )
        return energy

    def advance(self, motion: Motion, time_step: float, steps: int) -> Motion:
        velocities = motion.velocities + 0.5 * time_step * motion.forces
        positions = motion.positions + time_step * velocities
        forces = np.empty_like(positions)
        energy, left = motion.potential_energy, steps
        while left:
            if moved_further_than(positions, self._reference, 0.5 * self._skin):
                self._rebuild(positions)
            done, energy = verlet_steps(
                positions,
                velocities,
                forces,
                self._glass.cell,
                self._coefficients,
                self._central,
                self._first,
                self._crossing,
                self._neighbour,
                self._inverse_sigma2,
                self._epsilon,
                self._reference,
                0.5 * self._skin,
                time_step,
                left,
            )
            left -= done
        return Motion(positions, velocities, forces, energy)


class CompiledForceField:
    """A pair potential in compiled code.

    Parameters
    ----------
    glass : Glass
        The particles.
    potential : PairPotential
        The pair potential.
    skin : float
        Extra range of the neighbour lists, in sigma.

    Raises
    ------
    EngineError
        When the cell is shorter than twice the interaction range: particles would meet their own images.
    """

    def __init__(self, glass: Glass, potential: PairPotential, skin: float = 0.4) -> None:
        reach = potential.interaction_range(float(glass.diameters.max()))
        if glass.width < 2.0 * reach:
            raise EngineError(
                f"the cell length {glass.width:.4g} is below twice the interaction range {reach:.4g}; "
                "a glass that is made needs more preparation.particles"
            )
        self.glass = glass
        self.evaluations = 0
        self._potential = potential
        # beyond half the width of a tilted cell, the nearest image may be another one
        self._skin = min(skin, 0.5 * glass.width - reach) if glass.is_tilted else skin
        self._lists: list[_NeighbourList] = []

    def evaluate(self, images: NDArray[np.float64]) -> Evaluation:
        """Energies and forces of `images`, shape (M, N, 3), wrapped or not."""
        self._have_lists(len(images))
        energies = np.empty(len(images))
        forces = np.empty_like(images)
        for m in range(len(images)):
            energies[m] = self._lists[m].evaluate(images[m], forces[m])
        self.evaluations += len(images)
        return Evaluation(energies, forces)

    def advance(self, motion: Motion, time_step: float, steps: int) -> Motion:
        """Follow Newton's equations for one or more velocity Verlet steps."""
        self._have_lists(1)
        self.evaluations += steps
        return self._lists[0].advance(motion, time_step, steps)

    def _have_lists(self, count: int) -> None:
        while len(self._lists) < count:
            self._lists.append(_NeighbourList(self.glass, self._potential, self._skin))
