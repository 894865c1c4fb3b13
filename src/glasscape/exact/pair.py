"""One pair by hand: from two configurations to everything that is known about the path between them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glasscape.dynamics.quench import Quench, quench
from glasscape.errors import StructureError
from glasscape.exact.batch import outcome
from glasscape.exact.path import PathResult, compute_path, extension_action
from glasscape.forces.engine import make_force_field
from glasscape.landscape.settings import MinimaSettings
from glasscape.landscape.unique import UniqueMinima
from glasscape.paths.settings import PathSettings
from glasscape.potentials.settings import PotentialSettings
from glasscape.structures.glass import Glass, displacement
from glasscape.tables import PROFILE
from glasscape.tunnelling.verdict import DOUBLE_WELLS, Tunnelling, tunnel
from glasscape.units import SUBSTANCES, QuantumUnits


@dataclass(frozen=True, eq=False)
class PairReport:
    """What is known about two configurations and the path between them.

    Attributes
    ----------
    energies : tuple of float
        Total energies of minimum a, the lower one, and of minimum b, epsilon.
    moved : tuple of float
        Total displacement of the quench that led to each of them, sigma.
    total_displacement : float
        Between the two minima, sigma.
    path : PathResult
        The path from a to b.
    units : QuantumUnits
        The units that were asked for.
    outcome : dict
        Columns of `EXACT`, in these units.
    tunnelling : tuple of Tunnelling
        For every substance, when the path is a double well.
    positions : ndarray, shape (M, N, 3)
        Minimum a, the minima between, minimum b.
    """

    energies: tuple[float, float]
    moved: tuple[float, float]
    total_displacement: float
    path: PathResult
    units: QuantumUnits
    outcome: dict[str, Any]
    tunnelling: tuple[Tunnelling, ...]
    positions: NDArray[np.float64]

    def as_dict(self) -> dict[str, Any]:
        """Content of `pair.json`: all but the profile."""
        profile = {column.name for column in PROFILE}
        return {
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
                    "tunnelling_element": found.tunnelling_element,
                    "levels": found.levels.energies.tolist(),
                    "populations_a": found.levels.left_probabilities.tolist(),
                    "same_well": found.levels.same_well,
                }
                for found in self.tunnelling
            },
        }


def characterise_pair(
    glass: Glass,
    one: NDArray[np.float64],
    other: NDArray[np.float64],
    potential: PotentialSettings,
    minima: MinimaSettings,
    settings: PathSettings,
    units: QuantumUnits,
) -> PairReport:
    """Quench two configurations, shape (N, 3), and compute the path between their minima.

    Raises
    ------
    StructureError
        When a quench does not converge, or both lead to the same minimum.
    """
    force_field = make_force_field(glass, potential)
    ends = [(start, quench(force_field, start, minima.max_force)) for start in (one, other)]
    for name, (_, end) in zip(("first", "second"), ends, strict=True):
        if not end.converged:
            raise StructureError(
                f"the quench of the {name} structure stopped at a largest force of {end.max_force:.1e}; "
                "check the potential and the units, or raise minima.max_force"
            )
    ends.sort(key=_energy)
    (_, a), (_, b) = ends
    same = UniqueMinima(glass.cell, minima, [a.positions], [a.energy]).match(b.positions, b.energy)
    if same is not None:
        raise StructureError(
            f"both structures lead to the same minimum (energies differ by {same.energy_difference:.1e}, "
            f"positions by {same.distance:.1e})"
        )
    path = compute_path(force_field, potential, a.positions, b.positions, settings, extension_action(units))
    row = outcome(path, units)
    substances = {known.name: known for known in (*SUBSTANCES, units)}.values()
    profile = path.profile if row["verdict"] in DOUBLE_WELLS else None
    return PairReport(
        energies=(a.energy, b.energy),
        moved=(_moved(*ends[0]), _moved(*ends[1])),
        total_displacement=float(np.linalg.norm(displacement(a.positions, b.positions, glass.cell))),
        path=path,
        units=units,
        outcome=row,
        tunnelling=() if profile is None else tuple(tunnel(profile, known) for known in substances),
        positions=np.array([a.positions, *(minimum.positions for minimum in path.intermediate), b.positions]),
    )


def _energy(end: tuple[NDArray[np.float64], Quench]) -> float:
    return end[1].energy


def _moved(start: NDArray[np.float64], end: Quench) -> float:
    return float(np.linalg.norm(end.positions - start))


def _plain(value: Any) -> Any:
    """A value that JSON knows."""
    return value.item() if isinstance(value, np.generic) else value
