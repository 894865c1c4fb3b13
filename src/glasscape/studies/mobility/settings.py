"""The section `mobility` of the config."""

from typing import Literal

from pydantic import Field, PositiveFloat

from glasscape.particles.settings import ParticleStudySettings
from glasscape.settings import Distinct
from glasscape.trajectories.settings import HopSettings, TwoSidedSettings

Measure = Literal["p_hop", "wavelet", "displacement"]
Draw = Literal["mean", "single"]


class MobilitySettings(ParticleStudySettings):
    """Which particles of a liquid hop in a single trajectory."""

    trajectories: TwoSidedSettings = Field(
        TwoSidedSettings(),
        description="Trajectories through the configuration of every sample that is made. A sample that is "
        "read is one trajectory.",
    )
    frame_interval: float | None = Field(
        None,
        gt=0,
        description="Time between two frames of samples that are read, sigma sqrt(m / epsilon). Their files "
        "do not tell its unit.",
    )
    hops: HopSettings = Field(HopSettings(), description="What a hop of a particle is.")
    measures: Distinct[Measure] = Field(
        ["p_hop", "wavelet"],
        min_length=1,
        description="Labels: `p_hop` of a particle at the central frame; `wavelet`, its wavelet amplitude "
        "there for every scale; `displacement`, its distance from there after every time, whose mean over "
        "trajectories is the propensity.",
    )
    scales: Distinct[PositiveFloat] = Field(
        [2.5, 5.0],
        description="Scales of the wavelets, sigma sqrt(m / epsilon). Three scales have to fit before the "
        "central frame, and after it.",
    )
    times: Distinct[PositiveFloat] = Field(
        [10.0],
        description="Times after the central frame for the measure `displacement`, sigma sqrt(m / epsilon).",
    )
    averaging_lengths: Distinct[PositiveFloat] = Field(
        [1.0, 2.0],
        description="Lengths over which labels are also averaged in space, sigma, over particles of the same "
        "species.",
    )
    draws: Distinct[Draw] = Field(
        ["mean", "single"],
        min_length=1,
        description="Whether a label is the `mean` over all trajectories of a sample, or that of a `single` "
        "one. With one trajectory of every sample both are the same, and the first counts.",
    )

    @property
    def reaches(self) -> dict[str, float]:
        """Longest distances to other particles that are read, sigma, by key."""
        return super().reaches | {"averaging_lengths": max(self.averaging_lengths, default=0.0)}

    @property
    def label_names(self) -> list[str]:
        """Names of the labels that are predicted."""
        return [
            label_name(measure, length, draw)
            for measure in self.measure_names
            for length in (None, *self.averaging_lengths)
            for draw in self.own_draws
        ]

    @property
    def own_draws(self) -> list[Draw]:
        """Draws that differ: with one trajectory of every sample, the mean is that of the single one."""
        one = self.frame_interval is not None or self.trajectories.runs == 1
        return self.draws[:1] if one else self.draws

    @property
    def measure_names(self) -> list[str]:
        """What is measured: a wavelet amplitude for every scale, a displacement for every time."""
        names = {
            "p_hop": ["p_hop"],
            "wavelet": [f"wavelet_{scale:g}" for scale in self.scales],
            "displacement": [f"displacement_{time:g}" for time in self.times],
        }
        return [name for measure in self.measures for name in names[measure]]


def label_name(measure: str, length: float | None, draw: Draw) -> str:
    """Name of a label: what is measured, over which length it is averaged, and whether over trajectories."""
    return measure + ("" if length is None else f"_over_{length:g}") + ("_single" if draw == "single" else "")
