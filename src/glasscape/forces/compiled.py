"""The compiled engine. Every configuration of a stack has a neighbour list, rebuilt only when needed."""

import numpy as np
from scipy.sparse import csr_array

from glasscape.arrays import Floats, Integers
from glasscape.errors import EngineError
from glasscape.forces.force_field import Evaluation, MDState, check_finite
from glasscape.forces.hessian import hessian_of_pairs
from glasscape.forces.kernels import (
    ClosePairs,
    NeighbourList,
    close_pairs,
    energy_and_forces,
    interacting_pairs,
    keep_interacting,
    moved_further_than,
    verlet_steps,
)
from glasscape.potentials.pair import PairPotential
from glasscape.structures.particles import Particles

INITIAL_NEIGHBOURS_PER_PARTICLE = 48
# extra range of the neighbour lists, sigma
SKIN = 0.4


class _Configuration:
    """One configuration with its neighbour list, rebuilt if a particle has moved by half the skin."""

    def __init__(self, particles: Particles, potential: PairPotential, skin: float) -> None:
        self._particles = particles
        self._vectors = particles.cell.vectors
        self._coefficients = potential.coefficients
        self._reach = potential.interaction_range(float(particles.diameters.max())) + skin
        self._skin = skin
        # two particles can approach each other by twice this
        self._limit = 0.5 * skin
        self._reference = np.full((len(particles), 3), np.inf)
        self._allocate(INITIAL_NEIGHBOURS_PER_PARTICLE * len(particles))

    def _allocate(self, capacity: int) -> None:
        n = len(self._particles)
        self._pairs = NeighbourList(
            central=np.empty(n, dtype=np.int32),
            first=np.zeros(n + 1, dtype=np.int32),
            crossing=np.empty(n, dtype=np.int32),
            neighbour=np.empty(capacity, dtype=np.int32),
            inverse_sigma2=np.empty(capacity),
            epsilon=np.empty(capacity),
        )
        # the same arrays: they first hold all close pairs, then only those that may interact
        self._close = ClosePairs(
            self._pairs.central, self._pairs.first, self._pairs.neighbour, np.empty(capacity)
        )

    def _rebuild(self, positions: Floats) -> None:
        """Make the neighbour list of these positions."""
        check_finite(positions)
        while close_pairs(positions, self._vectors, self._reach, self._close) < 0:
            self._allocate(2 * len(self._pairs.neighbour))
        keep_interacting(
            positions,
            self._particles.diameters,
            self._particles.species,
            self._vectors,
            self._coefficients,
            self._skin,
            self._close.distance2,
            self._pairs,
        )
        self._reference[:] = positions

    def _refresh(self, positions: Floats) -> None:
        """Make the neighbour list again if a particle has moved too far."""
        if moved_further_than(positions, self._reference, self._limit):
            self._rebuild(positions)

    def evaluate(self, positions: Floats, forces: Floats) -> float:
        self._refresh(positions)
        energy: float = energy_and_forces(
            positions, self._vectors, self._coefficients.form, *self._pairs, forces
        )
        return energy

    def particle_energies(self, positions: Floats) -> Floats:
        ends, _, (energies, _, _) = self._interacting(positions)
        # every pair counts for both of its particles
        return np.asarray(np.bincount(ends.ravel(), np.tile(0.5 * energies, 2), len(positions)), np.float64)

    def stiffness(self, positions: Floats) -> tuple[Integers, Floats]:
        """Particles of all interacting pairs, shape (2, P), and their second derivatives, shape (P, 3, 3)."""
        ends, apart, (_, slopes, bends) = self._interacting(positions)
        blocks = (bends[:, None] * apart)[:, :, None] * apart[:, None, :]
        return ends, blocks + slopes[:, None, None] * np.eye(3)

    def virial(self, positions: Floats) -> Floats:
        """Derivative of the energy by the strain."""
        _, apart, (_, slopes, _) = self._interacting(positions)
        return np.asarray((slopes[:, None] * apart).T @ apart)

    def _interacting(self, positions: Floats) -> tuple[Integers, Floats, Floats]:
        """Result of `interacting_pairs`."""
        self._refresh(positions)
        most = int(self._pairs.first[-1])
        ends, apart, terms = np.empty((2, most), dtype=np.int64), np.empty((most, 3)), np.empty((3, most))
        count = interacting_pairs(
            positions, self._vectors, self._coefficients, self._pairs, ends, apart, terms
        )
        return ends[:, :count], apart[:count], terms[:, :count]

    def advance(self, state: MDState, time_step: float, steps: int) -> MDState:
        velocities = state.velocities + 0.5 * time_step * state.forces
        positions = state.positions + time_step * velocities
        forces = np.empty_like(positions)
        energy, left = state.potential_energy, steps
        while left:
            if moved_further_than(positions, self._reference, self._limit):
                self._rebuild(positions)
            done, energy = verlet_steps(
                positions,
                velocities,
                forces,
                self._vectors,
                self._coefficients.form,
                self._pairs,
                self._reference,
                self._limit,
                time_step,
                left,
            )
            left -= done
        return MDState(positions, velocities, forces, energy)


class CompiledForceField:
    """Energies, forces and molecular dynamics of a pair potential in compiled code.

    Parameters
    ----------
    particles : Particles
        The particles.
    potential : PairPotential
        The pair potential.

    Raises
    ------
    EngineError
        If the cell is narrower than twice the interaction range. Particles would interact with their images.
    """

    def __init__(self, particles: Particles, potential: PairPotential) -> None:
        reach = potential.interaction_range(float(particles.diameters.max()))
        cell = particles.cell
        if cell.width < 2.0 * reach:
            raise EngineError(
                f"the width {cell.width:.4g} of the cell is below twice the interaction range {reach:.4g}; "
                "a larger sample is needed, or shorter vectors of the same lattice if the cell is oblique"
            )
        self.particles = particles
        self.evaluations = 0
        self.interaction_range = reach
        self._potential = potential
        # beyond half the width of a tilted cell, the reduced separation may not be the shortest
        self._skin = min(SKIN, 0.5 * cell.width - reach) if cell.is_tilted else SKIN
        self._configurations: list[_Configuration] = []

    def evaluate(self, configurations: Floats) -> Evaluation:
        """Energies and forces of `configurations`, shape (M, N, 3), wrapped or not."""
        count = len(configurations)
        self._provide(count)
        energies = np.empty(count)
        forces = np.empty_like(configurations)
        for m in range(count):
            energies[m] = self._configurations[m].evaluate(configurations[m], forces[m])
        self.evaluations += count
        return Evaluation(energies, forces)

    def advance(self, state: MDState, time_step: float, steps: int) -> MDState:
        """Integrate Newton's equations by one or more velocity Verlet steps."""
        self._provide(1)
        self.evaluations += steps
        return self._configurations[0].advance(state, time_step, steps)

    def hessian(self, positions: Floats) -> csr_array:
        """Second derivatives of the energy by all coordinates, shape (3 N, 3 N), epsilon / sigma^2."""
        self._provide(1)
        ends, blocks = self._configurations[0].stiffness(positions)
        return hessian_of_pairs(len(self.particles), ends, blocks)

    def stress(self, positions: Floats) -> Floats:
        """Stress without the motion of the particles, positive under tension, shape (3, 3)."""
        self._provide(1)
        self.evaluations += 1
        return self._configurations[0].virial(positions) / self.particles.cell.volume

    def particle_energies(self, positions: Floats) -> Floats:
        """Energy of every particle, half of the energies of its pairs, shape (N,), epsilon."""
        self._provide(1)
        self.evaluations += 1
        return self._configurations[0].particle_energies(positions)

    def _provide(self, count: int) -> None:
        while len(self._configurations) < count:
            self._configurations.append(_Configuration(self.particles, self._potential, self._skin))
