"""What a minimum is, and when two minima are the same."""

from pydantic import Field

from glasscape.settings import Settings


class MinimaSettings(Settings):
    """What a minimum is, and when two are the same."""

    max_force: float = Field(
        1e-8,
        ge=1e-11,
        le=1e-4,
        description="Largest force component of a minimum, epsilon / sigma; looser input is quenched.",
    )
    max_energy_difference: float = Field(
        1e-6,
        gt=0,
        le=1e-2,
        description="Two structures are one minimum if their energies differ by less than this, epsilon ...",
    )
    max_distance: float = Field(
        1e-3, gt=0, le=0.1, description="... and their total displacement is below this, sigma."
    )
