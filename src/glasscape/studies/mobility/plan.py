"""Plan of the study for an ensemble."""

from collections.abc import Sequence

from glasscape.campaign.config import Config
from glasscape.campaign.cost import SamplePlan
from glasscape.campaign.particles import grid_plan
from glasscape.campaign.study import StudyPlan
from glasscape.studies.mobility.settings import MobilitySettings


def plan(ensemble: str, config: Config, samples: Sequence[SamplePlan]) -> StudyPlan:
    """What will be computed."""
    own = config.section(MobilitySettings)
    run = own.trajectories
    return grid_plan(
        own,
        f"{run.runs} trajectories through every configuration that is made, {run.half_time:g} before and "
        f"after it, frames every {run.interval:g}",
    )
