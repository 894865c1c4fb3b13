"""From ASE atoms, calculators and models to what the rest of the package takes, and back."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from ase import Atoms
from ase.calculators.calculator import BaseCalculator
from ase.calculators.singlepoint import SinglePointCalculator
from ase.data import chemical_symbols

from glasscape.arrays import Floats
from glasscape.errors import ConfigError, StructureError
from glasscape.forces.ase import AseForceField
from glasscape.forces.engine import Engine, make_engine
from glasscape.potentials.ase import AsePotential
from glasscape.potentials.models import MODELS
from glasscape.potentials.settings import PotentialSettings
from glasscape.structures.cell import Cell
from glasscape.structures.formats.frame import Frame
from glasscape.structures.readers import Structure, check_same_particles, structure_of
from glasscape.structures.settings import StructureFormat
from glasscape.structures.writers import GLASS_FORMAT
from glasscape.units import ARGON, METAL, QuantumUnits

# column with the species of atoms
KIND = "kind"

Potential = BaseCalculator | PotentialSettings | str


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
    if any(atoms.constraints for atoms in configurations):
        raise StructureError("some atoms are fixed by constraints; remove these, because all atoms move")
    if isinstance(potential, BaseCalculator):
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
    return of_model([Frame.of(atoms) for atoms in configurations], settings_of(potential))


def of_model(frames: Sequence[Frame], settings: PotentialSettings) -> Given:
    """Check frames of the same particles, and turn them into what the rest of the package takes."""
    structures = _checked(frames, str(GLASS_FORMAT.species), settings.elements or ())
    in_electronvolt = settings.model == "ase" or settings.units == "metal"
    return Given(make_engine(settings), settings, structures, METAL if in_electronvolt else ARGON)


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
    copy.positions = positions @ rotation.T
    results = {} if forces is None else {"forces": forces @ rotation.T}
    copy.calc = SinglePointCalculator(copy, energy=energy, **results)  # type: ignore[no-untyped-call]
    return copy


def _checked(frames: Sequence[Frame], species: str, elements: Sequence[str] = ()) -> tuple[Structure, ...]:
    """Structures of frames, whose diameters are 1 unless they have an array of them."""
    diameter = GLASS_FORMAT.diameter if GLASS_FORMAT.diameter in frames[0].columns else None
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


def settings_of(potential: PotentialSettings | str) -> PotentialSettings:
    """The section `potential` of a config, for a built-in model by its name.

    Raises
    ------
    ConfigError
        If there is no model of this name.
    """
    if isinstance(potential, PotentialSettings):
        return potential
    if potential not in MODELS:
        raise ConfigError(f"{potential!r} is not one of the built-in models {', '.join(MODELS)}")
    return PotentialSettings.model_validate({"model": potential})
