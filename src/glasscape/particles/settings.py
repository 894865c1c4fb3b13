"""Settings that all studies of particles share."""

from abc import abstractmethod
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from glasscape.descriptors.settings import DescriptorSettings, Family, StateName
from glasscape.learning.settings import (
    FamiliesSettings,
    FamilyName,
    GraphFamilyName,
    GraphNetworkSettings,
    StateFamilyName,
    TGlassMLPSettings,
    TransformerSettings,
    field_of,
)
from glasscape.settings import Distinct, Settings

# families that read the rows of a table, and families that read graphs
ParticleFamilyName = Literal[FamilyName, GraphFamilyName]
# families that learn all states together
TransferFamilyName = Literal[FamilyName, StateFamilyName]
# all descriptors together, those of one family, or those of one state
ALL: Literal["all"] = "all"
DescriptorSet = Literal["all", Family, StateName]
STATES: tuple[StateName, ...] = get_args(StateName)
# intervals of scores are over samples; with fewer samples, they are over particles
FEWEST_SAMPLES = 3


class ParticleLearningSettings(FamiliesSettings):
    """Which models predict labels, and on which samples they are evaluated."""

    families: Distinct[ParticleFamilyName] = Field(  # type: ignore[assignment]
        ["ridge", "xgboost"],
        min_length=1,
        description="Families of models. Each is evaluated on its own. `graph-network` and `transformer` "
        "read the neighbours of a particle, too; like `glassmlp` they need the extra `deep`.",
    )
    descriptors: Distinct[DescriptorSet] = Field(
        [ALL],
        min_length=1,
        description="Descriptors from which labels are predicted: `all` that are computed, those of one "
        "family, or those of one state. Every entry is evaluated on its own.",
    )
    test: Distinct[str] = Field(
        [],
        description="Names of the test samples. Models are trained on the others. Empty: folds of whole "
        "samples.",
    )
    folds: int = Field(3, ge=2, le=50, description="Number of folds. Only without test samples.")
    seed: int = Field(1, ge=0, le=2**31 - 1, description="Seed of folds, models and intervals.")
    graph_network: GraphNetworkSettings = Field(
        default_factory=GraphNetworkSettings, description="Graph networks: messages of neighbours."
    )
    transformer: TransformerSettings = Field(
        default_factory=TransformerSettings, description="Messages of neighbours, and attention over them."
    )


class TransferLearningSettings(ParticleLearningSettings):
    """Models of single states, and models of all ensembles and times."""

    transfer: Distinct[TransferFamilyName] = Field(
        [],
        description="Families of models that learn the labels of all ensembles and times together, with time "
        "and temperature beside the descriptors, and predict one temperature from others. "
        "`tglassmlp` needs the extra `deep`. Empty: none.",
    )
    tglassmlp: TGlassMLPSettings = Field(
        default_factory=TGlassMLPSettings, description="One small network for all times and temperatures."
    )


class ParticleStudySettings(Settings):
    """The part of the section of a study of particles that all of them have."""

    species: Distinct[Annotated[int, Field(ge=1)]] = Field(
        [1],
        min_length=1,
        description="Species whose labels are predicted, each on its own; all species are in the "
        "descriptors. Maps of predictions and learning curves show the first.",
    )
    descriptors: DescriptorSettings = Field(
        DescriptorSettings(), description="Numbers that describe the neighbourhood of every particle."
    )
    learning: ParticleLearningSettings = Field(
        default_factory=ParticleLearningSettings,
        description="Which models predict labels, and on which samples they are evaluated.",
    )

    @property
    @abstractmethod
    def label_names(self) -> list[str]:
        """Names of the labels that are predicted."""

    @property
    def reaches(self) -> dict[str, float]:
        """Longest distances to other particles that are read, sigma, by key.

        None may exceed half the width of the cell.
        """
        graphs = {
            f"learning.{field_of(family)}.cutoff": getattr(self.learning, field_of(family)).cutoff
            for family in self.learning.families
            if family in get_args(GraphFamilyName)
        }
        return graphs | {f"descriptors.{key}": reach for key, reach in self.descriptors.reaches.items()}

    @model_validator(mode="after")
    def _check_names(self) -> Self:
        names = self.label_names
        repeated = [name for name in names if names.count(name) > 1]
        if repeated:
            raise ValueError(f"two labels have the name {repeated[0]}, whose numbers differ too little")
        return self

    @property
    def timed_labels(self) -> dict[str, dict[float, str]]:
        """Names of the labels by quantity and time. Empty if labels have no times."""
        return {}

    @property
    def transfer(self) -> list[TransferFamilyName]:
        """Families of models that learn the labels of all ensembles and times together."""
        return []

    @property
    def attention(self) -> bool:
        """Whether one of them weighs the lengths over which descriptors are averaged."""
        return False
