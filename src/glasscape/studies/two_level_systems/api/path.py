"""Minimum energy paths between ASE atoms."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ase import Atoms
from ase.stress import full_3x3_to_voigt_6_stress, voigt_6_to_full_3x3_stress

from glasscape.api.atoms import Potential, chosen, named_units, of_atoms, placed
from glasscape.minima.settings import MinimaSettings
from glasscape.paths.extension import extension_action
from glasscape.paths.path import PathResult
from glasscape.paths.settings import NEBSettings, PathSettings
from glasscape.structures.cell import Cell
from glasscape.studies.two_level_systems.exact.pair import characterise_pair
from glasscape.studies.two_level_systems.exact.tables import COMPONENTS
from glasscape.tunnelling.double_well import Tunnelling
from glasscape.units import QuantumUnits


@dataclass(frozen=True, eq=False)
class AtomsPath:
    """The minimum energy path between two minima, and what tunnels along it.

    Attributes
    ----------
    images : tuple of Atoms
        The images from the lower minimum a to the higher minimum b, with their energies. Atoms are not
        wrapped. Atoms of one element and mass are exchanged so that the path is short.
    results : dict
        Columns of the tables of exact results: `verdict`, `energy_barrier`, `quantum_splitting` and others,
        in the units of the potential and, for the deformation potential, in the frame of the atoms. `message`
        says why a calculation failed.
    path : PathResult
        The energy profile, minima between the ends, and vibrations across the path.
    tunnelling : tuple of Tunnelling
        Levels in the given units, and for reduced units of argon or NiP in those of the other, too. Empty if
        the path is no double well.
    """

    images: tuple[Atoms, ...]
    results: dict[str, Any]
    path: PathResult
    tunnelling: tuple[Tunnelling, ...]


def find_path(
    one: Atoms,
    other: Atoms,
    potential: Potential,
    *,
    neb: NEBSettings | dict[str, Any] | None = None,
    minima: MinimaSettings | dict[str, Any] | None = None,
    units: QuantumUnits | str | None = None,
    vibrations: bool = True,
) -> AtomsPath:
    """Find the minimum energy path between the minima of two configurations, and its quantum levels.

    Parameters
    ----------
    one, other : Atoms
        The same atoms in the same order and cell. Both are quenched first, if they are not at minima.
    potential : calculator, PotentialSettings or str
        An ASE calculator, the section `potential` of a config, or the name of a built-in model.
    neb : NEBSettings or dict, optional
        How the nudged elastic band is relaxed: number of images and tolerances.
    minima : MinimaSettings or dict, optional
        Criteria for minima.
    units : QuantumUnits or {"argon", "NiP", "metal"}, optional
        Units of the quantum mechanics. By default, those of argon for potentials in reduced units; eV,
        angstrom and u for LAMMPS units `metal` and for calculators.
    vibrations : bool
        Whether the vibrations across the path of a double well, its saddle point and its zero-point energies
        are computed, too. With more than 1000 particles they take longer than the path. LAMMPS and ASE
        calculators, whose Hessians take 6 N evaluations, have none.

    Raises
    ------
    ConfigError
        If there is no such model, if a setting is not valid, or if a potential in eV has no masses.
    StructureError
        If the atoms are no periodic bulk system, if a quench does not converge, or if both configurations
        lead to the same minimum.
    EngineError
        If the potential cannot be computed, or if a calculator tells atoms of one element and mass apart.

    Examples
    --------
    Hydrogen in copper, at an octahedral and at a tetrahedral site:

    >>> from ase import Atoms
    >>> from ase.build import bulk
    >>> from ase.calculators.emt import EMT
    >>> import glasscape
    >>> crystal = bulk("Cu", cubic=True) * (2, 2, 2)
    >>> one, other = (glasscape.quench(crystal + Atoms("H", [(x, x, x)]), EMT()) for x in (1.8, 0.9))
    >>> path = glasscape.find_path(one, other, EMT(), neb=glasscape.NEBSettings(images=8))
    >>> path.results["verdict"], f"{path.results['energy_barrier']:.2f} eV"
    ('double well', '0.95 eV')
    """
    given = of_atoms([one, other], potential)
    given.check_masses()
    given.check_exchange()
    units = given.units if units is None else named_units(units)
    report = characterise_pair(
        given.structures[0].particles,
        [(each.name, each.positions) for each in given.structures],
        PathSettings(
            given.settings,
            chosen(MinimaSettings, minima),
            chosen(NEBSettings, neb),
            extension_action(units),
        ),
        units,
        given.engine,
        vibrations,
    )
    band = report.band
    images = () if band is None else zip(band.images, band.energies, strict=True)
    return AtomsPath(
        tuple(placed(one, positions, float(energy)) for positions, energy in images),
        report.outcome | _turned(report.outcome, one),
        report.path,
        report.tunnelling,
    )


def _turned(outcome: Mapping[str, Any], atoms: Atoms) -> dict[str, float]:
    """Components of the deformation potential in the frame of the atoms, not of the standard cell."""
    if outcome[next(iter(COMPONENTS))] is None:
        return {}
    _, rotation = Cell.standard(atoms.cell.array)
    tensor = voigt_6_to_full_3x3_stress([outcome[name] for name in COMPONENTS])  # type: ignore[no-untyped-call]
    turned = full_3x3_to_voigt_6_stress(rotation @ tensor @ rotation.T)  # type: ignore[no-untyped-call]
    return dict(zip(COMPONENTS, turned.tolist(), strict=True))
