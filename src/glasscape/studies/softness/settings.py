"""The section `softness` of the config."""

from typing import Annotated, Literal, Self

from pydantic import Field, PositiveFloat, model_validator

from glasscape.descriptors.settings import DescriptorSettings, StateName
from glasscape.particles.settings import ParticleStudySettings
from glasscape.settings import Distinct

LabelName = Literal["softness", "log_vibrality"]
Count = Annotated[int, Field(ge=1, le=10_000)]


class MinimumDescriptorSettings(DescriptorSettings):
    """Numbers that describe the neighbourhood of every particle of a minimum."""

    states: Distinct[StateName] = Field(
        ["inherent"],
        min_length=1,
        description="Configurations that are described. Of a minimum, there is the inherent structure only.",
    )

    @model_validator(mode="after")
    def _check_states(self) -> Self:
        if self.states != ["inherent"]:
            raise ValueError("states: softness is a property of minima; thermal positions are not known")
        return self


class SoftnessSettings(ParticleStudySettings):
    """Which particles of a minimum are soft: they take part in its lowest modes."""

    labels: Distinct[LabelName] = Field(
        ["softness", "log_vibrality"],
        min_length=1,
        description="What is predicted: `softness`, the part of the particle in the lowest modes, and "
        "`log_vibrality`, the logarithm of its mean squared displacement per temperature in all modes.",
    )
    modes: Distinct[Count] = Field(
        [10, 30],
        min_length=1,
        description="Numbers of lowest modes. Every number K makes a label `softness_K`.",
    )
    averaging_lengths: Distinct[PositiveFloat] = Field(
        [],
        description="Lengths L over which labels are averaged, with the weights exp(-r / L), sigma. Every "
        "length makes another version of every label, such as `softness_10_over_1.5`.",
    )
    descriptors: MinimumDescriptorSettings = Field(
        MinimumDescriptorSettings(),
        description="Numbers that describe the neighbourhood of every particle of a minimum.",
    )

    @property
    def reaches(self) -> dict[str, float]:
        """Longest distances to other particles that are read, sigma, by key."""
        return super().reaches | {"averaging_lengths": max(self.averaging_lengths, default=0.0)}

    @property
    def label_names(self) -> list[str]:
        """Names of the labels that are predicted."""
        own = [
            name
            for label in self.labels
            for name in ([f"softness_{count}" for count in self.modes] if label == "softness" else [label])
        ]
        return own + [f"{name}_over_{length:g}" for length in self.averaging_lengths for name in own]
