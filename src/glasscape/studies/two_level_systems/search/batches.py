"""Number of jobs for the exact calculations of an iteration."""

from glasscape.campaign.config import Config
from glasscape.studies.two_level_systems.settings import TwoLevelSystemsSettings

# time for a pair at N = 1500, by engine, with the number of processes that the engine uses
SECONDS_PER_PAIR = {"compiled": 0.3, "lammps-serial": 4.0, "lammps": 60.0, "ase": 10.0}
# the same for vibrations, of which every second pair has some: as a double well
SECONDS_OF_VIBRATIONS = {"compiled": 8.0, "lammps-serial": 80.0, "lammps": 80.0, "ase": 200.0}


def batches_in(config: Config, iteration: int) -> int:
    """Number of jobs for the exact calculations of an iteration."""
    own = config.section(TwoLevelSystemsSettings)
    if own.lookup.tables:
        return 1
    seconds = SECONDS_PER_PAIR[config.potential.engine]
    if own.quantum.counts_zero_point:
        seconds += SECONDS_OF_VIBRATIONS[config.potential.engine]
    return own.search.batches_in(iteration, seconds)
