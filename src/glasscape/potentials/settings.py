"""Which potential, and which engine computes it."""

from typing import Literal, Self

from pydantic import Field, model_validator

from glasscape.potentials.lammps import LammpsPotential
from glasscape.potentials.models import MODELS, Composition
from glasscape.potentials.pair import PairPotential
from glasscape.settings import Settings

Potential = PairPotential | LammpsPotential


class PotentialSettings(Settings):
    """Which potential, and which engine computes it."""

    model: Literal["polydisperse-soft-spheres", "kob-andersen", "lammps"] = Field(
        "polydisperse-soft-spheres",
        description="The model glass; `lammps` takes the potential from `commands`.",
    )
    engine: Literal["compiled", "lammps"] = Field(
        "compiled", description="What computes forces; a potential given by `commands` needs `lammps`."
    )
    commands: str | None = Field(
        None,
        min_length=1,
        description="LAMMPS commands in lj units, one per line: `pair_style` and what belongs to it; only "
        "with model `lammps`.",
    )
    fractions: list[float] | None = Field(
        None,
        min_length=1,
        description="Part of each species, in the order of the LAMMPS atom types; only with model `lammps`.",
    )
    density: float | None = Field(
        None, gt=0, description="Particles per unit volume of a glass that is made; empty: the model's own."
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.model != "lammps":
            if self.commands is not None or self.fractions is not None:
                raise ValueError(f"commands and fractions need model: lammps, not {self.model}")
            return self
        if self.engine != "lammps":
            raise ValueError("a potential given by commands has no compiled kernel: set engine: lammps")
        if self.commands is None or self.fractions is None or self.density is None:
            raise ValueError("model lammps needs commands, fractions and density")
        if min(self.fractions) <= 0 or abs(sum(self.fractions) - 1.0) > 1e-6:
            raise ValueError("fractions must be positive and sum to 1")
        return self

    @property
    def potential(self) -> Potential:
        """The potential that these settings name."""
        if self.commands is not None and self.fractions is not None:
            return LammpsPotential(
                tuple(self.commands.replace("&\n", " ").strip().splitlines()), len(self.fractions)
            )
        return MODELS[self.model].potential

    @property
    def composition(self) -> Composition:
        """What a glass of this model is made of."""
        if self.fractions is not None and self.density is not None:
            return Composition(fractions=tuple(self.fractions), density=self.density)
        standard = MODELS[self.model].composition
        return standard if self.density is None else standard._replace(density=self.density)
