"""The potential, and the engine that computes it."""

import json
import shlex
import site
import sysconfig
from collections.abc import Iterator
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from glasscape.arrays import Floats, ShortIntegers
from glasscape.files import sha256
from glasscape.potentials.ase import AsePotential
from glasscape.potentials.lammps import INTERACTION, RUNS_PYTHON, LammpsPotential, potential_folder
from glasscape.potentials.models import MODELS, BuiltIn, Composition
from glasscape.potentials.pair import PairPotential
from glasscape.settings import NUMBER_AS_TEXT, Settings, has_exponent

# potentials that LAMMPS can compute, and all potentials
LammpsReady = PairPotential | LammpsPotential
Potential = LammpsReady | AsePotential

ModelName = Literal[BuiltIn, "lammps", "ase"]

LAMMPS_ENGINES = ("lammps-serial", "lammps")
# models without built-in parameters: their engines, and the keys that they need
ENGINES = {"lammps": LAMMPS_ENGINES, "ase": ("ase",)}
NEEDED = {"lammps": ("commands",), "ase": ("calculator", "elements")}
# keys that only these models have
OWN = {"lammps": ("commands", "units", "fractions"), "ase": ("calculator", "arguments", "fractions")}


class PotentialSettings(Settings):
    """The potential, and the engine that computes it."""

    model: ModelName = Field(
        "polydisperse-soft-spheres",
        description="Model of the glass. `ternary-kob-andersen-2d` is two-dimensional. The potential of "
        "`lammps` is given by `commands`, that of `ase` by `calculator`.",
    )
    engine: Literal["compiled", "lammps-serial", "lammps", "ase"] = Field(
        "compiled",
        description="Program that computes forces and paths. `compiled`: compiled code of this package. "
        "`lammps-serial`: LAMMPS, one core per path. `lammps`: LAMMPS, paths by its command `neb` with one "
        "MPI process per image. `ase`: an ASE calculator. Model `lammps` needs `lammps-serial` or `lammps`, "
        "model `ase` needs `ase`.",
    )
    commands: str | None = Field(
        None,
        min_length=1,
        description="LAMMPS commands that define the potential, one per line: `pair_style` and its "
        "coefficients. Only with model `lammps`. Potential files of LAMMPS are found by name.",
    )
    units: Literal["lj", "metal"] | None = Field(
        None,
        description="Units of the commands. Empty: `lj`. Only with model `lammps`. With `metal`, epsilon is "
        "1 eV, sigma is 1 angstrom and m is 1 u, in the whole config and in all results.",
    )
    calculator: str | None = Field(
        None,
        pattern=r"^\w+(\.\w+)+$",
        description="Import path of an ASE calculator, such as `ase.calculators.eam.EAM`. Only with model "
        "`ase`. Its units of energy and length are used as epsilon and sigma. Most calculators use eV and "
        "angstrom.",
    )
    arguments: dict[str, Any] | None = Field(
        None, description="Keyword arguments of the calculator. Only with model `ase`."
    )
    elements: list[str] | None = Field(
        None,
        min_length=1,
        description="Chemical symbol of each species, in the order of the LAMMPS atom types. Needed with "
        "model `ase` and for files that hold symbols. The library uses them too.",
    )
    masses: list[float] | None = Field(
        None,
        min_length=1,
        description="Mass of each species, m. Empty: all masses are 1. Tunnelling and vibrations depend "
        "on them. In molecular dynamics all masses are 1; minima and equilibrium do not depend on them.",
    )
    charges: list[float] | None = Field(
        None,
        min_length=1,
        description="Charge of each species, e, for the changes of dipole moments by double wells. Forces do "
        "not depend on it. Empty: no dipole moments.",
    )
    fractions: list[float] | None = Field(
        None,
        min_length=1,
        description="Fraction of each species in a glass that is made, in the order of the LAMMPS atom types "
        "or of `elements`. Only with models `lammps` and `ase`.",
    )
    density: float | None = Field(
        None,
        gt=0,
        description="Number of particles per unit volume, or area, of a glass that is made. Empty: the "
        "density of the model.",
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
        except (TypeError, ValueError) as error:
            raise ValueError(f"arguments: {error}; give numbers, texts, lists and sections only") from error
        for name, text in _texts(self.arguments, "arguments"):
            # a text such as "12" has quotes in YAML and is meant
            if has_exponent(text):
                raise ValueError(f"{name}: {NUMBER_AS_TEXT} (got {text!r})")
        self._check_elements()
        self._check_species()
        self._check_commands()
        return self

    def _check_elements(self) -> None:
        """Check that all elements exist, and that commands name them in the same order."""
        if not self.elements:
            return
        # imported late, because ASE is slow to import and every job reads the config
        from ase.data import atomic_numbers

        unknown = [name for name in self.elements if name not in atomic_numbers]
        if unknown:
            raise ValueError(f"elements: {unknown[0]!r} is not a chemical symbol")
        for words in self._words:
            # files of several elements are followed by the element of every atom type
            last = words[-len(self.elements) :]
            named = words[:3] == ["pair_coeff", "*", "*"] and all(word in atomic_numbers for word in last)
            if named and last != self.elements:
                raise ValueError(
                    f"commands: {' '.join(words)!r} names {' '.join(last)} for the types 1, 2, ..., but "
                    f"elements are {' '.join(self.elements)}; write both in the same order"
                )

    def _check_species(self) -> None:
        """Check that all lists of species have the same length."""
        given = {name: getattr(self, name) for name in ("elements", "fractions", "masses", "charges")}
        lengths = {name: len(values) for name, values in given.items() if values is not None}
        if self.model in MODELS:
            lengths[f"the species of {self.model}"] = MODELS[self.model].potential.n_species
        if not lengths.keys() - {"masses", "charges"}:
            raise ValueError(f"model {self.model} needs elements or fractions, which define its species")
        if len(set(lengths.values())) > 1:
            told = ", ".join(f"{name} {count}" for name, count in lengths.items())
            raise ValueError(f"{' and '.join(lengths)} must have the same length ({told})")

    def _check_commands(self) -> None:
        """Check that the commands only define an interaction."""
        names = [words[0] for words in self._words]
        other = [name for name in names if name not in INTERACTION]
        if other:
            raise ValueError(
                f"commands: {other[0]!r} is not one of {', '.join(INTERACTION)}; glasscape sets everything "
                "else"
            )
        if self.commands is not None and "pair_style" not in names:
            raise ValueError("commands: there is no pair_style")
        code = [word for words in self._words for word in words if word in RUNS_PYTHON]
        if code:
            raise ValueError(f"commands: {code[0]!r} runs Python code from files, which is not allowed")

    @property
    def _commands(self) -> tuple[str, ...]:
        lines = (self.commands or "").replace("&\n", " ").splitlines()
        return tuple(line.strip() for line in lines if line.strip())

    @property
    def _words(self) -> list[list[str]]:
        """Words of every command, without quotes and comments, as LAMMPS reads them."""
        found = []
        for line in self._commands:
            words = shlex.shlex(line, posix=True, punctuation_chars=False)
            words.whitespace_split = True
            words.escape = ""
            try:
                found.append(list(words))
            except ValueError as error:
                raise ValueError(f"commands: {line!r} has a quote that does not end") from error
        return [words for words in found if words]

    @property
    def potential(self) -> Potential:
        """The potential of these settings."""
        if self.commands is not None:
            species = len(self.elements or self.fractions or ())
            return LammpsPotential(self._commands, species, self.units or "lj")
        if self.calculator is not None and self.elements is not None:
            return AsePotential.of(self.calculator, self.arguments or {}, self.elements)
        return MODELS[self.model].potential

    @property
    def pair_potential(self) -> PairPotential | None:
        """The pair potential of a built-in model. None for other models."""
        return MODELS[self.model].potential if self.model in MODELS else None

    @cached_property
    def files(self) -> dict[str, str]:
        """Files named in the commands or the arguments, with SHA-256 digests of their content.

        A module of the user that has the calculator is one of them. They are read once.
        """
        texts = [text for _, text in _texts(self.arguments, "arguments")]
        named = sorted({*texts, *(word for words in self._words for word in words)})
        # files in the working folder take precedence over those of LAMMPS
        folders = [*filter(None, [potential_folder()]), Path()]
        found = {name: folder / name for name in named for folder in folders if _is_file(folder / name)}
        return {name: sha256(path) for name, path in {**found, **self._own_module}.items()}

    @property
    def _own_module(self) -> dict[str, Path]:
        """The module of the calculator, if it is not of an installed package."""
        if self.calculator is None:
            return {}
        name = self.calculator.rpartition(".")[0]
        try:
            spec = find_spec(name)
        except (ImportError, ValueError):
            # told when the calculator is made
            return {}
        if spec is None or not spec.has_location or spec.origin is None:
            return {}
        installed = [*site.getsitepackages(), site.getusersitepackages(), *sysconfig.get_paths().values()]
        path = Path(spec.origin)
        return {} if any(path.is_relative_to(folder) for folder in installed) else {name: path}

    @property
    def composition(self) -> Composition | None:
        """Composition of a glass that is made. None if it is not given."""
        given: dict[str, Any] = {}
        if self.density is not None:
            given["density"] = self.density
        if self.fractions is not None:
            given["fractions"] = tuple(self.fractions)
        if self.model in MODELS:
            return MODELS[self.model].composition._replace(**given)
        return Composition(**given) if len(given) == 2 else None

    @property
    def dimensions(self) -> int:
        """Number of dimensions in which particles move, 2 or 3."""
        return MODELS[self.model].composition.dimensions if self.model in MODELS else 3

    def particle_masses(self, species: ShortIntegers) -> Floats:
        """Mass of every particle, shape (N,), m, by its species."""
        return np.ones(len(species)) if self.masses is None else np.array(self.masses)[species]


def _texts(value: Any, name: str) -> Iterator[tuple[str, str]]:
    """All texts in the arguments of a calculator, with the names of their keys."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, dict):
        for key, each in value.items():
            if not isinstance(key, str):
                raise ValueError(
                    f"{name}: the key {key!r} is no text, and would become one; put it in quotes"
                )
            yield from _texts(each, f"{name}.{key}")
    elif isinstance(value, list):
        for k, each in enumerate(value):
            yield from _texts(each, f"{name}.{k}")


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        # the text is too long for a file name
        return False
