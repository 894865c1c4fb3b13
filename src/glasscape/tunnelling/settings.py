"""Whose quantum mechanics, and what counts as a two-level system."""

from dataclasses import replace
from typing import Literal, Self

from pydantic import Field, model_validator

from glasscape.settings import Settings
from glasscape.units import ARGON, METAL, NIP, QuantumUnits


class QuantumSettings(Settings):
    """Whose quantum mechanics, and what counts as a two-level system."""

    substance: Literal["argon", "NiP", "metal", "custom"] = Field(
        "argon",
        description="Whose units. `metal`: epsilon is 1 eV, sigma 1 angstrom, m 1 u, as in the units of "
        "LAMMPS of that name; set `potential.masses`. `custom` needs `hbar` and `splitting_threshold`.",
    )
    hbar: float | None = Field(
        None,
        gt=0,
        description="Reduced Planck constant, sigma sqrt(m epsilon); only with `custom`.",
    )
    splitting_threshold: float | None = Field(
        None,
        gt=0,
        description="Largest splitting of a two-level system, epsilon; only with `custom`.",
    )
    epsilon_kelvin: float | None = Field(
        None, gt=0, description="Epsilon / k_B, K, for results in physical units; only with `custom`."
    )
    sigma_angstrom: float | None = Field(
        None,
        gt=0,
        description="Sigma, angstrom, for results in physical units; argon and `metal` have their own.",
    )

    @model_validator(mode="after")
    def _complete(self) -> Self:
        given = {name for name, value in self if name != "substance" and value is not None}
        # no length has been published with NiP
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
        """The units that these settings name."""
        if self.hbar is not None and self.splitting_threshold is not None:
            return QuantumUnits(
                "custom", self.hbar, self.splitting_threshold, self.epsilon_kelvin, self.sigma_angstrom
            )
        if self.substance == "NiP":
            return replace(NIP, sigma_angstrom=self.sigma_angstrom)
        return METAL if self.substance == "metal" else ARGON
