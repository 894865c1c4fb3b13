"""The section `two_level_systems` of the config."""

from pydantic import Field

from glasscape.paths.settings import NEBSettings
from glasscape.settings import Settings
from glasscape.studies.two_level_systems.lookup.settings import LookupSettings
from glasscape.studies.two_level_systems.pairs.settings import PairSettings
from glasscape.studies.two_level_systems.search.settings import LearningSettings, SearchSettings
from glasscape.tunnelling.settings import QuantumSettings


class TwoLevelSystemsSettings(Settings):
    """The search for pairs of minima between which the glass tunnels."""

    pairs: PairSettings = Field(PairSettings(), description="Which pairs are candidates.")
    neb: NEBSettings = Field(NEBSettings(), description="How the minimum energy path of a pair is computed.")
    quantum: QuantumSettings = Field(
        QuantumSettings(),
        description="Whose quantum mechanics, and what counts as a two-level system.",
    )
    search: SearchSettings = Field(
        SearchSettings(), description="How pairs are chosen and when the search ends."
    )
    learning: LearningSettings = Field(
        LearningSettings(), description="Which models learn, and how they are evaluated."
    )
    lookup: LookupSettings = Field(
        LookupSettings(),
        description="Tables of labelled pairs; they stand in for minima and exact calculations.",
    )
