"""Settings of the descriptors of particles."""

from typing import Any, Literal

from pydantic import Field

from glasscape.settings import Ascending, Distinct, Settings

Family = Literal["coarse-grained", "radial", "bonds", "hessian"]
StateName = Literal["inherent", "thermal", "cage"]
# shells of the family `radial`, those of Pezzicoli (2021): 80 from 0.70 to 4.70 sigma
SHELLS_BEGIN, SHELL_THICKNESS, SHELL_COUNT = 0.70, 0.05, 80
SHELLS_END = SHELLS_BEGIN + SHELL_THICKNESS * SHELL_COUNT
# radii of the family `hessian`, sigma: closer particles may move with the particle. They are about the first
# shell, and half of the second
COMPLIANCE_RADII = (1.6, 2.2)
# settings that each family reads
SETTINGS_OF_FAMILY = {
    "coarse-grained": {"states", "lengths"},
    "radial": {"states"},
    "bonds": {"states"},
    "hessian": {"lengths"},
}


class CageSettings(Settings):
    """Mean positions of particles in their cages, from short runs of molecular dynamics."""

    temperature: float | None = Field(
        None,
        gt=0,
        description="Temperature of the configurations, epsilon. Empty: that of the liquids that are made.",
    )
    radius: float = Field(
        0.4,
        gt=0,
        description="Radius of the sphere around the inherent position that no particle leaves, sigma.",
    )
    runs: int = Field(2, ge=1, description="Number of runs with different velocities.")
    duration: float = Field(
        12.0,
        gt=0,
        description="Duration of a run, sigma sqrt(m / epsilon): many vibrations, far below the relaxation "
        "time.",
    )
    time_step: float = Field(0.008, gt=0, description="Time step, sigma sqrt(m / epsilon).")
    seed: int = Field(1, ge=0, le=2**31 - 1, description="Seed of the velocities.")


class DescriptorSettings(Settings):
    """Numbers that describe the neighbourhood of every particle."""

    families: Distinct[Family] = Field(
        ["coarse-grained", "radial", "bonds", "hessian"],
        min_length=1,
        description="Kinds of descriptors. `coarse-grained`: density, energy, Voronoi surface (perimeter in "
        "two dimensions) and distance to the inherent position, averaged over the neighbourhood. `radial`: "
        "radial distribution around the particle, up to 4.7 sigma. `bonds`: bond-orientational order and "
        "Voronoi cell. `hessian`: stiffness of the cage in the inherent structure, its averages over the "
        "neighbourhood, and the compliance of the particle when those within 2.2 sigma move, too. The ranges "
        "of `radial` and `hessian` suit particles about one sigma apart, and not metals in angstrom.",
    )
    lengths: Ascending = Field(
        [0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0],
        min_length=1,
        description="Lengths over which local quantities are averaged, sigma, in ascending order. None may "
        "exceed half the width of the cell.",
    )
    states: Distinct[StateName] = Field(
        ["inherent", "thermal"],
        min_length=1,
        description="Configurations that are described: the inherent structure, the thermal one, and `cage`, "
        "the mean positions of particles in their cages. The family `hessian` always describes the inherent "
        "structure.",
    )
    cage: CageSettings = Field(
        CageSettings(), description="Mean positions of particles in their cages, for the state `cage`."
    )

    @property
    def reaches(self) -> dict[str, float]:
        """Longest distances to other particles that are read, sigma, by key."""
        found = {}
        if any("lengths" in SETTINGS_OF_FAMILY[family] for family in self.families):
            found["lengths"] = self.lengths[-1]
        if "radial" in self.families:
            found["families radial"] = SHELLS_END
        if "hessian" in self.families:
            found["families hessian"] = COMPLIANCE_RADII[-1]
        return found

    def of_family(self, family: str) -> dict[str, Any]:
        """Settings of one family alone, with all that it reads."""
        # the stiffness is that of the inherent structure
        return {
            "states": ["inherent"],
            **self.model_dump(include=SETTINGS_OF_FAMILY[family]),
            "families": [family],
        }
