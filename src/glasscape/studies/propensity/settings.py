"""The section `propensity` of the config."""

from typing import Literal, Self

from pydantic import Field, PositiveFloat, model_validator

from glasscape.particles.settings import (
    ParticleStudySettings,
    TransferFamilyName,
    TransferLearningSettings,
)
from glasscape.settings import Ascending, Distinct, Settings

LabelName = Literal["propensity", "overlap", "inherent_propensity", "bond_breaking"]


class BondSettings(Settings):
    """Which particles are neighbours, for the label `bond_breaking`."""

    reach: list[list[PositiveFloat]] = Field(
        [[1.4, 1.25], [1.25, 1.05]],
        min_length=1,
        description="Distance up to which two particles are neighbours, sigma, for every pair of species. "
        "The default suits the binary mixture of Kob and Andersen.",
    )
    exit_reach: list[list[PositiveFloat]] = Field(
        [[1.7, 1.55], [1.55, 1.35]],
        min_length=1,
        description="Distance beyond which they are no longer neighbours, sigma, for every pair of species.",
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        for name, matrix in (("reach", self.reach), ("exit_reach", self.exit_reach)):
            if [list(column) for column in zip(*matrix, strict=False)] != matrix:
                raise ValueError(f"{name} must be a symmetric matrix: a row and a column for every species")
        if len(self.exit_reach) != len(self.reach):
            raise ValueError("reach and exit_reach must have the same species")
        rows = zip(self.reach, self.exit_reach, strict=True)
        if any(leaves < enters for row in rows for enters, leaves in zip(*row, strict=True)):
            raise ValueError("exit_reach must be at least reach for every pair of species")
        return self


class PropensitySettings(ParticleStudySettings):
    """Which particles of a liquid will move, on average over their initial velocities."""

    cell: float | None = Field(
        None,
        gt=0,
        description="Length of the cubic cell of samples that are read, or of the square in two dimensions, "
        "sigma. Their files do not hold it.",
    )
    labels: Distinct[LabelName] = Field(
        ["propensity"],
        min_length=1,
        description="What is predicted: `propensity`, the mean distance from the initial position, "
        "`overlap`, the fraction of the runs in which the particle is near its initial position, "
        "`inherent_propensity`, as `propensity` for inherent structures, which needs a quench of every run "
        "at every time, and `bond_breaking`, the mean fraction of the initial neighbours that stay. "
        "`overlap` and `bond_breaking` are large where particles do not move.",
    )
    times: Ascending = Field(
        [],
        description="Times of the labels, in ascending order: some of `isoconfigurational.times` for samples "
        "that are made, or of the array `times` of files. Empty: the last time.",
    )
    overlap: float = Field(
        0.3,
        gt=0,
        description="Distance below which a particle is near its initial position, sigma, for `overlap`.",
    )
    learning: TransferLearningSettings = Field(
        default_factory=TransferLearningSettings,
        description="Which models predict labels, and on which samples they are evaluated.",
    )
    bonds: BondSettings = Field(
        BondSettings(), description="Which particles are neighbours, for `bond_breaking`."
    )

    @property
    def reaches(self) -> dict[str, float]:
        """Longest distances to other particles that are read, sigma, by key."""
        bonds = max(map(max, self.bonds.exit_reach)) if "bond_breaking" in self.labels else 0.0
        return super().reaches | {"bonds.exit_reach": bonds}

    @property
    def label_times(self) -> list[float | None]:
        """Times of the labels, the last one first. None for the last time of unknown value."""
        return list[float | None](self.times[::-1]) or [None]

    @property
    def label_names(self) -> list[str]:
        """Names of the labels that are predicted."""
        return [label_name(label, time) for label in self.labels for time in self.label_times]

    @property
    def timed_labels(self) -> dict[str, dict[float, str]]:
        """Names of the labels by quantity and time."""
        return {label: {time: label_name(label, time) for time in self.times} for label in self.labels}

    @property
    def transfer(self) -> list[TransferFamilyName]:
        """Families of models that learn the labels of all ensembles and times together."""
        return self.learning.transfer

    @property
    def attention(self) -> bool:
        """Whether one of them weighs the lengths over which descriptors are averaged."""
        return "tglassmlp" in self.transfer and self.learning.tglassmlp.attention


def label_name(label: LabelName, time: float | None) -> str:
    """Name of a label at a time, or at the last time if none is given."""
    return label if time is None else f"{label}_t{time:g}"
