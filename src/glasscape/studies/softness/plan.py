"""Plan of the study for an ensemble."""

from collections.abc import Sequence

from glasscape.campaign.config import Config
from glasscape.campaign.cost import SamplePlan
from glasscape.campaign.particles import grid_plan
from glasscape.campaign.study import StudyPlan
from glasscape.studies.softness.settings import SoftnessSettings


def plan(ensemble: str, config: Config, samples: Sequence[SamplePlan]) -> StudyPlan:
    """What will be computed."""
    return grid_plan(config.section(SoftnessSettings))
