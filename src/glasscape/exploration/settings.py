"""Exploration of the energy landscape around a glass."""

from typing import Self

from pydantic import Field, model_validator

from glasscape.settings import Settings


class ExplorationSettings(Settings):
    """Exploration of the energy landscape around a glass."""

    temperature: float = Field(
        0.04,
        gt=0,
        description="Temperature of the trajectories, to which glasses are cooled, epsilon. The default "
        "suits soft spheres.",
    )
    trajectories: int = Field(
        8, ge=1, le=100_000, description="Number of trajectories of a sample. Each is a job."
    )
    steps: int = Field(40_000, ge=1, description="Number of steps of a trajectory, at constant energy.")
    quench_every: int = Field(200, ge=1, description="Number of steps between two quenches.")
    time_step: float = Field(0.01, gt=0, le=0.1, description="Time step, sigma sqrt(m / epsilon).")

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.quench_every > self.steps:
            raise ValueError(f"quench_every is {self.quench_every}, more than the {self.steps} steps")
        return self
