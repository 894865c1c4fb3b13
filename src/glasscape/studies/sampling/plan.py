"""Plan of the study for an ensemble."""

from collections.abc import Sequence

from glasscape.campaign.config import Config
from glasscape.campaign.cost import Cost, SamplePlan
from glasscape.campaign.study import StudyPlan
from glasscape.studies.sampling.run import ANNEALING
from glasscape.studies.sampling.settings import SamplingSettings

# measured time of a move, per particle of the system, s
SECONDS_PER_PAIR = 8e-9
# evaluations of a member of a population at each temperature, relative to the sweeps of a step
STEPS_PER_TEMPERATURE = 3


def plan(ensemble: str, config: Config, samples: Sequence[SamplePlan]) -> StudyPlan:
    """What will be computed."""
    own = config.section(SamplingSettings)
    count, runs = len(own.temperatures), max(1, len(samples))
    chain = count * (own.chains.sweeps + own.chains.equilibration)
    steps = own.annealing.equilibration + count * STEPS_PER_TEMPERATURE * own.annealing.sweeps
    sweeps = sum(own.annealing.members * steps if name in ANNEALING else chain for name in own.samplers)
    lines = (
        f"{own.particles} particles of {own.model} at T = {', '.join(f'{t:g}' for t in own.temperatures)}",
        f"samplers {', '.join(own.samplers)}, {runs} independent runs of each",
    )
    return StudyPlan(lines, Cost(runs * sweeps * own.particles**2 * SECONDS_PER_PAIR))
