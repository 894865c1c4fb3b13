"""Reduced units and their conversions.

Energies are in epsilon, lengths in sigma (the unit of diameter) and masses in m, with k_B = 1. Quantum
mechanics needs one more number: the reduced Planck constant in units of sqrt(m sigma^2 epsilon).
"""

import math
from dataclasses import dataclass

# J / K, J s, C and F / m (CODATA 2022); the first and the third are exact
BOLTZMANN = 1.380649e-23
HBAR = 1.054571817e-34
ELEMENTARY_CHARGE = 1.602176634e-19
VACUUM_PERMITTIVITY = 8.8541878188e-12


@dataclass(frozen=True)
class QuantumUnits:
    """Reduced units of a real substance, for quantum mechanics.

    Attributes
    ----------
    name : str
        Name of the substance in results.
    hbar : float
        Reduced Planck constant, hbar / (sigma sqrt(m epsilon)).
    splitting_threshold : float
        Largest quantum splitting of a two-level system, epsilon: k_B times 1 K for known substances.
    epsilon_kelvin : float or None
        epsilon / k_B in K. None if it is not known.
    sigma_angstrom : float or None
        sigma in angstrom. None if it is not known.
    """

    name: str
    hbar: float
    splitting_threshold: float
    epsilon_kelvin: float | None = None
    sigma_angstrom: float | None = None

    @property
    def kelvin(self) -> float:
        """Epsilon / k_B in K. NaN if it is not known."""
        return math.nan if self.epsilon_kelvin is None else self.epsilon_kelvin

    @property
    def electronvolt(self) -> float:
        """Epsilon in eV. NaN if it is not known."""
        return self.kelvin * BOLTZMANN / ELEMENTARY_CHARGE

    @property
    def second(self) -> float:
        """Sigma sqrt(m / epsilon), the unit of time, in s. NaN if it is not known."""
        return HBAR / (self.hbar * self.kelvin * BOLTZMANN)

    @property
    def centimetre(self) -> float:
        """Sigma in cm. NaN if it is not known."""
        return math.nan if self.sigma_angstrom is None else 1e-8 * self.sigma_angstrom

    @property
    def charge_squared(self) -> float:
        """e^2 / epsilon_0 of the elementary charge, epsilon sigma. NaN if the units are not known."""
        joule, metre = self.kelvin * BOLTZMANN, self.centimetre / 100.0
        return ELEMENTARY_CHARGE**2 / (VACUUM_PERMITTIVITY * joule * metre)


# m = 39.948 u
ARGON = QuantumUnits(
    "argon", hbar=0.01253, splitting_threshold=0.0015, epsilon_kelvin=667.0, sigma_angstrom=3.405
)

# hbar^2 is one sixth of that of argon; no sigma has been published
NIP = QuantumUnits("NiP", hbar=0.0051, splitting_threshold=0.0002, epsilon_kelvin=5000.0)

# energies in eV, lengths in angstrom, masses in u (CODATA 2022); the masses must be given in the config
METAL = QuantumUnits(
    "metal",
    hbar=0.06465415,
    splitting_threshold=BOLTZMANN / ELEMENTARY_CHARGE,
    epsilon_kelvin=ELEMENTARY_CHARGE / BOLTZMANN,
    sigma_angstrom=1.0,
)

NAMED = {units.name: units for units in (ARGON, NIP, METAL)}

# every path of a potential in reduced units is evaluated in the units of these substances
SUBSTANCES = (ARGON, NIP)


def substances_beside(units: QuantumUnits) -> tuple[QuantumUnits, ...]:
    """The other substances that a potential in reduced units may describe, too.

    None for eV and angstrom, and none for units of the user, which may be these as well.
    """
    names = [each.name for each in SUBSTANCES]
    return tuple(each for each in SUBSTANCES if each.name != units.name) if units.name in names else ()
