"""Preparation of glasses."""

from pydantic import Field

from glasscape.samplers.settings import HybridMonteCarloSettings


class PreparationSettings(HybridMonteCarloSettings):
    """Preparation of glasses."""

    seed: int = Field(
        1,
        ge=0,
        le=2**31 - 1,
        description="Seed of samples that are made and of their trajectories. Every sample has its own "
        "random numbers, by its name.",
    )
    particles: int = Field(600, ge=20, le=1_000_000, description="Number of particles of a sample.")
    cooling_time: float = Field(
        20.0,
        gt=0,
        description="Time for which the equilibrated liquid is coupled to a thermostat at the temperature of "
        "exploration, sigma sqrt(m / epsilon).",
    )
