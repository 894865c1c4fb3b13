"""Settings of isoconfigurational runs."""

from pydantic import Field

from glasscape.settings import Settings


class RunSettings(Settings):
    """Runs from one configuration of a liquid with different velocities, for samples that are made."""

    runs: int = Field(32, ge=2, le=10_000, description="R, the number of runs from every configuration.")
    time: float = Field(
        100.0,
        gt=0,
        description="Duration of a run, sigma sqrt(m / epsilon): about the relaxation time of the liquid, "
        "at which the propensities of particles differ most.",
    )
    time_step: float = Field(0.005, gt=0, le=0.1, description="Time step, sigma sqrt(m / epsilon).")
