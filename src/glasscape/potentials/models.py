"""Model glasses by name: their potentials and compositions."""

from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from glasscape.potentials.pair import PairPotential
from glasscape.structures.cell import Cell


class Composition(NamedTuple):
    """Composition of a glass.

    Attributes
    ----------
    fractions : tuple of float
        Fraction of every species.
    smallest, largest : float
        Range of the diameters s. Their probability density is proportional to s^-3.
    density : float
        Number of particles per unit volume, or per unit area in two dimensions.
    dimensions : int
        Number of dimensions, 2 or 3.
    """

    fractions: tuple[float, ...] = (1.0,)
    smallest: float = 1.0
    largest: float = 1.0
    density: float = 1.0
    dimensions: int = 3

    @property
    def is_polydisperse(self) -> bool:
        """Whether the particles of a species differ in their diameters."""
        return self.smallest < self.largest

    def cell(self, n_particles: int) -> Cell:
        """A cubic or square cell for a number of particles at this density."""
        return Cell.of_length((n_particles / self.density) ** (1 / self.dimensions), self.dimensions)


BuiltIn = Literal[
    "polydisperse-soft-spheres", "kob-andersen", "kob-andersen-switched", "ternary-kob-andersen-2d"
]


@dataclass(frozen=True)
class Model:
    """A model glass."""

    potential: PairPotential
    composition: Composition


# Ninarello, Berthier and Coslovich, Phys. Rev. X 7, 021039 (2017), as used by Ciarella et al.,
# Nat. Commun. 14, 4229 (2023); mean diameter 1.0065
POLYDISPERSE_SOFT_SPHERES = Model(
    PairPotential(a12=1.0, a6=0.0, cutoff=1.25, nonadditivity=0.2),
    Composition(smallest=0.73, largest=1.62, density=1.0),
)

# Kob and Andersen, Phys. Rev. E 51, 4626 (1995), with the energy cut smoothly up to its second derivative
KOB_ANDERSEN = Model(
    PairPotential(
        a12=4.0,
        a6=-4.0,
        cutoff=2.5,
        sigma=((1.0, 0.8), (0.8, 0.88)),
        epsilon=((1.0, 1.5), (1.5, 0.5)),
    ),
    Composition(fractions=(0.8, 0.2), density=1.2),
)

# the same with another smooth cutoff, as used by Singh (2025); scales of sigma and epsilon are units
SWITCHED_KOB_ANDERSEN = Model(
    replace(KOB_ANDERSEN.potential, switch=2.0),
    KOB_ANDERSEN.composition,
)

# Jung, Biroli and Berthier, Phys. Rev. Lett. 130, 238202 (2023), here with the smooth cutoff of the mixture
# above; 20, 11 and 12 of 43 particles
TERNARY_KOB_ANDERSEN_2D = Model(
    PairPotential(
        a12=4.0,
        a6=-4.0,
        cutoff=2.5,
        sigma=((1.0, 0.8, 0.9), (0.8, 0.88, 0.8), (0.9, 0.8, 0.94)),
        epsilon=((1.0, 1.5, 0.75), (1.5, 0.5, 1.5), (0.75, 1.5, 0.75)),
    ),
    Composition(fractions=(20 / 43, 11 / 43, 12 / 43), density=1.1920748, dimensions=2),
)

MODELS: dict[str, Model] = {
    "polydisperse-soft-spheres": POLYDISPERSE_SOFT_SPHERES,
    "kob-andersen": KOB_ANDERSEN,
    "kob-andersen-switched": SWITCHED_KOB_ANDERSEN,
    "ternary-kob-andersen-2d": TERNARY_KOB_ANDERSEN_2D,
}
