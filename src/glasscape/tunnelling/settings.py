"""Whose quantum mechanics, and what counts as a two-level system."""

from typing import Literal, Self

from pydantic import Field, model_validator

from glasscape.settings import Settings
from glasscape.units import ARGON, NIP, QuantumUnits


class QuantumSettings(Settings):
    """Whose quantum mechanics, and what counts as a two-level system."""

    substance: Literal["argon", "NiP", "custom"] = Field(
        "argon", description="Whose units; `custom` needs the two values below."
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

    @model_validator(mode="after")
    def _complete(self) -> Self:
        given = [value is not None for value in (self.hbar, self.splitting_threshold)]
        if self.substance == "custom" and not all(given):
            raise ValueError("substance 'custom' needs both hbar and splitting_threshold")
        if self.substance != "custom" and any(given):
            raise ValueError(
                f"substance '{self.substance}' fixes hbar and splitting_threshold; remove them or set "
                "substance to 'custom'"
            )
        return self

    @property
    def units(self) -> QuantumUnits:
        """The units that these settings name."""
        if self.hbar is not None and self.splitting_threshold is not None:
            return QuantumUnits("custom", self.hbar, self.splitting_threshold)
        return NIP if self.substance == "NiP" else ARGON
