"""The section `mobility` of the config."""

from typing import Annotated, Literal

from pydantic import Field

from glasscape.particles.settings import ParticleStudySettings
from glasscape.trajectories.settings import HopSettings, TwoSidedSettings

Measure = Literal["p_hop", "wavelet"]
Draw = Literal["mean", "single"]
Positive = Annotated[float, Field(gt=0)]


class MobilitySettings(ParticleStudySettings):
    """Which particles of a liquid hop in a single trajectory."""

    trajectories: TwoSidedSettings = Field(
        TwoSidedSettings(),
        description="Trajectories through the configuration of every sample. Of samples that are read, each "
        "is one trajectory, and only the interval of its frames counts.",
    )
    hops: HopSettings = Field(HopSettings(), description="What a hop of a particle is.")
    measures: list[Measure] = Field(
        ["p_hop", "wavelet"],
        min_length=1,
        description="Labels: `p_hop` of a particle at the central frame, and `wavelet`, its wavelet "
        "amplitude there for every scale.",
    )
    scales: list[Positive] = Field(
        [2.5, 5.0],
        description="Scales of the wavelets, sigma sqrt(m / epsilon). Three scales have to fit before the "
        "central frame, and after it.",
    )
    lengths: list[Positive] = Field(
        [1.0, 2.0],
        description="Lengths over which labels are also averaged in space, sigma, over particles of the same "
        "species.",
    )
    draws: list[Draw] = Field(
        ["mean", "single"],
        min_length=1,
        description="Whether a label is the `mean` over all trajectories of a sample, or that of a `single` "
        "one.",
    )

    @property
    def label_names(self) -> list[str]:
        """Names of the labels that are predicted."""
        return [
            label_name(measure, length, draw)
            for measure in self.measure_names
            for length in (None, *self.lengths)
            for draw in self.draws
        ]

    @property
    def measure_names(self) -> list[str]:
        """p_hop, and a wavelet amplitude for every scale."""
        wavelets = [wavelet_name(scale) for scale in self.scales if "wavelet" in self.measures]
        return [*(["p_hop"] if "p_hop" in self.measures else []), *wavelets]


def wavelet_name(scale: float) -> str:
    """Name of the wavelet amplitude of a scale."""
    return f"wavelet_{scale:g}"


def label_name(measure: str, length: float | None, draw: Draw) -> str:
    """Name of a label: what is measured, over which length it is averaged, and whether over trajectories."""
    return measure + ("" if length is None else f"_over_{length:g}") + ("_single" if draw == "single" else "")
