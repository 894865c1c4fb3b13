"""Plan of the study for an ensemble."""

from collections.abc import Sequence

from glasscape.campaign.config import Config
from glasscape.campaign.cost import Cost, SamplePlan
from glasscape.campaign.study import StudyPlan
from glasscape.studies.propensity.settings import PropensitySettings


def plan(ensemble: str, config: Config, samples: Sequence[SamplePlan]) -> StudyPlan:
    """What will be computed."""
    own = config.section(PropensitySettings)
    where = (
        f"test samples {', '.join(own.learning.test)}" if own.learning.test else f"{own.learning.folds} folds"
    )
    lines = (
        f"labels {', '.join(own.label_names)} of species {', '.join(map(str, own.species))}",
        f"descriptors {', '.join(own.descriptors.families)} of {', '.join(own.descriptors.states)}",
        f"models {', '.join(own.learning.families)}, evaluated on {where}",
        "the time is not estimated",
    )
    return StudyPlan(lines, Cost())
