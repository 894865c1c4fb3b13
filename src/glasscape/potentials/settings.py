"""Which potential, and which engine computes it."""

from pathlib import Path
from typing import Any, Literal, Self

from ase.data import atomic_numbers
from pydantic import Field, model_validator

from glasscape.files import sha256
from glasscape.potentials.ase import AsePotential
from glasscape.potentials.lammps import LammpsPotential
from glasscape.potentials.models import MODELS, Composition
from glasscape.potentials.pair import PairPotential
from glasscape.settings import Settings

# what LAMMPS computes, and all
LammpsReady = PairPotential | LammpsPotential
Potential = LammpsReady | AsePotential

LAMMPS_ENGINES = ("lammps-serial", "lammps")
# models that are no table of ours: their engines, the keys that they need
ENGINES = {"lammps": LAMMPS_ENGINES, "ase": ("ase",)}
NEEDED = {
    "lammps": ("commands", "fractions", "density"),
    "ase": ("calculator", "elements", "fractions", "density"),
}
SPECIAL = ("commands", "calculator", "arguments", "elements", "fractions")


class PotentialSettings(Settings):
    """Which potential, and which engine computes it."""

    model: Literal["polydisperse-soft-spheres", "kob-andersen", "lammps", "ase"] = Field(
        "polydisperse-soft-spheres",
        description="The model glass; `lammps` takes the potential from `commands`, `ase` from `calculator`.",
    )
    engine: Literal["compiled", "lammps-serial", "lammps", "ase"] = Field(
        "compiled",
        description="What computes forces and paths. `lammps-serial`: LAMMPS in the process, one core for a "
        "path. `lammps`: the same, but paths by its command `neb`, one MPI process for every image. `ase`: "
        "an ASE calculator. Model `lammps` needs one of LAMMPS, model `ase` needs `ase`.",
    )
    commands: str | None = Field(
        None,
        min_length=1,
        description="LAMMPS commands in lj units, one per line: `pair_style` and what belongs to it; only "
        "with model `lammps`.",
    )
    calculator: str | None = Field(
        None,
        pattern=r"^\w+(\.\w+)+$",
        description="Import path of an ASE calculator, as `ase.calculators.eam.EAM`; only with model `ase`. "
        "Its units of energy and length take the places of epsilon and sigma.",
    )
    arguments: dict[str, Any] | None = Field(
        None, description="Keyword arguments of the calculator; only with model `ase`."
    )
    elements: list[str] | None = Field(
        None, min_length=1, description="Chemical symbol of each species; only with model `ase`."
    )
    fractions: list[float] | None = Field(
        None,
        min_length=1,
        description="Part of each species, in the order of the LAMMPS atom types or of `elements`; only with "
        "models `lammps` and `ase`.",
    )
    density: float | None = Field(
        None, gt=0, description="Particles per unit volume of a glass that is made; empty: the model's own."
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        allowed = ENGINES.get(self.model, ("compiled", *LAMMPS_ENGINES))
        if self.engine not in allowed:
            raise ValueError(f"model {self.model} has no engine {self.engine}; set engine: {allowed[0]}")
        needed = NEEDED.get(self.model, ())
        own = (*needed, "arguments") if self.model == "ase" else needed
        surplus = [name for name in SPECIAL if getattr(self, name) and name not in own]
        if surplus:
            raise ValueError(f"{' and '.join(surplus)} cannot be given with model {self.model}")
        missing = [name for name in needed if getattr(self, name) is None]
        if missing:
            raise ValueError(f"model {self.model} needs {', '.join(missing)}")
        if self.fractions is not None and (min(self.fractions) <= 0 or abs(sum(self.fractions) - 1.0) > 1e-6):
            raise ValueError("fractions must be positive and sum to 1")
        if self.elements is not None:
            unknown = [name for name in self.elements if name not in atomic_numbers]
            if unknown:
                raise ValueError(f"elements: {unknown[0]!r} is no chemical symbol")
            if len(self.elements) != len(self.fractions or ()):
                raise ValueError("elements and fractions must be as many")
        return self

    @property
    def potential(self) -> Potential:
        """The potential that these settings name."""
        if self.commands is not None and self.fractions is not None:
            return LammpsPotential(
                tuple(self.commands.replace("&\n", " ").strip().splitlines()), len(self.fractions)
            )
        if self.calculator is not None and self.elements is not None:
            return AsePotential.of(self.calculator, self.arguments or {}, self.elements)
        return MODELS[self.model].potential

    @property
    def files(self) -> dict[str, str]:
        """Files that the commands or the arguments name, with a digest of their content."""
        given = [value for value in (self.arguments or {}).values() if isinstance(value, str)]
        named = sorted({*given, *(self.commands or "").split()})
        return {name: sha256(name) for name in named if Path(name).is_file()}

    @property
    def composition(self) -> Composition:
        """What a glass of this model is made of."""
        if self.fractions is not None and self.density is not None:
            return Composition(fractions=tuple(self.fractions), density=self.density)
        standard = MODELS[self.model].composition
        return standard if self.density is None else standard._replace(density=self.density)
