"""Reduced units and their conversions.

Energies are in epsilon, lengths in sigma (the unit of diameter), masses in m, and k_B = 1. Quantum
mechanics then needs one number: the reduced Planck constant in units of sqrt(m sigma^2 epsilon).
"""

import math
from dataclasses import dataclass

# J / K and C, exact in SI
BOLTZMANN = 1.380649e-23
ELEMENTARY_CHARGE = 1.602176634e-19


@dataclass(frozen=True)
class QuantumUnits:
    """What quantum mechanics needs to know about the real substance.

    Attributes
    ----------
    name : str
        Name of the substance, as written in results.
    hbar : float
        Reduced Planck constant, hbar / (sigma sqrt(m epsilon)).
    splitting_threshold : float
        Largest quantum splitting of a two-level system, in epsilon: the energy of 1 K.
    epsilon_kelvin : float or None
        epsilon / k_B in K; None if nobody said.
    sigma_angstrom : float or None
        sigma in angstrom; None if nobody said.
    """

    name: str
    hbar: float
    splitting_threshold: float
    epsilon_kelvin: float | None = None
    sigma_angstrom: float | None = None

    @property
    def kelvin(self) -> float:
        """Epsilon / k_B in K; NaN if nobody said."""
        return math.nan if self.epsilon_kelvin is None else self.epsilon_kelvin

    @property
    def electronvolt(self) -> float:
        """Epsilon in eV; NaN if nobody said."""
        return self.kelvin * BOLTZMANN / ELEMENTARY_CHARGE

    @property
    def centimetre(self) -> float:
        """Sigma in cm; NaN if nobody said."""
        return math.nan if self.sigma_angstrom is None else 1e-8 * self.sigma_angstrom


# m = 39.948 u
ARGON = QuantumUnits(
    "argon", hbar=0.01253, splitting_threshold=0.0015, epsilon_kelvin=667.0, sigma_angstrom=3.405
)

# hbar^2 one sixth of argon's; no length has been published with it
NIP = QuantumUnits("NiP", hbar=0.0051, splitting_threshold=0.0002, epsilon_kelvin=5000.0)

# energies in eV, lengths in angstrom, masses in u; no substance, so that masses have to be told (CODATA 2022)
METAL = QuantumUnits(
    "metal",
    hbar=0.06465415,
    splitting_threshold=BOLTZMANN / ELEMENTARY_CHARGE,
    epsilon_kelvin=ELEMENTARY_CHARGE / BOLTZMANN,
    sigma_angstrom=1.0,
)

# the substances in whose units every path is judged
SUBSTANCES = (ARGON, NIP)
