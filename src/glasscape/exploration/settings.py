"""How the energy landscape around a glass is explored."""

from typing import Self

from pydantic import Field, model_validator

from glasscape.settings import Settings


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
