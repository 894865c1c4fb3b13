"""Which potential, and which engine computes it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
from ase.data import atomic_numbers
from pydantic import Field, model_validator

from glasscape.arrays import Floats, ShortIntegers
from glasscape.files import sha256
from glasscape.potentials.ase import AsePotential
from glasscape.potentials.lammps import INTERACTION, RUNS_PYTHON, LammpsPotential, potential_folder
from glasscape.potentials.models import MODELS, Composition
from glasscape.potentials.pair import PairPotential
from glasscape.settings import Settings

# what LAMMPS computes, and all
LammpsReady = PairPotential | LammpsPotential
Potential = LammpsReady | AsePotential

LAMMPS_ENGINES = ("lammps-serial", "lammps")
# models that are no table of ours: their engines, the keys that they need
ENGINES = {"lammps": LAMMPS_ENGINES, "ase": ("ase",)}
NEEDED = {"lammps": ("commands",), "ase": ("calculator", "elements")}
# keys that only these models have
OWN = {"lammps": ("commands", "units", "fractions"), "ase": ("calculator", "arguments", "fractions")}


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
        description="LAMMPS commands, one per line: `pair_style` and what belongs to it; only with model "
        "`lammps`. Files of potentials that come with LAMMPS are found by name.",
    )
    units: Literal["lj", "metal"] | None = Field(
        None,
        description="Units of the commands, `lj` when empty; only with model `lammps`. In `metal` epsilon is "
        "1 eV, sigma 1 angstrom and m 1 u, everywhere in this config and in all results.",
    )
    calculator: str | None = Field(
        None,
        pattern=r"^\w+(\.\w+)+$",
        description="Import path of an ASE calculator, as `ase.calculators.eam.EAM`; only with model `ase`. "
        "Its units of energy and length take the places of epsilon and sigma: for most, eV and angstrom.",
    )
    arguments: dict[str, Any] | None = Field(
        None, description="Keyword arguments of the calculator; only with model `ase`."
    )
    elements: list[str] | None = Field(
        None,
        min_length=1,
        description="Chemical symbol of each species, in the order of the LAMMPS atom types: for files that "
        "hold symbols, and in the library. Model `ase` needs them.",
    )
    masses: list[float] | None = Field(
        None,
        min_length=1,
        description="Mass of each species, m; empty: all are 1. Tunnelling depends on them. Dynamics, which "
        "only leads from minimum to minimum, always uses 1.",
    )
    fractions: list[float] | None = Field(
        None,
        min_length=1,
        description="Part of each species in a glass that is made, in the order of the LAMMPS atom types or "
        "of `elements`; only with models `lammps` and `ase`.",
    )
    density: float | None = Field(
        None, gt=0, description="Particles per unit volume of a glass that is made; empty: the model's own."
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        allowed = ENGINES.get(self.model, ("compiled", *LAMMPS_ENGINES))
        if self.engine not in allowed:
            raise ValueError(f"model {self.model} has no engine {self.engine}; set engine: {allowed[0]}")
        special = {name for names in OWN.values() for name in names} - set(OWN.get(self.model, ()))
        surplus = sorted(name for name in special if getattr(self, name) is not None)
        if surplus:
            raise ValueError(f"{' and '.join(surplus)} cannot be given with model {self.model}")
        missing = [name for name in NEEDED.get(self.model, ()) if getattr(self, name) is None]
        if missing:
            raise ValueError(f"model {self.model} needs {', '.join(missing)}")
        if self.fractions is not None and (min(self.fractions) <= 0 or abs(sum(self.fractions) - 1.0) > 1e-6):
            raise ValueError("fractions must be positive and sum to 1")
        if self.masses is not None and min(self.masses) <= 0:
            raise ValueError("masses must be positive")
        try:
            json.dumps(self.arguments)
        except TypeError as error:
            raise ValueError(f"arguments: {error}; give numbers, texts, lists and sections only") from error
        unknown = [name for name in self.elements or () if name not in atomic_numbers]
        if unknown:
            raise ValueError(f"elements: {unknown[0]!r} is no chemical symbol")
        self._check_species()
        self._check_commands()
        return self

    def _check_species(self) -> None:
        """All lists of the species are as long as there are species."""
        given = {name: getattr(self, name) for name in ("elements", "fractions", "masses")}
        lengths = {name: len(values) for name, values in given.items() if values is not None}
        if self.model in MODELS:
            lengths[f"the species of {self.model}"] = MODELS[self.model].potential.n_species
        if not lengths.keys() - {"masses"}:
            raise ValueError(f"model {self.model} needs elements or fractions, which tell its species")
        if len(set(lengths.values())) > 1:
            told = ", ".join(f"{name} {count}" for name, count in lengths.items())
            raise ValueError(f"{' and '.join(lengths)} must be as many ({told})")

    def _check_commands(self) -> None:
        """Commands define an interaction and do nothing else."""
        words = [line.split() for line in self._commands if not line.startswith("#")]
        names = [line[0] for line in words]
        other = [name for name in names if name not in INTERACTION]
        if other:
            raise ValueError(
                f"commands: {other[0]!r} is none of {', '.join(INTERACTION)}; everything else is set by "
                "glasscape"
            )
        if self.commands is not None and "pair_style" not in names:
            raise ValueError("commands: there is no pair_style")
        code = [word for line in words for word in line if word in RUNS_PYTHON]
        if code:
            raise ValueError(f"commands: {code[0]!r} runs Python code from files, which is not allowed")

    @property
    def _commands(self) -> tuple[str, ...]:
        lines = (self.commands or "").replace("&\n", " ").splitlines()
        return tuple(line.strip() for line in lines if line.strip())

    @property
    def potential(self) -> Potential:
        """The potential that these settings name."""
        if self.commands is not None:
            species = len(self.elements or self.fractions or ())
            return LammpsPotential(self._commands, species, self.units or "lj")
        if self.calculator is not None and self.elements is not None:
            return AsePotential.of(self.calculator, self.arguments or {}, self.elements)
        return MODELS[self.model].potential

    @property
    def pair_potential(self) -> PairPotential | None:
        """The interaction of two particles, where it is known."""
        return MODELS[self.model].potential if self.model in MODELS else None

    @property
    def files(self) -> dict[str, str]:
        """Files that the commands or the arguments name, with a digest of their content."""
        named = sorted({*_words(self.arguments), *(self.commands or "").split()})
        # what lies in the working folder goes before what comes with LAMMPS
        folders = [*filter(None, [potential_folder()]), Path()]
        found = {name: folder / name for name in named for folder in folders if _is_file(folder / name)}
        return {name: sha256(path) for name, path in found.items()}

    @property
    def composition(self) -> Composition | None:
        """What a glass of this model is made of; None if nobody said."""
        if self.model in MODELS:
            standard = MODELS[self.model].composition
            return standard if self.density is None else standard._replace(density=self.density)
        if self.fractions is None or self.density is None:
            return None
        return Composition(fractions=tuple(self.fractions), density=self.density)

    def particle_masses(self, species: ShortIntegers) -> Floats:
        """Mass of every particle, shape (N,), m, by its species."""
        return np.ones(len(species)) if self.masses is None else np.array(self.masses)[species]


def _words(value: Any) -> Iterator[str]:
    """All texts in the arguments of a calculator."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _words(each)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        # too long to be a name
        return False
