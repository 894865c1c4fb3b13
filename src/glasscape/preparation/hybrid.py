"""Hybrid Monte Carlo of particle exchanges and short pieces of molecular dynamics.

After Berthier, Flenner, Fullerton, Scalliet and Singh, J. Stat. Mech. 064004 (2019). The pieces start with
new velocities and are accepted or refused as a whole, so that the time step causes no error: Duane, Kennedy,
Pendleton and Roweth, Phys. Lett. B 195, 216 (1987).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glasscape.dynamics.swap import swap_particles
from glasscape.forces.engine import make_force_field
from glasscape.forces.forcefield import begin_motion
from glasscape.potentials.pair import PairPotential
from glasscape.potentials.settings import PotentialSettings
from glasscape.preparation.draw import thermal_velocities
from glasscape.preparation.settings import PreparationSettings
from glasscape.structures.glass import Glass


class Blocks(NamedTuple):
    """What some blocks of equilibration end with.

    Attributes
    ----------
    glass : Glass
        The particles, some of which have changed places.
    positions : ndarray, shape (N, 3)
        Positions, not wrapped.
    potential_energy : float
        Mean over the ends of the blocks, in epsilon.
    exchanged : int
        Accepted exchanges.
    accepted : int
        Accepted pieces of molecular dynamics.
    """

    glass: Glass
    positions: NDArray[np.float64]
    potential_energy: float
    exchanged: int
    accepted: int


def hybrid_blocks(
    glass: Glass,
    positions: NDArray[np.float64],
    count: int,
    potential: PotentialSettings,
    settings: PreparationSettings,
    rng: np.random.Generator,
) -> Blocks:
    """Some blocks that leave the canonical distribution at `settings.temperature` as it is.

    Parameters
    ----------
    glass : Glass
        The particles.
    positions : ndarray, shape (N, 3)
        Where they are.
    count : int
        Number of blocks.
    potential, settings
        Interaction, temperature and length of a block.
    rng : Generator
        Source of randomness.
    """
    pair = potential.potential
    attempts = settings.swaps_per_particle * glass.n_particles
    field = make_force_field(glass, potential)
    total = 0.0
    exchanged = accepted = 0
    for _ in range(count):
        if attempts and isinstance(pair, PairPotential):
            glass, swapped = swap_particles(glass, pair, positions, settings.temperature, attempts, rng)
            if swapped:
                exchanged += swapped
                field = make_force_field(glass, potential)
        velocities = thermal_velocities(glass.n_particles, settings.temperature, rng)
        before = begin_motion(field, positions, velocities)
        after = field.advance(before, settings.time_step, settings.steps_per_block)
        if after.energy - before.energy <= -settings.temperature * np.log(rng.random()):
            accepted += 1
            positions = after.positions
            total += after.potential_energy
        else:
            total += before.potential_energy
    return Blocks(glass, positions, total / count, exchanged, accepted)
