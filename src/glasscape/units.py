"""Reduced units and their conversions.

Energies are in epsilon, lengths in sigma (the unit of diameter), masses in m, and k_B = 1. Quantum
mechanics then needs one number: the reduced Planck constant in units of sqrt(m sigma^2 epsilon).
"""

from dataclasses import dataclass


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
    """

    name: str
    hbar: float
    splitting_threshold: float


# argon: epsilon / k_B = 667 K, sigma = 3.405 angstrom, m = 39.948 u
ARGON = QuantumUnits("argon", hbar=0.01253, splitting_threshold=0.0015)

# NiP: epsilon / k_B = 5000 K and hbar^2 one sixth of argon's
NIP = QuantumUnits("NiP", hbar=0.0051, splitting_threshold=0.0002)

# the substances in whose units every path is judged
SUBSTANCES = (ARGON, NIP)
