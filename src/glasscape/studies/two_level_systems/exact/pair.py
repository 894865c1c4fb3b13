"""Characterise one pair: from two configurations to the levels on the path between their minima."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from glasscape.arrays import Floats
from glasscape.errors import StructureError
from glasscape.forces.engine import Engine, make_engine
from glasscape.ingest.geometry import GeometryCheck
from glasscape.minima.precision import remedy_for
from glasscape.minima.unique import UniqueMinima
from glasscape.minimise.quench import Quench, quench
from glasscape.paths.band import Band
from glasscape.paths.path import PathResult, compute_band
from glasscape.paths.settings import PathSettings
from glasscape.structures.exchange import IdenticalParticles
from glasscape.structures.particles import Particles
from glasscape.structures.readers import Structure
from glasscape.studies.two_level_systems.exact.outcome import dipole_columns, outcome, strain_columns
from glasscape.studies.two_level_systems.exact.tables import PROFILE
from glasscape.tunnelling.double_well import Tunnelling, tunnel_each
from glasscape.tunnelling.verdict import DOUBLE_WELLS
from glasscape.units import QuantumUnits


@dataclass(frozen=True, eq=False)
class PairReport:
    """Results for two configurations and the path between their minima.

    Attributes
    ----------
    names : tuple of str
        Names of the configurations that were quenched to minimum a and to minimum b.
    energies : tuple of float
        Total energies of minimum a, the lower one, and of minimum b, epsilon.
    moved : tuple of float
        Total displacement of the quench to each of them, sigma.
    total_displacement : float
        Total displacement between the two minima, sigma.
    path : PathResult
        The path from a to b.
    band : Band or None
        Its images. None if the calculation failed.
    units : QuantumUnits
        The requested units.
    outcome : dict
        Columns of `EXACT`, in these units.
    tunnelling : tuple of Tunnelling
        Results in the requested units, and in those of `substances_beside` them, if the path is a double
        well.
    positions : ndarray, shape (M, N, 3)
        Positions of minimum a, of the intermediate minima and of minimum b, sigma. Identical particles of b
        are exchanged so that it is as close to a as possible.
    """

    names: tuple[str, str]
    energies: tuple[float, float]
    moved: tuple[float, float]
    total_displacement: float
    path: PathResult
    band: Band | None
    units: QuantumUnits
    outcome: dict[str, Any]
    tunnelling: tuple[Tunnelling, ...]
    positions: Floats

    def as_dict(self) -> dict[str, Any]:
        """Content of `pair.json`: everything except the profile."""
        profile = {column.name for column in PROFILE}
        return {
            "structure_a": self.names[0],
            "structure_b": self.names[1],
            "energy_a": self.energies[0],
            "energy_b": self.energies[1],
            "energy_difference": self.energies[1] - self.energies[0],
            "total_displacement": self.total_displacement,
            "quench_displacement_a": self.moved[0],
            "quench_displacement_b": self.moved[1],
            **{name: _plain(value) for name, value in self.outcome.items() if name not in profile},
            "intermediate_energies": [minimum.energy for minimum in self.path.intermediate],
            "substances": {
                found.units.name: {
                    "hbar": found.units.hbar,
                    "splitting_threshold": found.units.splitting_threshold,
                    "verdict": found.verdict,
                    "quantum_splitting": found.levels.splitting,
                    "tunnelling_matrix_element": found.tunnelling_matrix_element,
                    "asymmetry": found.asymmetry,
                    "delta_0": found.delta_0,
                    "levels": found.levels.energies.tolist(),
                    "populations_a": found.levels.left_probabilities.tolist(),
                    "same_well": found.levels.same_well,
                    "above_barrier": found.above_barrier,
                }
                for found in self.tunnelling
            },
        }


def characterise_pair(
    particles: Particles,
    configurations: Sequence[tuple[str, Floats]],
    settings: PathSettings,
    units: QuantumUnits,
    engine: Engine | None = None,
    vibrations: bool = True,
) -> PairReport:
    """Quench two configurations and compute the path between their minima.

    Parameters
    ----------
    particles : Particles
        The particles.
    configurations : sequence of str and ndarray, shape (N, 3)
        Two names for the report, each with its positions, sigma.
    settings : PathSettings
        Settings of potential, minima and paths.
    units : QuantumUnits
        Units of the quantum mechanics.
    engine : Engine, optional
        Computes the forces, if it is not made of the settings.
    vibrations : bool
        Whether vibrations across the path of a double well are computed, too. The engine needs a Hessian of
        its own.

    Raises
    ------
    StructureError
        If a configuration is not a bulk glass of the potential, if a quench does not converge, or if both
        quenches lead to the same minimum.
    """
    engine = engine or make_engine(settings.potential)
    structures = [Structure(name, particles, start) for name, start in configurations]
    geometry = GeometryCheck(structures[0], engine, settings.potential.elements or ())
    for structure in structures:
        geometry.check(structure)
    force_field = engine.force_field(particles)
    ends = [
        _End(name, start, quench(force_field, start, settings.minima.max_force))
        for name, start in configurations
    ]
    for end in ends:
        if not end.quench.converged:
            raise StructureError(
                f"{end.name}: its quench stopped at a largest force of {end.quench.max_force:.1e}; check the "
                f"potential and the units; {remedy_for(end.quench.max_force)}"
            )
    ends.sort(key=lambda end: end.quench.energy)
    a, b = (end.quench for end in ends)
    unique = UniqueMinima(particles, settings.minima, [a.positions], [a.energy])
    same = unique.match(b.positions, b.energy)
    if same is not None:
        raise StructureError(
            f"both structures lead to the same minimum (energies differ by {same.energy_difference:.1e}, "
            f"positions by {same.distance:.1e})"
        )
    other = IdenticalParticles(particles).closest_copy(a.positions, b.positions)
    vibrations = vibrations and engine.analytic_hessian
    path, band = compute_band(engine, particles, a.positions, other, settings, with_vibrations=vibrations)
    row = outcome(path, units)
    profile = path.profile if row["verdict"] in DOUBLE_WELLS else None
    if profile is not None:
        row |= strain_columns(force_field, a.positions, other)
        row |= dipole_columns(particles, settings.potential, a.positions, other)
    return PairReport(
        names=(ends[0].name, ends[1].name),
        energies=(a.energy, b.energy),
        moved=(_moved(ends[0]), _moved(ends[1])),
        total_displacement=float(np.linalg.norm(particles.cell.displacement(a.positions, other))),
        path=path,
        band=band,
        units=units,
        outcome=row,
        tunnelling=() if profile is None else tuple(tunnel_each(profile, units)),
        positions=np.array([a.positions, *(minimum.positions for minimum in path.intermediate), other]),
    )


class _End(NamedTuple):
    name: str
    start: Floats
    quench: Quench


def _moved(end: _End) -> float:
    return float(np.linalg.norm(end.quench.positions - end.start))


def _plain(value: Any) -> Any:
    """The value as a type that JSON has."""
    return value.item() if isinstance(value, np.generic) else value
