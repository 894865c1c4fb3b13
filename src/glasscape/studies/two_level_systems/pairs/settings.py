"""Settings of candidate pairs and their features."""

from pydantic import Field

from glasscape.settings import Settings


class PairSettings(Settings):
    """Which pairs of minima are candidates, and which features describe them."""

    max_energy_difference: float = Field(
        0.1, gt=0, description="Largest energy difference of a candidate pair, epsilon."
    )
    max_displacement: float = Field(
        1.5, gt=0, description="Largest total displacement of a candidate pair, sigma."
    )
    displacements: int = Field(
        3,
        ge=2,
        le=100,
        description="M, the number of most displaced particles that the features describe.",
    )
