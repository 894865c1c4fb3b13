"""Plan of the study for an ensemble."""

from collections.abc import Sequence

from glasscape.campaign.config import Config
from glasscape.campaign.cost import BYTES_PER_PROCESS, Cost, SamplePlan
from glasscape.campaign.study import StudyPlan
from glasscape.studies.sampling.settings import CARRIED, TRAITS, SamplingSettings

# measured time of a sweep, per pair of particles in both orders, s
SECONDS_PER_PAIR = 8e-9
# position, diameter and species
BYTES_PER_PARTICLE = 36
# evaluations of a member of a population at each temperature, relative to the sweeps of a step
STEPS_PER_TEMPERATURE = 3


def plan(config: Config, samples: Sequence[SamplePlan]) -> StudyPlan:
    """What will be computed."""
    own = config.section(SamplingSettings)
    count = len(own.temperatures)
    chain = count * (own.chains.sweeps + own.chains.equilibration)
    steps = own.annealing.equilibration + count * STEPS_PER_TEMPERATURE * own.annealing.sweeps
    populations = sum(TRAITS[name].kind == "population" for name in own.samplers)
    sweeps = populations * own.annealing.members * steps + (len(own.samplers) - populations) * chain
    lines = (
        f"{own.particles} particles of {own.model} at T = {', '.join(f'{t:g}' for t in own.temperatures)}",
        f"samplers {', '.join(own.samplers)}, one run of each for every sample",
    )
    snapshots = count * own.flow.configurations if CARRIED in own.samplers else 0
    members = own.annealing.members if populations else 0
    configuration = own.particles * BYTES_PER_PARTICLE
    return StudyPlan(
        lines,
        Cost(),
        each=Cost(
            sweeps * own.particles**2 * SECONDS_PER_PAIR,
            # configurations are copied once
            memory=BYTES_PER_PROCESS + 2.0 * max(snapshots, members) * configuration,
            disk=snapshots * configuration,
        ),
    )
