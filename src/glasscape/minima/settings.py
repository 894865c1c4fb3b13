"""Criteria for minima, and for two copies of one minimum."""

from pydantic import Field

from glasscape.settings import Settings

# largest allowed force component of a minimum, epsilon / sigma
LARGEST_FORCE = 1e-4


class MinimaSettings(Settings):
    """Criteria for minima, and for two copies of one minimum."""

    max_force: float = Field(
        1e-8,
        ge=1e-11,
        le=LARGEST_FORCE,
        description="Largest force component of a minimum, epsilon / sigma. Structures with larger forces "
        "are quenched.",
    )
    max_energy_difference: float = Field(
        1e-6,
        gt=0,
        le=1e-2,
        description="Largest energy difference between two copies of one minimum, epsilon.",
    )
    max_distance: float = Field(
        1e-3, gt=0, le=0.1, description="Largest total displacement between two copies of one minimum, sigma."
    )
