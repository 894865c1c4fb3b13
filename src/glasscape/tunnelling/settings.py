"""Which units quantum mechanics uses, and what counts as a two-level system."""

from dataclasses import replace
from typing import Literal, Self

from pydantic import Field, model_validator

from glasscape.settings import Settings
from glasscape.units import ARGON, METAL, NIP, QuantumUnits


class QuantumSettings(Settings):
    """Which units quantum mechanics uses, and what counts as a two-level system."""

    substance: Literal["argon", "NiP", "metal", "custom"] = Field(
        "argon",
        description="Substance that gives the units. With `metal`, epsilon is 1 eV, sigma is 1 angstrom and "
        "m is 1 u, as in LAMMPS units `metal`. It needs `potential.masses`. `custom` needs `hbar` and "
        "`splitting_threshold`.",
    )
    hbar: float | None = Field(
        None,
        gt=0,
        description="Reduced Planck constant, sigma sqrt(m epsilon). Only with `custom`.",
    )
    splitting_threshold: float | None = Field(
        None,
        gt=0,
        description="Largest quantum splitting of a two-level system, epsilon. Only with `custom`.",
    )
    epsilon_kelvin: float | None = Field(
        None, gt=0, description="Epsilon / k_B, K, for results in physical units. Only with `custom`."
    )
    sigma_angstrom: float | None = Field(
        None,
        gt=0,
        description="Sigma, angstrom, for results in physical units. Only with `custom` and `NiP`.",
    )

    zero_point: Literal["none", "adiabatic"] = Field(
        "none",
        description="Whether the zero-point energy of all vibrations across a path counts. With `none`, as "
        "published, levels are those in the potential energy along the path; the correction is computed for "
        "the two-level systems found. With `adiabatic`, it is computed for every double well and added to "
        "the potential energy, and targets are two-level systems with this correction.",
    )

    @property
    def counts_zero_point(self) -> bool:
        """Whether targets are two-level systems with zero-point energy."""
        return self.zero_point == "adiabatic"

    @model_validator(mode="after")
    def _complete(self) -> Self:
        given = {
            name for name, value in self if name not in ("substance", "zero_point") and value is not None
        }
        # no sigma has been published for NiP
        free = {"custom": given, "NiP": {"sigma_angstrom"}}.get(self.substance, set())
        if given - free:
            raise ValueError(
                f"substance '{self.substance}' fixes {', '.join(sorted(given - free))}; remove what is "
                "fixed or set substance to 'custom'"
            )
        if self.substance == "custom" and not {"hbar", "splitting_threshold"}.issubset(given):
            raise ValueError("substance 'custom' needs both hbar and splitting_threshold")
        return self

    @property
    def units(self) -> QuantumUnits:
        """The units of these settings."""
        if self.hbar is not None and self.splitting_threshold is not None:
            return QuantumUnits(
                "custom", self.hbar, self.splitting_threshold, self.epsilon_kelvin, self.sigma_angstrom
            )
        if self.substance == "NiP":
            return replace(NIP, sigma_angstrom=self.sigma_angstrom)
        return METAL if self.substance == "metal" else ARGON
