"""The band of a pair, computed the way that the engine does it."""

import numpy as np
from numpy.typing import NDArray

from glasscape.forces.forcefield import ForceField
from glasscape.landscape.settings import MinimaSettings
from glasscape.paths.band import Band, relax_band
from glasscape.paths.lammps import lammps_band
from glasscape.paths.settings import PathSettings
from glasscape.potentials.ase import AsePotential
from glasscape.potentials.settings import PotentialSettings


def find_band(
    force_field: ForceField,
    potential: PotentialSettings,
    start: NDArray[np.float64],
    end: NDArray[np.float64],
    settings: PathSettings,
    minima: MinimaSettings,
) -> Band:
    """Relax the band between two minima, shape (N, 3).

    The engine `lammps` relaxes it with the `neb` command of LAMMPS in processes of its own; for all other
    engines it is `relax_band` with the forces of the engine.
    """
    interaction = potential.potential
    if potential.engine == "lammps" and not isinstance(interaction, AsePotential):
        return lammps_band(force_field, interaction, start, end, settings, minima)
    return relax_band(force_field, start, end, settings, minima)
