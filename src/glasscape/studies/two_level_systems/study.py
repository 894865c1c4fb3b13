"""The study of two-level systems: which pairs of inherent structures tunnel."""

from collections.abc import Sequence

from glasscape.campaign.config import Config
from glasscape.campaign.cost import SamplePlan
from glasscape.campaign.study import Study, StudyPlan
from glasscape.references import CIARELLA, IMPROVED_TANGENTS
from glasscape.studies.two_level_systems.check import check
from glasscape.studies.two_level_systems.cli import PAIR_COMMAND
from glasscape.studies.two_level_systems.settings import TwoLevelSystemsSettings


def _plan(config: Config, samples: Sequence[SamplePlan]) -> StudyPlan:
    # imported late, because engines and tables are slow to import and the workflow imports this module
    from glasscape.studies.two_level_systems.plan import plan

    return plan(config, samples)


STUDY = Study(
    name="two_level_systems",
    description="Which pairs of inherent structures are tunnelling two-level systems.",
    settings=TwoLevelSystemsSettings,
    moved={
        "exact": "two_level_systems.neb",
        "known": "two_level_systems.lookup",
        "wanted": "two_level_systems.search.target.side",
        "first_stage": "two_level_systems.learning.prefilter",
        "weight": "two_level_systems.learning.weights",
        "strategy": "two_level_systems.search.initial.random_part, 1 for random and 0.25 for mixture,",
    },
    uses_samples=lambda config, samples: not config.section(TwoLevelSystemsSettings).lookup.tables,
    check=check,
    plan=_plan,
    commands=(PAIR_COMMAND,),
    references=(CIARELLA, IMPROVED_TANGENTS),
    # tables of labels have no structures
    labels_particles=lambda config: not config.section(TwoLevelSystemsSettings).lookup.tables,
)
