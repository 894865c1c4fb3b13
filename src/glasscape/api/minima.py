"""Minima of ASE atoms, and those that the workflow has made."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from ase import Atoms
from ase.calculators.singlepoint import SinglePointCalculator
from ase.data import atomic_numbers

from glasscape.api.atoms import Potential, check_positive, model_atoms, of_atoms, placed
from glasscape.errors import StructureError
from glasscape.minima.library import MinimaLibrary
from glasscape.minimise.quench import quench as quench_positions


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
    ConfigError
        If there is no such model, or if max_force is not positive.
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
    check_positive(max_force=max_force)
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
        The minima, each with its energy. Their indices are those in the tables of results. Indices beyond
        them are those of intermediate minima, which are in `intermediate_minima.parquet` of the search.
        Without `elements`, all masses are 1.

    Raises
    ------
    StructureError
        If the file is not a library of minima, or if there are fewer elements than species, or
        one that is no chemical symbol.
    """
    library = MinimaLibrary.read(path)
    count = library.particles.n_species
    symbols = [elements] if isinstance(elements, str) else list(elements)
    unknown = [name for name in symbols if name not in atomic_numbers]
    if unknown:
        raise StructureError(f"elements: {unknown[0]!r} is no chemical symbol; give a list of them")
    if symbols and len(symbols) < count:
        raise StructureError(f"{path}: has {count} species; give an element for each, and not {len(symbols)}")
    minima = [model_atoms(library.particles, np.array(positions), symbols) for positions in library.positions]
    for atoms, energy in zip(minima, library.energies, strict=True):
        atoms.calc = SinglePointCalculator(atoms, energy=float(energy))  # type: ignore[no-untyped-call]
    return minima
