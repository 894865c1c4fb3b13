"""The interface of all engines: energies, forces and dynamics of the particles of one sample."""

from typing import NamedTuple, Protocol

import numpy as np
from scipy.sparse import csr_array

from glasscape.arrays import Floats
from glasscape.errors import EngineError
from glasscape.structures.particles import Particles


def check_finite(positions: Floats) -> None:
    """Check that all positions are finite.

    Raises
    ------
    EngineError
        If one is not.
    """
    if not np.all(np.isfinite(positions)):
        raise EngineError(
            "the position of a particle is not finite; the optimisation or the dynamics has diverged"
        )


class Evaluation(NamedTuple):
    """Potential energies, shape (M,), epsilon, and forces, shape (M, N, 3), epsilon / sigma."""

    energies: Floats
    forces: Floats


class MDState(NamedTuple):
    """State of molecular dynamics of particles of mass 1.

    Attributes
    ----------
    positions, velocities, forces : ndarray, shape (N, 3)
        In sigma, sqrt(epsilon / m) and epsilon / sigma. Positions are not wrapped.
    potential_energy : float
        Potential energy, epsilon.
    """

    positions: Floats
    velocities: Floats
    forces: Floats
    potential_energy: float

    @property
    def kinetic_energy(self) -> float:
        """Kinetic energy, epsilon."""
        return 0.5 * float(np.sum(self.velocities**2))

    @property
    def temperature(self) -> float:
        """Kinetic temperature, epsilon, for particles without total momentum.

        A direction in which no particle moves has no degrees of freedom, as z in a plane.
        """
        directions = np.count_nonzero(np.any(self.velocities, axis=0)) or 3
        return 2.0 * self.kinetic_energy / (directions * (len(self.velocities) - 1))

    @property
    def energy(self) -> float:
        """Total energy, potential and kinetic, epsilon."""
        return self.potential_energy + self.kinetic_energy


class ForceField(Protocol):
    """Energy, forces and dynamics of the particles of one sample.

    Attributes
    ----------
    particles : Particles
        The particles it acts on.
    evaluations : int
        Number of configurations evaluated so far.
    """

    particles: Particles
    evaluations: int

    @property
    def interaction_range(self) -> float | None:
        """Distance beyond which no two particles interact, sigma. None if it is not known."""
        ...

    def evaluate(self, configurations: Floats) -> Evaluation:
        """Energies and forces of `configurations`, shape (M, N, 3), wrapped or not."""
        ...

    def advance(self, state: MDState, time_step: float, steps: int) -> MDState:
        """Integrate Newton's equations by one or more velocity Verlet steps."""
        ...

    def hessian(self, positions: Floats) -> csr_array:
        """Second derivatives of the energy by all coordinates, shape (3 N, 3 N), epsilon / sigma^2.

        Coordinates are in the order x, y, z of the first particle, then of the next.
        """
        ...

    def stress(self, positions: Floats) -> Floats:
        """Stress without the motion of the particles, shape (3, 3), epsilon / sigma^3.

        It is the derivative of the energy by the strain, per volume, and so positive under tension. The
        pressure is minus a third of its trace.

        Raises
        ------
        EngineError
            If the engine gives no stress.
        """
        ...

    def particle_energies(self, positions: Floats) -> Floats:
        """Share of every particle in the potential energy, shape (N,), epsilon.

        The energy of a pair is shared equally by its two particles, that of more as the engine defines it.

        Raises
        ------
        EngineError
            If the engine gives only the total energy.
        """
        ...
