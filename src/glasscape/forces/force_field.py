"""What every engine offers: energies, forces and dynamics of the particles of one sample."""

from typing import NamedTuple, Protocol

import numpy as np

from glasscape.arrays import Floats
from glasscape.structures.particles import Particles


class Evaluation(NamedTuple):
    """Potential energies, shape (M,), and forces, shape (M, N, 3)."""

    energies: Floats
    forces: Floats


class MDState(NamedTuple):
    """State of molecular dynamics of particles of mass 1.

    Attributes
    ----------
    positions, velocities, forces : ndarray, shape (N, 3)
        In sigma, sqrt(epsilon / m) and epsilon / sigma; positions are not wrapped.
    potential_energy : float
        In epsilon.
    """

    positions: Floats
    velocities: Floats
    forces: Floats
    potential_energy: float

    @property
    def kinetic_energy(self) -> float:
        """In epsilon."""
        return 0.5 * float(np.sum(self.velocities**2))

    @property
    def temperature(self) -> float:
        """In epsilon, for particles without total momentum."""
        return 2.0 * self.kinetic_energy / (3 * (len(self.velocities) - 1))

    @property
    def energy(self) -> float:
        """Potential and kinetic energy in epsilon."""
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

    def evaluate(self, configurations: Floats) -> Evaluation:
        """Energies and forces of `configurations`, shape (M, N, 3), wrapped or not."""
        ...

    def advance(self, state: MDState, time_step: float, steps: int) -> MDState:
        """Follow Newton's equations for one or more velocity Verlet steps."""
        ...
