"""How the minimum energy path of a pair is computed."""

from pydantic import Field

from glasscape.settings import Settings


class PathSettings(Settings):
    """How the minimum energy path of a pair is computed; identifies its result."""

    images: int = Field(40, ge=8, le=400, description="Images of the band, both minima included.")
    spring: float = Field(1.0, gt=0, description="Spring constant between images, epsilon / sigma^2.")
    max_force: float = Field(
        1e-3,
        gt=0,
        le=0.1,
        description="Largest force component across a converged path, epsilon / sigma.",
    )
    max_evaluations: int = Field(
        40_000,
        ge=100,
        description="Force evaluations, one per image and step over all stages, after which a band counts as "
        "not converged.",
    )
