"""How glasses are made."""

from pydantic import Field

from glasscape.samplers.settings import HybridMonteCarloSettings


class PreparationSettings(HybridMonteCarloSettings):
    """How glasses are made."""

    seed: int = Field(
        1,
        ge=0,
        le=2**31 - 1,
        description="Seed of glasses and their trajectories; every sample has its own stream, by name.",
    )
    particles: int = Field(600, ge=20, le=1_000_000, description="Particles of a glass.")
    cooling_time: float = Field(
        20.0,
        gt=0,
        description="How long the equilibrated liquid is coupled to the temperature of exploration, sigma "
        "sqrt(m / epsilon).",
    )
