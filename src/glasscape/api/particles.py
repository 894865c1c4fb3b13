"""Normal modes of atoms, and descriptors and hops of single particles."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
from ase import Atoms
from scipy.sparse import csr_array
from scipy.sparse.linalg import ArpackNoConvergence

from glasscape.api.atoms import (
    Potential,
    check_positive,
    chosen,
    listed,
    of_atoms,
    structures_of,
    whole,
)
from glasscape.arrays import Floats
from glasscape.descriptors.configuration import Configuration
from glasscape.descriptors.describe import describe
from glasscape.descriptors.settings import DescriptorSettings
from glasscape.errors import StructureError
from glasscape.modes.normal import TRANSLATIONS, NormalModes, all_modes, soft_modes
from glasscape.structures.cell import Cell
from glasscape.trajectories import hops
from glasscape.trajectories.frames import Trajectory, write_trajectory
from glasscape.trajectories.read import unwrapped

# number of particles up to which all modes are computed at once
DENSE = 500


def normal_modes(atoms: Atoms, potential: Potential, count: int | None = None) -> NormalModes:
    """Normal modes of a minimum, without translations.

    Parameters
    ----------
    atoms : Atoms
        Atoms at a minimum, as of `quench`. Elsewhere, frequencies of falling directions are negative.
    potential : calculator, PotentialSettings or str
        An ASE calculator, the section `potential` of a config, or the name of a built-in model. With a
        calculator, second derivatives are differences of forces: 6 N evaluations.
    count : int, optional
        Number of modes, the lowest ones, at most 3 N - 3. By default all, which takes memory for dense
        matrices.

    Returns
    -------
    NormalModes
        `frequencies`, `vectors` and `participation_ratios`, and the methods `softness` and `vibrality` of the
        particles.

    Raises
    ------
    ConfigError
        If there is no such model, if count is no whole number, or if a potential in eV has no masses.
    StructureError
        If the cell is not periodic, if atoms are fixed or in two dimensions, or if there are not so many
        modes.
    EngineError
        If the potential cannot be computed.

    Examples
    --------
    >>> from ase.build import bulk
    >>> from ase.calculators.emt import EMT
    >>> import glasscape
    >>> crystal = bulk("Cu", cubic=True) * (2, 2, 2)
    >>> modes = glasscape.normal_modes(crystal, EMT())
    >>> modes.frequencies.shape, bool(modes.frequencies[0] > 0)
    ((93,), True)
    >>> modes.softness(30).sum().round(6)
    np.float64(30.0)
    """
    given = of_atoms([atoms], potential)
    given.check_masses()
    (structure,) = given.structures
    most = 3 * len(atoms) - TRANSLATIONS
    count = most if count is None else whole("count", count)
    if not 0 < count <= most:
        raise StructureError(f"{count} modes are asked for; {len(atoms)} atoms have {most}")
    if structure.particles.cell.dimensions == 2:
        raise StructureError("normal modes are those of three dimensions, and these particles are in a plane")
    hessian = given.engine.force_field(structure.particles).hessian(structure.positions)
    masses = given.settings.particle_masses(structure.particles.species)
    modes = _modes(hessian, masses, count)
    _, rotation = Cell.standard(atoms.cell.array)
    return NormalModes(modes.eigenvalues, modes.vectors @ rotation.T, masses)


def _modes(hessian: csr_array, masses: Floats, count: int) -> NormalModes:
    """The lowest modes. Lanczos iterations do not end for the degenerate modes of small crystals."""
    if len(masses) > DENSE and 3 * count < len(masses):
        with suppress(ArpackNoConvergence):
            return soft_modes(hessian, masses, count)
    return all_modes(hessian, masses).lowest(count)


def describe_particles(
    atoms: Atoms,
    potential: Potential,
    descriptors: DescriptorSettings | dict[str, Any] | None = None,
    max_force: float = 1e-8,
) -> pd.DataFrame:
    """Descriptors of the neighbourhood of every particle, as the studies of particles learn from them.

    The state `inherent` is the minimum to which the atoms are quenched, `thermal` are the atoms as they are.

    Parameters
    ----------
    atoms : Atoms
        Atoms in a periodic cell, at a minimum or not. At least ten of every species are needed.
    potential : calculator, PotentialSettings or str
        An ASE calculator, the section `potential` of a config, or the name of a built-in model.
    descriptors : DescriptorSettings or dict, optional
        Families, lengths and states. By default, those of the config, which suit particles about one unit of
        length apart, in cells that are twice as wide as their ranges: 1000 particles or more.
    max_force : float
        Tolerance of the quench on the largest force component, eV / angstrom or epsilon / sigma.

    Returns
    -------
    DataFrame
        One row per atom. `attrs` has the `units` and the `meanings` of the columns. Epsilon and sigma are the
        units of energy and length, eV and angstrom for calculators. Species are counted from 1 by atomic
        number, and then by mass.

    Raises
    ------
    ConfigError
        If there is no such model, or if a setting is not valid.
    StructureError
        If the cell is not periodic, or if atoms are fixed.
    DescriptorError
        If the quench does not converge, or if a descriptor cannot be computed.
    EngineError
        If the potential does not give what a family needs.

    Examples
    --------
    >>> from ase.build import bulk
    >>> import glasscape
    >>> crystal = bulk("H", "fcc", a=1.5, cubic=True) * (4, 4, 4)
    >>> settings = glasscape.DescriptorSettings(families=["bonds"], states=["inherent"])
    >>> table = glasscape.describe_particles(crystal, "kob-andersen", settings)
    >>> table.inherent_q6.round(4).unique()
    array([0.5745])
    """
    check_positive(max_force=max_force)
    settings = chosen(DescriptorSettings, descriptors)
    given = of_atoms([atoms], potential)
    (structure,) = given.structures
    configuration = Configuration.quenched(
        given.engine,
        structure.particles,
        structure.positions,
        max_force,
        settings.cage if "cage" in settings.states else None,
    )
    table = describe(given.engine, configuration, settings)
    frame = pd.DataFrame(table.values, columns=list(table.names))
    frame.attrs["units"] = {column.name: column.unit for column in table.columns}
    frame.attrs["meanings"] = {column.name: column.meaning for column in table.columns}
    return frame


def find_hops(frames: Iterable[Atoms], interval: float, threshold: float, resolution: float) -> hops.Hops:
    """Hops of particles from one cage to the next (p_hop), in one trajectory.

    Candelier et al., Phys. Rev. Lett. 105, 135702 (2010). `docs/physics/dynamics.md` has the formula. The
    mean displacement of all particles is removed. Species are counted from 1 by atomic number, and then by
    mass.

    Parameters
    ----------
    frames : iterable of Atoms
        The same atoms at equal intervals of time, wrapped or not, in a periodic cell that does not change.
    interval : float
        Time between two frames.
    threshold : float
        p_hop from which on a particle hops, in the unit of length: about the size of a cage.
    resolution : float
        Shortest time between two hops of a particle.

    Raises
    ------
    ConfigError
        If interval, threshold or resolution is not positive.
    StructureError
        If frames is no list of atoms, if they hold different atoms, if there are too few, or if an atom moves
        too far between two frames to follow it through the cell.

    Examples
    --------
    >>> from ase.build import bulk
    >>> import glasscape
    >>> frames = [bulk("Cu", cubic=True) * (2, 2, 2) for _ in range(41)]
    >>> for frame in frames[25:]:
    ...     frame.positions[7] += [0.9, 0.0, 0.0]
    >>> found = glasscape.find_hops(frames, interval=1.0, threshold=0.3, resolution=5.0)
    >>> found.hops[["particle", "time"]].values.tolist()
    [[7.0, 4.5]]
    """
    check_positive(interval=interval, threshold=threshold, resolution=resolution)
    frames = listed("frames", frames)
    hops.frames_between_hops(len(frames), interval, resolution, "the trajectory")
    structures, _ = structures_of(frames)
    particles = structures[0].particles
    _, rotation = Cell.standard(frames[0].cell.array)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "frames.h5"
        write_trajectory(path, particles, interval, unwrapped(structures[0], iter(structures[1:])))
        found = hops.find_hops(Trajectory.open(path), threshold, resolution)
    turned = found.hops[["x", "y", "z"]].to_numpy() @ rotation.T
    return found._replace(hops=found.hops.assign(**dict(zip("xyz", np.transpose(turned), strict=True))))
