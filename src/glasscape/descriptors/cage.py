"""Mean positions of particles in their cages.

Alkemade, Smallenburg and Filion, J. Chem. Phys. 158, 134512 (2023).
"""

import numpy as np
from tqdm import tqdm

from glasscape.arrays import Floats
from glasscape.descriptors.settings import CageSettings
from glasscape.dynamics.drift import check_drift, energy_drift
from glasscape.dynamics.velocities import initial_state, thermal_velocities
from glasscape.errors import DescriptorError
from glasscape.forces.force_field import ForceField, MDState
from glasscape.keys import array_digest
from glasscape.seeds import named_seed

# steps between two looks at the cages
STEPS = 10
# part of a run before positions are averaged
DISCARDED = 0.1


def cage_positions(
    force_field: ForceField, thermal: Floats, inherent: Floats, settings: CageSettings
) -> Floats:
    """Mean position of every particle in its cage, shape (N, 3), sigma.

    Several runs with Maxwell velocities start from the thermal configuration. A particle that leaves the
    sphere around its inherent position is reflected by its surface, which conserves the energy. The mean is
    over the runs, and over time after the first part of each.

    Alkemade et al. sample the same restrained ensemble by Monte Carlo.

    Parameters
    ----------
    force_field : ForceField
        Engine with the particles.
    thermal, inherent : ndarray, shape (N, 3)
        Positions at the temperature of the settings, and their inherent structure, sigma.
    settings : CageSettings
        Temperature, radius of the spheres, number and duration of the runs.

    Raises
    ------
    DescriptorError
        If the temperature is not given.
    EngineError
        If the total energy drifts because the time step is too long.
    """
    temperature = settings.temperature
    if temperature is None:
        raise DescriptorError(
            "the state cage needs the temperature of the configuration; give descriptors.cage.temperature"
        )
    cell = force_field.particles.cell
    # near the thermal positions, whose images are kept
    centres = thermal - cell.minimum_image(thermal - inherent)
    looks = max(1, round(settings.duration / (settings.time_step * STEPS)))
    sums, count = np.zeros_like(inherent), 0
    # other samples have other velocities
    sample = array_digest(thermal)
    for run in tqdm(range(settings.runs), "cages", disable=None):
        rng = np.random.default_rng(named_seed(settings.seed, f"{sample}/{run}"))
        state = first = initial_state(
            force_field, thermal, thermal_velocities(force_field.particles, temperature, rng)
        )
        for look in range(looks):
            state = reflect(force_field.advance(state, settings.time_step, STEPS), centres, settings.radius)
            if look >= min(DISCARDED * looks, looks - 1):
                sums += state.positions - centres
                count += 1
        drift = energy_drift(first, state)
        check_drift(drift, temperature, "descriptors.cage.time_step", f" in run {run}")
    mean = sums / count
    # reflections move the centre of mass
    return np.asarray(inherent + mean - mean.mean(axis=0))


def reflect(state: MDState, centres: Floats, radius: float) -> MDState:
    """Reflect the particles that move outwards beyond spheres around `centres`, shape (N, 3)."""
    away = state.positions - centres
    distance = np.linalg.norm(away, axis=1)
    outwards = np.einsum("ij,ij->i", away, state.velocities)
    leaves = (distance > radius) & (outwards > 0.0)
    if not leaves.any():
        return state
    velocities = state.velocities.copy()
    velocities[leaves] -= (2.0 * outwards[leaves] / distance[leaves] ** 2)[:, None] * away[leaves]
    return state._replace(velocities=velocities)
