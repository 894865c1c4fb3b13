"""Plan of the study for an ensemble."""

from collections.abc import Sequence

from glasscape.campaign.config import Config
from glasscape.campaign.cost import SamplePlan
from glasscape.campaign.particles import grid_plan
from glasscape.campaign.study import StudyPlan
from glasscape.studies.mobility.settings import MobilitySettings


def plan(config: Config, samples: Sequence[SamplePlan]) -> StudyPlan:
    """What will be computed."""
    own = config.section(MobilitySettings)
    run = own.trajectories
    if own.frame_interval is not None:
        return grid_plan(own, f"one trajectory of every sample, frames every {own.frame_interval:g}")
    return grid_plan(
        own,
        f"{run.runs} trajectories through every configuration, {run.half_time:g} before and after it, frames "
        f"every {run.interval:g}",
    )
