"""The study of two-level systems: which pairs of inherent structures tunnel."""

from glasscape.campaign.study import Study
from glasscape.references import CIARELLA, IMPROVED_TANGENTS
from glasscape.studies.two_level_systems.check import check
from glasscape.studies.two_level_systems.cli import PAIR_COMMAND
from glasscape.studies.two_level_systems.plan import plan
from glasscape.studies.two_level_systems.settings import TwoLevelSystemsSettings

STUDY = Study(
    name="two_level_systems",
    description="Which pairs of inherent structures are tunnelling two-level systems.",
    settings=TwoLevelSystemsSettings,
    moved={
        "exact": "two_level_systems.neb",
        "known": "two_level_systems.lookup",
        "wanted": "two_level_systems.search.target.side",
        "first_stage": "two_level_systems.learning.prefilter",
    },
    uses_samples=lambda config: not config.section(TwoLevelSystemsSettings).lookup.tables,
    check=check,
    plan=plan,
    commands=(PAIR_COMMAND,),
    references=(CIARELLA, IMPROVED_TANGENTS),
)
