"""The section `propensity` of the config."""

from typing import Annotated, Literal

from pydantic import Field

from glasscape.particles.settings import ParticleStudySettings
from glasscape.settings import Settings

LabelName = Literal["propensity", "bond_breaking"]
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


class PropensitySettings(ParticleStudySettings):
    """Which particles of a liquid will move, on average over their initial velocities."""

    cell: float | None = Field(
        None,
        gt=0,
        description="Length of the cubic cell of samples that are read, sigma. Their files do not hold it.",
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

    @property
    def label_names(self) -> list[str]:
        """Names of the labels that are predicted."""
        return [str(label) for label in self.labels]
