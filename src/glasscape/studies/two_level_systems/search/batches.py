"""Into how many jobs the exact calculations of an iteration are divided."""

from glasscape.campaign.config import Config
from glasscape.studies.two_level_systems.settings import TwoLevelSystemsSettings

# what a pair takes at N = 1500, by engine, in its own number of processes
SECONDS_PER_PAIR = {"compiled": 0.3, "lammps-serial": 4.0, "lammps": 60.0, "ase": 10.0}


def batches_in(config: Config, iteration: int) -> int:
    """Jobs that share the exact calculations of an iteration."""
    own = config.section(TwoLevelSystemsSettings)
    if own.lookup.tables:
        return 1
    return own.search.batches_in(iteration, SECONDS_PER_PAIR[config.potential.engine])
