"""Inverse-power pair potentials with a smooth cutoff. All engines use the same table of parameters."""

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np

from glasscape.arrays import Floats, ShortIntegers

SpeciesTable = tuple[tuple[float, ...], ...]


class PairForm(NamedTuple):
    """Energy of a pair in units of epsilon_ij as a function of t = (r / sigma_ij)^2, for compiled code.

    It is a12 t^-6 + a6 t^-3 + c0 + c2 t + c4 t^2 below `cutoff2`. Beyond `switch2`, which is infinite without
    a switching function, this is multiplied by the switching function.
    """

    a12: float
    a6: float
    c0: float
    c2: float
    c4: float
    cutoff2: float
    switch2: float


class PairCoefficients(NamedTuple):
    """Coefficients of a pair potential for compiled code.

    `sigma` and `epsilon` have one row and one column for every species. Inner loops take `form` alone: a
    tuple with arrays makes them slower.
    """

    form: PairForm
    cutoff: float
    nonadditivity: float
    sigma: Floats
    epsilon: Floats


@dataclass(frozen=True)
class PairPotential:
    r"""u(r) = epsilon_ij [a12 x^-12 + a6 x^-6 + c0 + c2 x^2 + c4 x^4] for x = r / sigma_ij below the cutoff.

    sigma_ij = sigma_ab (s_i + s_j) / 2 (1 - nonadditivity \|s_i - s_j\|) for particles of species a and b
    with diameters s_i and s_j. The constants c0, c2, c4 make u and its first two derivatives vanish at the
    cutoff. With `switch`, the constants are zero, and from x = switch on the two powers are multiplied by

        S = (1 - y)^2 (1 + 2 y)  for  y = (x^2 - switch^2) / (cutoff^2 - switch^2),

    which makes u and its first derivative vanish at the cutoff. The second derivative jumps at both ends.

    Attributes
    ----------
    a12, a6 : float
        Coefficients of the two powers.
    cutoff : float
        Largest x at which particles interact.
    switch : float or None
        The x at which the switching function begins. None: there is none.
    nonadditivity : float
        Coefficient of \|s_i - s_j\|, per unit length.
    sigma, epsilon : tuple of tuple of float
        Length and energy for every pair of species, symmetric.
    """

    # units of the LAMMPS commands
    lammps_units: ClassVar[str] = "lj"

    a12: float
    a6: float
    cutoff: float
    switch: float | None = None
    nonadditivity: float = 0.0
    sigma: SpeciesTable = ((1.0,),)
    epsilon: SpeciesTable = ((1.0,),)

    @property
    def coefficients(self) -> PairCoefficients:
        """Coefficients for compiled code."""
        return PairCoefficients(
            form=self._form,
            cutoff=self.cutoff,
            nonadditivity=self.nonadditivity,
            sigma=np.array(self.sigma),
            epsilon=np.array(self.epsilon),
        )

    @property
    def _form(self) -> PairForm:
        t = self.cutoff**2
        if self.switch is not None:
            return PairForm(self.a12, self.a6, 0.0, 0.0, 0.0, t, self.switch**2)
        return PairForm(
            a12=self.a12,
            a6=self.a6,
            c0=-28.0 * self.a12 * t**-6 - 10.0 * self.a6 * t**-3,
            c2=48.0 * self.a12 * t**-7 + 15.0 * self.a6 * t**-4,
            c4=-21.0 * self.a12 * t**-8 - 6.0 * self.a6 * t**-5,
            cutoff2=t,
            switch2=np.inf,
        )

    @property
    def identity(self) -> dict[str, Any]:
        """Named fields that identify the potential in the keys of stored results."""
        return {
            "kind": "pair",
            "a12": float(self.a12),
            "a6": float(self.a6),
            "cutoff": float(self.cutoff),
            "switch": None if self.switch is None else float(self.switch),
            "nonadditivity": float(self.nonadditivity),
            "sigma": np.array(self.sigma, dtype=np.float64).tolist(),
            "epsilon": np.array(self.epsilon, dtype=np.float64).tolist(),
        }

    @property
    def n_species(self) -> int:
        """Number of species."""
        return len(self.sigma)

    def interaction_range(self, largest_diameter: float) -> float:
        """Distance beyond which no two particles interact."""
        return self.cutoff * max(map(max, self.sigma)) * largest_diameter

    def pair_diameter(
        self, diameters: tuple[Floats, Floats], species: tuple[ShortIntegers, ShortIntegers]
    ) -> Floats:
        """sigma_ij of pairs of particles, given the diameters and the species of both."""
        first, second = diameters
        mean = 0.5 * (first + second) * (1.0 - self.nonadditivity * np.abs(first - second))
        return np.array(self.sigma)[species] * mean

    def pair_energy(self, scaled_distance: Floats) -> Floats:
        """Energy at x = r / sigma_ij, in epsilon_ij: a plain reference for the compiled kernels."""
        c = self._form
        x = np.asarray(scaled_distance, dtype=np.float64)
        inside = x < self.cutoff
        x = np.where(inside, x, self.cutoff)
        energy = c.a12 * x**-12 + c.a6 * x**-6 + c.c0 + c.c2 * x**2 + c.c4 * x**4
        if self.switch is not None:
            y = np.maximum(x**2 - self.switch**2, 0.0) / (self.cutoff**2 - self.switch**2)
            energy = energy * (1.0 - y) ** 2 * (1.0 + 2.0 * y)
        return np.where(inside, energy, 0.0)

    def lammps_commands(self, largest_diameter: float) -> list[str]:
        """LAMMPS commands (`atom_style sphere`, LEPTON package) that define the same potential."""
        c = self._form
        terms = f"{c.a12!r}/x^12+({c.a6!r})/x^6+({c.c0!r})+({c.c2!r})*x^2+({c.c4!r})*x^4"
        switching = ""
        if self.switch is not None:
            terms = f"({terms})*(1-y)^2*(1+2*y)"
            switching = f";y=max(x^2-{c.switch2!r},0)/{c.cutoff2 - c.switch2!r}"
        # LAMMPS uses radii: s = 2 rad, so |s_i - s_j| = 2 |radi - radj|
        mean = f"(radi+radj)*(1-{2 * self.nonadditivity!r}*abs(radi-radj))"
        commands = [f"pair_style lepton/sphere {self.interaction_range(largest_diameter)!r}"]
        for a in range(self.n_species):
            for b in range(a, self.n_species):
                energy = f"{self.epsilon[a][b]!r}*({terms})*step({self.cutoff!r}-x)"
                sigma = f"{self.sigma[a][b]!r}*{mean}"
                commands.append(f'pair_coeff {a + 1} {b + 1} "{energy}{switching};x=r/({sigma})"')
        return commands
