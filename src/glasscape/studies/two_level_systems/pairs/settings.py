"""Which pairs of minima are candidates, and how they are described."""

from pydantic import Field

from glasscape.settings import Settings


class PairSettings(Settings):
    """Which pairs of minima are candidates, and how they are described."""

    max_energy_difference: float = Field(
        0.1, gt=0, description="Largest energy difference of a pair, epsilon."
    )
    max_displacement: float = Field(1.5, gt=0, description="Largest total displacement of a pair, sigma.")
    displacements: int = Field(
        3,
        ge=2,
        le=100,
        description="M, the number of most displaced particles that the features describe.",
    )
