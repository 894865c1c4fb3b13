"""The section `propensity` of the config."""

from typing import Annotated, Literal

from pydantic import Field

from glasscape.descriptors.settings import DescriptorSettings
from glasscape.learning.settings import FamiliesSettings, FamilyName
from glasscape.settings import Settings

LabelName = Literal["propensity", "bond_breaking"]
# all families of descriptors together, or one of them
ALL: Literal["all"] = "all"
DescriptorSet = Literal["all", "coarse-grained", "radial", "bonds", "hessian"]
Distance = Annotated[float, Field(gt=0)]


class BondSettings(Settings):
    """Which particles are neighbours, for the label `bond_breaking`."""

    reach: list[list[Distance]] = Field(
        [[1.4, 1.25], [1.25, 1.05]],
        min_length=1,
        description="Distance up to which two particles are neighbours, sigma, for every pair of species. "
        "The default suits the mixture of Kob and Andersen.",
    )
    exit_reach: list[list[Distance]] = Field(
        [[1.7, 1.55], [1.55, 1.35]],
        min_length=1,
        description="Distance beyond which they are no longer neighbours, sigma, for every pair of species.",
    )


class PropensityLearningSettings(FamiliesSettings):
    """Which models predict labels, and on which samples they are evaluated."""

    families: list[FamilyName] = Field(
        ["ridge", "xgboost"], min_length=1, description="Families of models. Each is evaluated on its own."
    )
    descriptors: list[DescriptorSet] = Field(
        [ALL],
        min_length=1,
        description="Descriptors from which labels are predicted: `all` that are computed, or those of one "
        "family. Every entry is evaluated on its own.",
    )
    test: list[str] = Field(
        [],
        description="Names of the test samples. Models are trained on the others. Empty: folds of whole "
        "samples.",
    )
    folds: int = Field(3, ge=2, le=50, description="Number of folds. Only without test samples.")
    seed: int = Field(1, ge=0, le=2**31 - 1, description="Seed of folds, models and intervals.")


class PropensitySettings(Settings):
    """Which particles of a liquid will move, on average over their initial velocities."""

    cell: float | None = Field(
        None,
        gt=0,
        description="Length of the cubic cell of samples that are read, sigma. Their files do not hold it.",
    )
    species: int = Field(
        1, ge=1, description="Species whose labels are predicted; all species are in the descriptors."
    )
    labels: list[LabelName] = Field(
        ["propensity"],
        min_length=1,
        description="What is predicted: `propensity`, the mean distance from the initial position, and "
        "`bond_breaking`, the mean fraction of the initial neighbours that stay.",
    )
    bonds: BondSettings = Field(
        BondSettings(), description="Which particles are neighbours, for `bond_breaking`."
    )
    descriptors: DescriptorSettings = Field(
        DescriptorSettings(), description="Numbers that describe the neighbourhood of every particle."
    )
    learning: PropensityLearningSettings = Field(
        default_factory=PropensityLearningSettings,
        description="Which models predict labels, and on which samples they are evaluated.",
    )
