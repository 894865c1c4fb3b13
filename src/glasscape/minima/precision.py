"""Whether forces and energies are precise enough to find minima."""

import math

import numpy as np

from glasscape.arrays import Floats
from glasscape.errors import EngineError
from glasscape.forces.force_field import ForceField
from glasscape.minima.settings import LARGEST_FORCE, MinimaSettings

# shift of all particles, sigma; it has all digits, so that every coordinate is rounded differently
SHIFT = np.sqrt([0.2, 0.3, 0.5])
# a quench reaches forces that are larger than their noise by this factor
MARGIN = 10.0


def check_precision(force_field: ForceField, positions: Floats, settings: MinimaSettings) -> None:
    """Check that quenches of this force field can reach the criteria for minima.

    A common shift of all particles changes neither the energy nor the forces. What changes is noise: rounding
    errors of the coordinates, the forces and the energy.

    Parameters
    ----------
    force_field : ForceField
        The force field.
    positions : ndarray, shape (N, 3)
        A configuration without overlaps.
    settings : MinimaSettings
        The criteria for minima.

    Raises
    ------
    EngineError
        If the noise is larger than the criteria.
    """
    # one by one, as a quench computes them
    here, there = (force_field.evaluate((positions + shift)[None]) for shift in (0.0, SHIFT))
    force = float(np.abs(there.forces - here.forces).max())
    energy = abs(float(there.energies[0] - here.energies[0]))
    if force <= settings.max_force and energy <= settings.max_energy_difference:
        return
    remedy = "let the potential compute in double precision"
    enough = 10.0 ** math.ceil(math.log10(MARGIN * force)) if force > 0.0 else 0.0
    if energy <= settings.max_energy_difference and enough <= LARGEST_FORCE:
        remedy += f", or set minima.max_force to {enough:.1e}"
    raise EngineError(
        f"if all particles are shifted together, a force changes by {force:.1e} (minima.max_force is "
        f"{settings.max_force:.1e}) and the energy by {energy:.1e} (minima.max_energy_difference is "
        f"{settings.max_energy_difference:.1e}); in this precision no minima can be found: {remedy}"
    )


def remedy_for(largest: float) -> str:
    """What to do about a quench that stopped at the force component `largest`."""
    if largest < LARGEST_FORCE:
        return f"raise minima.max_force, to at most {LARGEST_FORCE:.1e}"
    return (
        f"no minima.max_force that is allowed, at most {LARGEST_FORCE:.1e}, is above this; let the potential "
        "compute in double precision"
    )
