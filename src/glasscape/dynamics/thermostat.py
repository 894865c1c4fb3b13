"""Coupling to a heat bath."""

import math

from tqdm import tqdm

from glasscape.forces.force_field import ForceField, MDState

# relaxation time of the temperature towards that of the heat bath, sigma sqrt(m / epsilon)
COUPLING_TIME = 1.0
# steps between two scalings of the velocities
STEPS = 10


def couple_to_bath(
    force_field: ForceField, state: MDState, temperature: float, time_step: float, duration: float
) -> MDState:
    """Molecular dynamics with the thermostat of Berendsen et al., J. Chem. Phys. 81, 3684 (1984).

    Parameters
    ----------
    force_field : ForceField
        Engine that computes the dynamics.
    state : MDState
        Initial state.
    temperature : float
        Temperature of the heat bath, epsilon.
    time_step, duration : float
        Step and total time, sigma sqrt(m / epsilon).
    """
    relax = STEPS * time_step / COUPLING_TIME
    for _ in tqdm(range(math.ceil(duration / (STEPS * time_step))), "thermostat", disable=None):
        scale = math.sqrt(1.0 + relax * (temperature / state.temperature - 1.0))
        state = force_field.advance(state._replace(velocities=scale * state.velocities), time_step, STEPS)
    return state
