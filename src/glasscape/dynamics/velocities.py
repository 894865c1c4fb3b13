"""Initial velocities and states of molecular dynamics."""

import numpy as np

from glasscape.arrays import Floats
from glasscape.forces.force_field import ForceField, MDState
from glasscape.structures.particles import Particles


def thermal_velocities(particles: Particles, temperature: float, rng: np.random.Generator) -> Floats:
    """Maxwell-Boltzmann velocities, shape (N, 3), for mass 1 and without total momentum.

    In two dimensions, they have no component along z.
    """
    velocities: Floats = np.sqrt(temperature) * rng.standard_normal((len(particles), 3))
    velocities[:, particles.cell.dimensions :] = 0.0
    velocities -= velocities.mean(axis=0)
    return velocities


def initial_state(force_field: ForceField, positions: Floats, velocities: Floats) -> MDState:
    """The state from which molecular dynamics starts."""
    energies, forces = force_field.evaluate(positions[None])
    return MDState(positions, velocities, forces[0], float(energies[0]))
