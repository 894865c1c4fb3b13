"""Hybrid Monte Carlo: swap moves and short segments of molecular dynamics.

Berthier, Flenner, Fullerton, Scalliet and Singh, J. Stat. Mech. 064004 (2019). Every segment starts with new
velocities. It is accepted or rejected as a whole, so that the time step causes no error: Duane, Kennedy,
Pendleton and Roweth, Phys. Lett. B 195, 216 (1987).
"""

from typing import NamedTuple

import numpy as np

from glasscape.arrays import Floats
from glasscape.dynamics.velocities import initial_state, thermal_velocities
from glasscape.forces.engine import Engine
from glasscape.samplers.settings import HybridMonteCarloSettings
from glasscape.samplers.swap import swap_particles
from glasscape.structures.particles import Particles


class Blocks(NamedTuple):
    """Result of some blocks of hybrid Monte Carlo.

    Attributes
    ----------
    particles : Particles
        The particles after the swap moves.
    positions : ndarray, shape (N, 3)
        Positions, not wrapped.
    energies : ndarray, shape (B,)
        Potential energies at the ends of the blocks, epsilon.
    exchanged : int
        Number of accepted swap moves.
    accepted : int
        Number of accepted segments of molecular dynamics.
    """

    particles: Particles
    positions: Floats
    energies: Floats
    exchanged: int
    accepted: int


def hybrid_blocks(
    particles: Particles,
    positions: Floats,
    count: int,
    engine: Engine,
    settings: HybridMonteCarloSettings,
    rng: np.random.Generator,
) -> Blocks:
    """Run some blocks, which sample the canonical distribution at `settings.temperature`.

    Parameters
    ----------
    particles : Particles
        The particles.
    positions : ndarray, shape (N, 3)
        Initial positions.
    count : int
        Number of blocks B.
    engine : Engine
        Computes the forces.
    settings : HybridMonteCarloSettings
        Temperature, and length of a block.
    rng : Generator
        Generator of random numbers.
    """
    pair = engine.pair_potential
    attempts = settings.swaps_per_particle * len(particles)
    field = engine.force_field(particles)
    energies = np.empty(count)
    exchanged = accepted = 0
    for block in range(count):
        if attempts and pair is not None:
            particles, swapped = swap_particles(
                particles, pair, positions, settings.temperature, attempts, rng
            )
            if swapped:
                exchanged += swapped
                field = engine.force_field(particles)
        velocities = thermal_velocities(particles, settings.temperature, rng)
        before = initial_state(field, positions, velocities)
        after = field.advance(before, settings.time_step, settings.steps_per_block)
        if after.energy - before.energy <= -settings.temperature * np.log(rng.random()):
            accepted += 1
            positions = after.positions
            energies[block] = after.potential_energy
        else:
            energies[block] = before.potential_energy
    return Blocks(particles, positions, energies, exchanged, accepted)
