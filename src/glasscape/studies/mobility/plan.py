"""Plan of the study for an ensemble."""

from collections.abc import Sequence

from glasscape.campaign.config import Config
from glasscape.campaign.cost import Cost, SamplePlan
from glasscape.campaign.study import StudyPlan
from glasscape.studies.mobility.settings import MobilitySettings


def plan(ensemble: str, config: Config, samples: Sequence[SamplePlan]) -> StudyPlan:
    """What will be computed."""
    own = config.section(MobilitySettings)
    run, learning = own.trajectories, own.learning
    where = f"test samples {', '.join(learning.test)}" if learning.test else f"{learning.folds} folds"
    lines = (
        f"{run.runs} trajectories through every configuration that is made, {run.half_time:g} before and "
        f"after it, frames every {run.interval:g}",
        f"{len(own.label_names)} labels of species {own.species}, from descriptors "
        f"{', '.join(own.descriptors.families)}",
        f"models {', '.join(learning.families)}, evaluated on {where}",
        "the time is not estimated",
    )
    return StudyPlan(lines, Cost())
