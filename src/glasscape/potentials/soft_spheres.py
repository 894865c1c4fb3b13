"""Polydisperse soft spheres: the non-additive inverse twelfth power of swap Monte Carlo studies.

Parameters from Ninarello, Berthier and Coslovich, Phys. Rev. X 7, 021039 (2017), as used by
Ciarella et al., Nat. Commun. 14, 4229 (2023).
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class PairCoefficients(NamedTuple):
    """Coefficients of u(t) = a12 t^-6 + c0 + c2 t + c4 t^2 for t = (r / sigma_ij)^2 < cutoff^2."""

    a12: float
    c0: float
    c2: float
    c4: float
    cutoff: float
    nonadditivity: float


@dataclass(frozen=True)
class SoftSpheres:
    r"""v(r) = epsilon [x^-12 + c0 + c2 x^2 + c4 x^4], x = r / sigma_ij, cut and smoothed at x_c.

    sigma_ij = (s_i + s_j) / 2 (1 - nonadditivity \|s_i - s_j\|). The constants c0, c2, c4 make v and its
    first two derivatives vanish at the cutoff.

    Attributes
    ----------
    epsilon : float
        Energy unit.
    cutoff : float
        x_c, in units of sigma_ij.
    nonadditivity : float
        Coefficient of \|s_i - s_j\|, per unit length.
    """

    epsilon: float = 1.0
    cutoff: float = 1.25
    nonadditivity: float = 0.2

    @property
    def coefficients(self) -> PairCoefficients:
        """The numbers that the compiled kernels read."""
        cut = self.cutoff
        return PairCoefficients(
            a12=self.epsilon,
            c0=-28.0 * self.epsilon / cut**12,
            c2=48.0 * self.epsilon / cut**14,
            c4=-21.0 * self.epsilon / cut**16,
            cutoff=cut,
            nonadditivity=self.nonadditivity,
        )

    def pair_diameter(self, first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
        """Diameter sigma_ij of pairs of particles with diameters `first` and `second`."""
        return 0.5 * (first + second) * (1.0 - self.nonadditivity * np.abs(first - second))

    def pair_energy(self, scaled_distance: NDArray[np.float64]) -> NDArray[np.float64]:
        """Energy at x = r / sigma_ij, the plain reference of the compiled kernels."""
        c = self.coefficients
        x = np.asarray(scaled_distance, dtype=np.float64)
        inside = x < c.cutoff
        x = np.where(inside, x, c.cutoff)
        return np.where(inside, c.a12 * x**-12 + c.c0 + c.c2 * x**2 + c.c4 * x**4, 0.0)

    def lammps_commands(self, largest_diameter: float) -> list[str]:
        """LAMMPS commands (`atom_style sphere`, LEPTON package) that define the same potential."""
        c = self.coefficients
        # LAMMPS knows radii: s = 2 rad, so |s_i - s_j| = 2 |radi - radj|
        sigma = f"(radi+radj)*(1-{2 * c.nonadditivity!r}*abs(radi-radj))"
        energy = f"({c.a12!r}/x^12+({c.c0!r})+({c.c2!r})*x^2+({c.c4!r})*x^4)*step({c.cutoff!r}-x)"
        return [
            f"pair_style lepton/sphere {float(c.cutoff * largest_diameter)!r}",
            f'pair_coeff * * "{energy};x=r/({sigma})"',
        ]
