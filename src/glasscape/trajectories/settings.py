"""Settings of runs of liquids, and of the hops in them."""

from typing import Self

from pydantic import Field, model_validator

from glasscape.settings import Ascending, Settings

# frames count up to this many scales of a wavelet from its centre: 1e-4 of a step lies beyond
WAVELET_REACH = 3.0


class RunSettings(Settings):
    """Runs from one configuration of a liquid with different velocities, for samples that are made."""

    runs: int = Field(32, ge=2, le=10_000, description="R, the number of runs from every configuration.")
    runs_per_job: int = Field(
        8,
        ge=1,
        description="Number of runs of a job and of a file. With another number all runs are made again, "
        "with more `runs` those of a file that was not full.",
    )
    times: Ascending = Field(
        [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0],
        min_length=1,
        description="Times at which positions are recorded, in units of the relaxation time, in ascending "
        "order. Propensities of particles differ most at about 1.",
    )
    relaxation_time: float | None = Field(
        None,
        gt=0,
        description="Relaxation time of the liquid, sigma sqrt(m / epsilon). Empty: the median of "
        "those of the first four samples of the ensemble, which are measured. With 1, `times` are in reduced "
        "units.",
    )
    wave_number: float = Field(
        7.25,
        gt=0,
        description="Wave number q at which the relaxation time is measured, 1 / sigma: the first peak of "
        "the structure factor. The default suits the mixtures of Kob and Andersen.",
    )
    longest: float = Field(
        10_000.0,
        gt=0,
        description="Time within which the liquid has to relax, sigma sqrt(m / epsilon), or its relaxation "
        "time is not measured.",
    )
    time_step: float = Field(0.005, gt=0, description="Time step, sigma sqrt(m / epsilon).")

    @property
    def runs_of_jobs(self) -> list[list[int]]:
        """Numbers of the runs of every job."""
        every = list(range(self.runs))
        return [every[first : first + self.runs_per_job] for first in range(0, self.runs, self.runs_per_job)]


class TwoSidedSettings(Settings):
    """Trajectories that pass through one configuration of a liquid with different velocities."""

    runs: int = Field(
        16, ge=1, le=10_000, description="R, the number of trajectories through every configuration."
    )
    half_time: float = Field(
        30.0,
        gt=0,
        description="Duration before the configuration, and after it, sigma sqrt(m / epsilon). Half the "
        "relaxation time of the liquid or more.",
    )
    interval: float = Field(0.1, gt=0, description="Time between two frames, sigma sqrt(m / epsilon).")
    time_step: float = Field(0.005, gt=0, description="Time step, sigma sqrt(m / epsilon).")

    @property
    def steps(self) -> int:
        """Time steps from one frame to the next."""
        return round(self.interval / self.time_step)

    @property
    def centre(self) -> int:
        """Number of frames before the configuration, and after it."""
        return round(self.half_time / self.interval)

    @model_validator(mode="after")
    def _check(self) -> Self:
        for name, whole, part in (
            ("interval", self.interval, self.time_step),
            ("half_time", self.half_time, self.interval),
        ):
            if not is_multiple(whole, part):
                of = "time_step" if name == "interval" else "interval"
                raise ValueError(f"{name} must be a multiple of {of}")
        return self


class HopSettings(Settings):
    """What a hop of a particle is."""

    threshold: float | None = Field(
        None,
        gt=0,
        description="p_c, sigma: a trajectory is split at a hop if p_hop exceeds it. Empty: the plateau of "
        "the root-mean-square displacement, measured.",
    )
    resolution: float = Field(
        5.0,
        gt=0,
        description="Frames within this time of a hop have the p_hop of the hop, sigma sqrt(m / epsilon). "
        "Two hops of a particle are at least so far apart.",
    )


def is_multiple(whole: float, part: float) -> bool:
    """Whether a time is one or several times another one, up to rounding."""
    ratio = whole / part
    return round(ratio) >= 1 and abs(ratio - round(ratio)) <= 1e-6
