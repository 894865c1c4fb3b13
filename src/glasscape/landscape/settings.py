"""Where minima come from, and when two are the same."""

from typing import Self

from pydantic import Field, model_validator

from glasscape.settings import Settings
from glasscape.structures.settings import StructureFormat


class MinimaSettings(Settings):
    """What a minimum is, and when two are the same."""

    max_force: float = Field(
        1e-8,
        ge=1e-11,
        le=1e-4,
        description="Largest force component of a minimum, epsilon / sigma; looser input is quenched.",
    )
    max_energy_difference: float = Field(
        1e-6,
        gt=0,
        le=1e-2,
        description="Two structures are one minimum if their energies differ by less than this, epsilon ...",
    )
    max_distance: float = Field(
        1e-3, gt=0, le=0.1, description="... and their total displacement is below this, sigma."
    )


class IngestSettings(StructureFormat):
    """How structures are read, and what they are."""

    quench: bool = Field(
        True,
        description="Whether structures are quenched to their minima. If not they are minima already: they "
        "stay as they are, and those with forces above `minima.max_force` are left out.",
    )
    in_order: bool = Field(
        True,
        description="Whether the frames of a file, or files of one frame each that tell a step or time, "
        "follow each other in time: steps from one minimum to the next are then transitions.",
    )


class ExplorationSettings(Settings):
    """How the landscape around a glass is explored."""

    temperature: float = Field(
        0.04,
        gt=0,
        description="Temperature to which glasses are cooled, and of the trajectories, epsilon; the default "
        "suits soft spheres.",
    )
    trajectories: int = Field(
        8, ge=1, le=100_000, description="Trajectories of a glass; each is a job of its own."
    )
    steps: int = Field(40_000, ge=1, description="Steps of a trajectory, at constant energy.")
    quench_every: int = Field(200, ge=1, description="Steps between two quenches.")
    time_step: float = Field(0.01, gt=0, le=0.1, description="In sigma sqrt(m / epsilon).")

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.quench_every > self.steps:
            raise ValueError(f"quench_every is {self.quench_every}, more than the {self.steps} steps")
        return self
