"""Settings of minimum energy paths."""

from dataclasses import dataclass

from pydantic import Field

from glasscape.minima.settings import MinimaSettings
from glasscape.potentials.settings import PotentialSettings
from glasscape.settings import Settings


class NEBSettings(Settings):
    """How the nudged elastic band between two minima is relaxed."""

    images: int = Field(40, ge=8, le=400, description="Number of images of the band, including both minima.")
    spring: float = Field(1.0, gt=0, description="Spring constant between images, epsilon / sigma^2.")
    max_force: float = Field(
        1e-3,
        gt=0,
        le=0.1,
        description="Largest perpendicular force component of a converged path, epsilon / sigma. The default "
        "suits reduced units. In eV / angstrom it is too large: take 1.0e-4 or less.",
    )
    max_evaluations: int = Field(
        40_000,
        ge=100,
        description="Largest number of force evaluations of a band, one per image and step, over all stages. "
        "A band that needs more counts as not converged.",
    )


@dataclass(frozen=True)
class PathSettings:
    """All that a path depends on besides the particles and its two minima.

    Attributes
    ----------
    potential : PotentialSettings
        The potential, and the engine that computes it.
    minima : MinimaSettings
        Criteria for minima.
    neb : NEBSettings
        How the band is relaxed.
    extension_action : float
        Action up to which double wells are continued beyond their minima, sigma sqrt(m epsilon): see
        `extend`.
    """

    potential: PotentialSettings
    minima: MinimaSettings
    neb: NEBSettings
    extension_action: float
