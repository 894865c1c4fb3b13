"""The section `two_level_systems` of the config."""

from pydantic import Field, field_validator

from glasscape.paths.settings import NEBSettings
from glasscape.settings import Settings
from glasscape.studies.two_level_systems.lookup.settings import LookupSettings
from glasscape.studies.two_level_systems.pairs.settings import PairSettings
from glasscape.studies.two_level_systems.search.settings import LearningSettings, SearchSettings
from glasscape.tunnelling.settings import QuantumSettings


class TwoLevelSystemsSettings(Settings):
    """Search for two-level systems: pairs of minima between which the glass tunnels."""

    pairs: PairSettings = Field(
        PairSettings(), description="Which pairs of minima are candidates, and which features describe them."
    )
    neb: NEBSettings = Field(
        NEBSettings(), description="Nudged elastic band (NEB): how minimum energy paths are computed."
    )
    quantum: QuantumSettings = Field(
        QuantumSettings(),
        description="Units of the quantum mechanics, and what counts as a two-level system.",
    )
    search: SearchSettings = Field(
        SearchSettings(), description="How pairs are chosen, and when the search stops."
    )
    learning: LearningSettings = Field(
        LearningSettings(), description="Which models are trained, and how they are evaluated."
    )
    lookup: LookupSettings = Field(
        LookupSettings(),
        description="Tables of labelled pairs; they replace minima and exact calculations.",
    )
    isotopes: list[list[float]] = Field(
        [],
        description="Masses of every species, m, for which levels are computed on request from stored paths. "
        "Each entry is one composition.",
    )

    @field_validator("isotopes")
    @classmethod
    def _positive(cls, isotopes: list[list[float]]) -> list[list[float]]:
        if any(not masses or min(masses) <= 0 for masses in isotopes):
            raise ValueError("every entry needs a positive mass for every species")
        return isotopes
