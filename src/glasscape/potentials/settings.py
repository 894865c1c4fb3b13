"""Which pair potential."""

from typing import Literal

from pydantic import Field

from glasscape.potentials.soft_spheres import SoftSpheres
from glasscape.settings import Settings


class PotentialSettings(Settings):
    """Which pair potential."""

    model: Literal["polydisperse-soft-spheres"] = Field(
        "polydisperse-soft-spheres", description="The model glass."
    )

    @property
    def potential(self) -> SoftSpheres:
        """The potential that these settings name."""
        return SoftSpheres()
