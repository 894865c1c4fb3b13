"""Single steps for scripts, on ASE atoms: what does not depend on a study.

Atoms are ASE atoms in a periodic cell. A potential is an ASE calculator, the name of a built-in model, or the
section `potential` of a config. With a calculator, energies are in eV, lengths in angstrom and masses in u.
A built-in model has reduced units (epsilon, sigma, m): its species are the atomic numbers 1, 2, ..., and an
array `diameter` holds the diameters of polydisperse particles.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from ase import Atoms
from ase.calculators.calculator import BaseCalculator, Calculator, all_changes
from ase.calculators.singlepoint import SinglePointCalculator
from ase.data import chemical_symbols
from ase.stress import full_3x3_to_voigt_6_stress

from glasscape.arrays import Floats
from glasscape.errors import ConfigError, StructureError
from glasscape.forces.ase import AseForceField
from glasscape.forces.engine import Engine, make_engine
from glasscape.forces.force_field import ForceField
from glasscape.minima.library import MinimaLibrary
from glasscape.minimise.quench import quench as quench_positions
from glasscape.potentials.ase import AsePotential
from glasscape.potentials.models import MODELS
from glasscape.potentials.settings import PotentialSettings
from glasscape.structures.cell import Cell
from glasscape.structures.formats.frame import Frame
from glasscape.structures.readers import Structure, check_same_particles, structure_of
from glasscape.structures.settings import StructureFormat
from glasscape.structures.writers import GLASS_FORMAT, to_atoms
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


def quench(atoms: Atoms, potential: Potential, max_force: float = 1e-8) -> Atoms:
    """Minimise the energy of atoms: their inherent structure.

    Parameters
    ----------
    atoms : Atoms
        Atoms in a periodic cell. They are not changed.
    potential : calculator, PotentialSettings or str
        An ASE calculator, the section `potential` of a config, or the name of a built-in model.
    max_force : float
        Tolerance on the largest force component, eV / angstrom or epsilon / sigma.

    Returns
    -------
    Atoms
        A copy at the minimum, not wrapped, which holds its energy and its forces.

    Raises
    ------
    StructureError
        If the cell is not periodic, if atoms are fixed, or if the quench does not converge.
    EngineError
        If the potential cannot be computed.

    Examples
    --------
    >>> from ase.build import bulk
    >>> from ase.calculators.emt import EMT
    >>> import glasscape
    >>> crystal = bulk("Cu", cubic=True) * (2, 2, 2)
    >>> crystal.rattle(0.1, seed=1)
    >>> minimum = glasscape.quench(crystal, EMT(), max_force=1e-6)
    >>> f"{minimum.get_potential_energy() / len(minimum):.3f} eV per atom"
    '-0.006 eV per atom'
    """
    given = of_atoms([atoms], potential)
    (structure,) = given.structures
    force_field = given.engine.force_field(structure.particles)
    found = quench_positions(force_field, structure.positions, max_force)
    if not found.converged:
        raise StructureError(
            f"the quench stopped at a largest force of {found.max_force:.1e}; check the potential and the "
            "units, let the potential compute in double precision, or give a larger max_force"
        )
    forces = force_field.evaluate(found.positions[None]).forces[0]
    return placed(atoms, found.positions, found.energy, forces)


class GlassCalculator(Calculator):
    """ASE calculator of a potential of glasscape, for dynamics, optimisers and phonons of ASE.

    Its energies, forces and stresses are those with which the workflow computes, in the units of the
    potential. Diameters of polydisperse particles are read when atoms are new to it, or after `reset()`.

    Parameters
    ----------
    potential : PotentialSettings or str
        The section `potential` of a config, or the name of a built-in model.

    Raises
    ------
    ConfigError
        If there is no model of this name.

    Examples
    --------
    >>> from ase.build import bulk
    >>> import glasscape
    >>> crystal = bulk("H", "fcc", a=1.5, cubic=True) * (4, 4, 4)
    >>> crystal.calc = glasscape.GlassCalculator("kob-andersen")
    >>> f"{crystal.get_potential_energy() / len(crystal):.3f} epsilon per particle"
    '-5.531 epsilon per particle'
    """

    implemented_properties: list[str] = ["energy", "free_energy", "forces", "stress"]  # noqa: RUF012 - as in ASE

    def __init__(self, potential: PotentialSettings | str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._settings = potential if isinstance(potential, PotentialSettings) else _model(potential)
        self._force_field: ForceField | None = None

    def calculate(
        self, atoms: Any = None, properties: Any = ("energy",), system_changes: Any = all_changes
    ) -> None:
        """Compute energy, forces and, if asked for, the stress of `atoms`.

        Raises
        ------
        StructureError
            If the cell is not periodic.
        EngineError
            If the potential cannot be computed, or has no stress.
        """
        super().calculate(atoms, properties, system_changes)  # type: ignore[no-untyped-call]
        if self._force_field is None or set(system_changes) - {"positions"}:
            given = of_model([Frame.of(atoms)], self._settings)
            self._force_field = given.engine.force_field(given.structures[0].particles)
        _, rotation = Cell.standard(atoms.cell.array)
        positions = atoms.positions @ rotation
        value = self._force_field.evaluate(positions[None])
        energy = float(value.energies[0])
        self.results = {"energy": energy, "free_energy": energy, "forces": value.forces[0] @ rotation.T}
        if "stress" in properties:
            stress = rotation @ self._force_field.stress(positions) @ rotation.T
            self.results["stress"] = full_3x3_to_voigt_6_stress(stress)  # type: ignore[no-untyped-call]


def read_minima(path: str | Path, elements: Sequence[str] = ()) -> list[Atoms]:
    """Read the minima of a sample that the workflow has made, ordered by energy.

    Parameters
    ----------
    path : path
        A file `results/samples/{ensemble}/{sample}/minima.h5`.
    elements : sequence of str, optional
        Chemical symbol of each species, as in `potential.elements` of the config. By default, species have
        the atomic numbers 1, 2, ..., as built-in models need them. For calculators, give the elements.

    Returns
    -------
    list of Atoms
        The minima, each with its energy. Their indices are those in the tables of results.

    Raises
    ------
    StructureError
        If the file is not a library of minima, or if there are fewer elements than species.
    """
    library = MinimaLibrary.read(path)
    count = int(library.particles.species.max()) + 1
    if elements and len(elements) < count:
        raise StructureError(
            f"{path}: has {count} species; give an element for each, and not {len(elements)}"
        )
    minima = [to_atoms(library.particles, np.array(positions), elements) for positions in library.positions]
    for atoms, energy in zip(minima, library.energies, strict=True):
        atoms.calc = SinglePointCalculator(atoms, energy=float(energy))  # type: ignore[no-untyped-call]
    return minima


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
    settings = potential if isinstance(potential, PotentialSettings) else _model(potential)
    return of_model([Frame.of(atoms) for atoms in configurations], settings)


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


def _model(name: str) -> PotentialSettings:
    if name not in MODELS:
        raise ConfigError(f"{name!r} is not one of the built-in models {', '.join(MODELS)}")
    return PotentialSettings.model_validate({"model": name})
