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
        8,
        ge=1,
        le=100_000,
        description="Number of trajectories of a sample, the largest one if `new_minima` is given. Each is a "
        "job.",
    )
    new_minima: float | None = Field(
        None,
        gt=0,
        le=1,
        description="A sample is explored by 2, 4, 8, ... trajectories, until the next one finds a new "
        "minimum with at most this probability (upper limit of 90 %). Empty: by all trajectories.",
    )
    steps: int = Field(20_000, ge=1, description="Number of steps of a trajectory, at constant energy.")
    quench_every: int = Field(100, ge=1, description="Number of steps between two quenches.")
    time_step: float = Field(
        0.02,
        gt=0,
        description="Time step, sigma sqrt(m / epsilon). The default suits soft spheres; Lennard-Jones "
        "mixtures need about 0.005.",
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.quench_every > self.steps:
            raise ValueError(f"quench_every is {self.quench_every}, more than the {self.steps} steps")
        return self


def round_of(run: int) -> int:
    """Round of a trajectory: 0 for trajectories 0 and 1, 1 for 2 and 3, 2 for 4 to 7, and so on."""
    return max(0, run.bit_length() - 1)


def runs_before(number: int) -> range:
    """Trajectories of all rounds before round `number`, which is at least 1."""
    return range(2**number)
