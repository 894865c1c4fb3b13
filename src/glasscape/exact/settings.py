"""All that an exact calculation depends on besides the particles and the two minima."""

import math
from dataclasses import dataclass

from glasscape.landscape.settings import MinimaSettings
from glasscape.paths.settings import PathSettings
from glasscape.potentials.settings import PotentialSettings
from glasscape.units import SUBSTANCES, QuantumUnits

# a path goes on beyond its minima until wave functions have decayed by exp(-DECAYS)
DECAYS = 40.0
# what a pair takes at N = 1500, by engine, in its own number of processes
USUAL_SECONDS = {"compiled": 0.3, "lammps-serial": 4.0, "lammps": 60.0, "ase": 10.0}


@dataclass(frozen=True)
class ExactSettings:
    """All that an exact calculation depends on besides the particles and the two minima.

    Attributes
    ----------
    potential : PotentialSettings
        The interaction, and the engine that computes it.
    minima : MinimaSettings
        What a minimum is.
    path : PathSettings
        How the path is computed.
    units : QuantumUnits
        Whose quantum mechanics.
    """

    potential: PotentialSettings
    minima: MinimaSettings
    path: PathSettings
    units: QuantumUnits

    @property
    def extension_action(self) -> float:
        """How far paths go on beyond their minima so that they suit these units and every substance.

        The integral of sqrt(2 (V - V_minimum)), in sigma sqrt(m epsilon). It is that of the substances times
        a power of two, so that units that differ a little share paths.
        """
        largest = max(known.hbar for known in SUBSTANCES)
        doublings = max(math.ceil(math.log2(self.units.hbar / largest)), 0)
        return float(DECAYS * largest * 2**doublings)
