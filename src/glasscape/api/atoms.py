"""From ASE atoms, calculators and models to what the rest of the package takes, and back."""

import math
import operator
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from numbers import Real
from typing import Any, NamedTuple, SupportsIndex, TypeVar

import numpy as np
from ase import Atoms
from ase.calculators.calculator import BaseCalculator
from ase.calculators.singlepoint import SinglePointCalculator
from ase.data import atomic_numbers, chemical_symbols
from pydantic import ValidationError

from glasscape.arrays import Floats
from glasscape.errors import ConfigError, EngineError, StructureError
from glasscape.forces.ase import AseForceField
from glasscape.forces.engine import Engine, make_engine
from glasscape.potentials.ase import AsePotential
from glasscape.potentials.models import MODELS
from glasscape.potentials.settings import PotentialSettings
from glasscape.settings import UNKNOWN, Settings, explain
from glasscape.structures.cell import PLANE_THICKNESS, Cell
from glasscape.structures.exchange import UNIQUE, IdenticalParticles
from glasscape.structures.formats.frame import Frame
from glasscape.structures.particles import Particles
from glasscape.structures.readers import Structure, check_same_particles, structure_of
from glasscape.structures.settings import StructureFormat
from glasscape.structures.writers import GLASS_FORMAT, to_atoms
from glasscape.units import ARGON, METAL, NAMED, QuantumUnits

# column with the species of atoms
KIND = "kind"
# array with their diameters
DIAMETER = str(GLASS_FORMAT.diameter)

S = TypeVar("S", bound=Settings)

Potential = BaseCalculator | PotentialSettings | Mapping[str, Any] | str


class Given(NamedTuple):
    """Atoms and a potential as the rest of the package takes them.

    Attributes
    ----------
    engine : Engine
        Computes the forces.
    settings : PotentialSettings
        The potential, with the masses of the species.
    structures : tuple of Structure
        The atoms, in the frame of the standard cell.
    units : QuantumUnits
        Units of the quantum mechanics in which the potential is meant: eV, angstrom and u, or argon.
    """

    engine: Engine
    settings: PotentialSettings
    structures: tuple[Structure, ...]
    units: QuantumUnits

    def check_masses(self) -> None:
        """Check that there are masses, for what depends on them.

        Raises
        ------
        ConfigError
            If the units are eV and angstrom, and the potential has no masses: they would be 1 u.
        """
        if self.units is METAL and self.settings.masses is None:
            raise ConfigError(
                "potential.masses: frequencies and tunnelling in eV and angstrom need the mass of each "
                "species, in u"
            )

    def check_exchange(self) -> None:
        """Check that identical atoms, those of one element and mass, can be exchanged.

        Raises
        ------
        EngineError
            If a calculator tells such atoms apart, as by bonds or charges of their own.
        """
        if self.settings.model != "ase":
            return
        particles, positions = self.structures[0].particles, self.structures[0].positions
        exchanged, kinds = positions.copy(), IdenticalParticles(particles).kinds
        for kind in np.unique(kinds[kinds != UNIQUE]):
            same = np.flatnonzero(kinds == kind)
            exchanged[same] = positions[np.roll(same, 1)]
        before, after = self.engine.force_field(particles).evaluate(np.array([positions, exchanged])).energies
        # calculators may round as in single precision
        if not abs(after - before) <= 1e-3 + 1e-6 * abs(before):
            raise EngineError(
                f"the energy changes from {before:.6g} to {after:.6g} if atoms of one element and mass are "
                "exchanged, as minima and paths have them; the calculator tells them apart, by bonds or "
                "charges: give atoms that are not identical different masses"
            )


def listed(name: str, configurations: Iterable[Atoms]) -> list[Atoms]:
    """An argument that has several configurations, as a list.

    Raises
    ------
    StructureError
        If it is something else. The message names it.
    """
    if isinstance(configurations, Atoms) or not isinstance(configurations, Iterable):
        raise StructureError(f"{name}: expected a list of ASE atoms, and not {type(configurations).__name__}")
    found = list(configurations)
    strange = [number for number, each in enumerate(found) if not isinstance(each, Atoms)]
    if strange:
        kind = type(found[strange[0]]).__name__
        raise StructureError(f"{name}: expected a list of ASE atoms, and number {strange[0]} is {kind}")
    return found


def of_atoms(configurations: Sequence[Atoms], potential: Potential) -> Given:
    """Check atoms, and turn them and a potential into what the rest of the package takes.

    Parameters
    ----------
    configurations : sequence of Atoms
        At least one. All have the same atoms in the same order, and the same cell.
    potential : calculator, PotentialSettings or str
        An ASE calculator, the section `potential` of a config, or the name of a built-in model.

    Raises
    ------
    StructureError
        If the cell is not periodic, if atoms are fixed, or if the configurations hold different atoms.
    ConfigError
        If there is no model of this name.
    """
    strange = [each for each in configurations if not isinstance(each, Atoms)]
    if strange:
        raise StructureError(f"expected ASE atoms, and not {type(strange[0]).__name__}")
    if any(atoms.constraints for atoms in configurations):
        raise StructureError("some atoms are fixed by constraints; remove these, because all atoms move")
    if isinstance(potential, BaseCalculator) and not hasattr(potential, "potential_settings"):
        structures, kinds = structures_of(configurations)
        name = f"{type(potential).__module__}.{type(potential).__name__}"
        settings = PotentialSettings(
            model="ase",
            engine="ase",
            calculator=name,
            elements=[kind.element for kind in kinds],
            masses=[kind.mass for kind in kinds],
        )
        return Given(_calculator_engine(potential, settings, configurations[0]), settings, structures, METAL)
    given = of_model([Frame.of(atoms) for atoms in configurations], settings_of(potential))
    if given.settings.dimensions == 2 and given.structures[0].particles.cell.dimensions == 3:
        raise StructureError(
            f"atoms.cell: the particles of {given.settings.model} are in a plane; the third vector of the "
            f"cell must be (0, 0, {PLANE_THICKNESS:g}), as in glasses of make_glass"
        )
    return given


def of_model(frames: Sequence[Frame], settings: PotentialSettings) -> Given:
    """Check frames of the same particles, and turn them into what the rest of the package takes.

    Masses are those of the potential, 1 by default, whatever the masses of the atoms.

    Raises
    ------
    StructureError
        If the cell is not periodic, if the particles differ, if their diameters are missing or wrong, or if
        the model does not have their species.
    """
    _check_particles(frames, settings)
    structures = _checked(frames, str(GLASS_FORMAT.species), settings.elements or ())
    in_electronvolt = settings.model == "ase" or settings.units == "metal"
    return Given(make_engine(settings), settings, structures, METAL if in_electronvolt else ARGON)


def _check_particles(frames: Sequence[Frame], settings: PotentialSettings) -> None:
    """Check that a potential has the species of the atoms, and a built-in model their diameters."""
    potential, sizes = settings.potential, f"atoms.arrays[{DIAMETER!r}]"
    for frame in frames:
        numbers = frame.columns["numbers"]
        if settings.elements:
            strange = np.setdiff1d(numbers, [atomic_numbers[name] for name in settings.elements])
            if len(strange):
                raise StructureError(
                    f"atoms.numbers: the elements of the potential are {', '.join(settings.elements)}, and "
                    f"an atom has the number {strange[0]}"
                )
        elif potential.n_species > 1 and not np.all((numbers >= 1) & (numbers <= potential.n_species)):
            raise StructureError(
                f"atoms.numbers: the species of {settings.model} are 1 to {potential.n_species}, and an atom "
                f"has the number {numbers.max()}"
            )
        if settings.model not in MODELS:
            continue
        found = frame.columns.get(DIAMETER)
        if MODELS[settings.model].composition.is_polydisperse:
            if found is None or found.shape != (len(frame.positions),):
                raise StructureError(
                    f"the particles of {settings.model} have diameters; give them in an array, {sizes}, of "
                    f"shape ({len(frame.positions)},)"
                )
            if not np.all(np.isfinite(found) & (found > 0.0)):
                raise StructureError(f"{sizes}: diameters must be positive")
        elif found is not None and not np.all(found == 1.0):
            raise StructureError(
                f"{sizes}: the species of {settings.model} have their own sizes; leave the array out"
            )


def named_units(units: QuantumUnits | str) -> QuantumUnits:
    """Units of the quantum mechanics, for a substance by its name.

    Raises
    ------
    ConfigError
        If there is no such substance.
    """
    if isinstance(units, QuantumUnits):
        return units
    if not isinstance(units, str) or units not in NAMED:
        raise ConfigError(f"units: {units!r} is not QuantumUnits or one of {', '.join(NAMED)}")
    return NAMED[units]


class Kind(NamedTuple):
    """What atoms of one species have in common: element, and mass in u."""

    element: str
    mass: float


def structures_of(configurations: Sequence[Atoms]) -> tuple[tuple[Structure, ...], tuple[Kind, ...]]:
    """Atoms as particles without a potential, and their species: atoms of one element and one mass.

    Raises
    ------
    StructureError
        If the cell is not periodic, or if the configurations hold different atoms.
    """
    described = [np.column_stack([atoms.numbers, atoms.get_masses()]) for atoms in configurations]
    kinds, species = np.unique(np.concatenate(described), axis=0, return_inverse=True)
    ends = np.cumsum([len(each) for each in described])[:-1]
    frames = []
    for atoms, own in zip(configurations, np.split(species.ravel() + 1, ends), strict=True):
        frame = Frame.of(atoms)
        frames.append(replace(frame, columns={**frame.columns, KIND: own}))
    named = tuple(Kind(chemical_symbols[int(number)], float(mass)) for number, mass in kinds)
    return _checked(frames, KIND), named


def placed(atoms: Atoms, positions: Floats, energy: float, forces: Floats | None = None) -> Atoms:
    """A copy of atoms at other positions, with their energy and forces.

    Parameters
    ----------
    atoms : Atoms
        The atoms.
    positions, forces : ndarray, shape (N, 3)
        Positions and, if they are known, forces, in the frame of the standard cell.
    energy : float
        Their energy.
    """
    _, rotation = Cell.standard(atoms.cell.array)
    copy: Atoms = atoms.copy()  # type: ignore[no-untyped-call]
    # at a minimum nothing moves
    copy.arrays.pop("momenta", None)
    # the atoms may hold them as whole numbers or in single precision
    copy.arrays["positions"] = positions @ rotation.T
    results = {} if forces is None else {"forces": forces @ rotation.T}
    copy.calc = SinglePointCalculator(copy, energy=energy, **results)  # type: ignore[no-untyped-call]
    return copy


def model_atoms(
    particles: Particles, positions: Floats, elements: Sequence[str] = (), masses: Sequence[float] = ()
) -> Atoms:
    """A configuration as ASE atoms of a built-in model, or of elements.

    Parameters
    ----------
    particles : Particles
        The particles.
    positions : ndarray, shape (N, 3)
        Their positions.
    elements : sequence of str
        Chemical symbol of every species. Empty: the atomic numbers 1, 2, ...
    masses : sequence of float
        Mass of every species. Empty: those of the elements, or 1 without elements. ASE would take those of
        hydrogen, helium and so on.
    """
    atoms = to_atoms(particles, positions, elements)
    if masses or not elements:
        each = np.array(masses)[particles.species] if masses else np.ones(len(particles))
        atoms.set_masses(each)  # type: ignore[no-untyped-call]
    return atoms


def chosen(kind: type[S], value: S | Mapping[str, Any] | None) -> S:
    """Settings from what a caller gave: settings, a dict of keys, or nothing for the defaults.

    Raises
    ------
    ConfigError
        If it is something else, or if a key is not valid.
    """
    if value is None:
        return kind()
    if isinstance(value, Mapping):
        try:
            return kind.model_validate(dict(value))
        except ValidationError as error:
            raise ConfigError(explain(kind.__name__, error, lambda _: UNKNOWN)) from None
    if not isinstance(value, kind):
        raise ConfigError(f"expected {kind.__name__} or a dict of its keys, and not {type(value).__name__}")
    return value


def settings_of(potential: Potential) -> PotentialSettings:
    """The section `potential` of a config, for a built-in model by its name.

    Raises
    ------
    ConfigError
        If there is no model of this name, or if it is something else.
    """
    # a calculator of glasscape has a potential with units and masses of its own
    potential = getattr(potential, "potential_settings", potential)
    if isinstance(potential, PotentialSettings | Mapping):
        return chosen(PotentialSettings, potential)
    if not isinstance(potential, str):
        raise ConfigError(f"expected the name of a model or PotentialSettings, and not {potential!r}")
    if potential not in MODELS:
        raise ConfigError(f"{potential!r} is not one of the built-in models {', '.join(MODELS)}")
    return PotentialSettings.model_validate({"model": potential})


def _checked(frames: Sequence[Frame], species: str, elements: Sequence[str] = ()) -> tuple[Structure, ...]:
    """Structures of frames, whose diameters are 1 unless they have an array of them."""
    diameter = DIAMETER if DIAMETER in frames[0].columns else None
    how = StructureFormat(format="extxyz", diameter=diameter, species=species)
    structures = tuple(
        structure_of(frame, f"atoms {number}", how, elements) for number, frame in enumerate(frames)
    )
    for structure in structures[1:]:
        check_same_particles(structure, structures[0])
    return structures


def _calculator_engine(calculator: BaseCalculator, settings: PotentialSettings, like: Atoms) -> Engine:
    """The engine of a calculator that exists already, for atoms like those that are given."""
    own = AsePotential.of(str(settings.calculator), {}, settings.elements or [])
    return Engine(
        settings.engine,
        own.n_species,
        None,
        None,
        True,
        lambda particles: AseForceField(particles, own, calculator, like),
    )


def whole(name: str, value: SupportsIndex) -> int:
    """A whole number of any type.

    Raises
    ------
    ConfigError
        If it is something else. The message names it.
    """
    try:
        return operator.index(value)
    except TypeError:
        raise ConfigError(f"{name} is {value!r}; it must be a whole number") from None


def check_positive(**values: float) -> None:
    """Check that numbers are positive and finite.

    Raises
    ------
    ConfigError
        If one is not. The message names it.
    """
    for name, value in values.items():
        if not (isinstance(value, Real) and value > 0.0 and math.isfinite(value)):
            raise ConfigError(f"{name} is {value!r}; it must be a positive and finite number")
