"""What every engine offers: energies and forces of configurations of one glass, and their motion."""

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from glasscape.structures.glass import Glass

Floats = NDArray[np.float64]


class Evaluation(NamedTuple):
    """Potential energies, shape (M,), and forces, shape (M, N, 3)."""

    energies: Floats
    forces: Floats


class Motion(NamedTuple):
    """One moment of a trajectory of particles of mass 1.

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
    """Energy, forces and motion of the particles of one glass.

    Attributes
    ----------
    glass : Glass
        The particles it acts on.
    evaluations : int
        Number of configurations evaluated so far.
    """

    glass: Glass
    evaluations: int

    def evaluate(self, images: Floats) -> Evaluation:
        """Energies and forces of `images`, shape (M, N, 3), wrapped or not."""
        ...

    def advance(self, motion: Motion, time_step: float, steps: int) -> Motion:
        """Follow Newton's equations for one or more velocity Verlet steps."""
        ...


def begin_motion(force_field: ForceField, positions: Floats, velocities: Floats) -> Motion:
    """The first moment of a trajectory."""
    energies, forces = force_field.evaluate(positions[None])
    return Motion(positions, velocities, forces[0], float(energies[0]))
