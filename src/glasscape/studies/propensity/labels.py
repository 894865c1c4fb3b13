"""Labels of the particles of a sample, from its isoconfigurational runs."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, assert_never

import numpy as np
import pandas as pd

from glasscape.arrays import Floats
from glasscape.errors import StructureError
from glasscape.forces.force_field import ForceField
from glasscape.particles.ceilings import measured_ceilings
from glasscape.structures.cell import Cell
from glasscape.structures.particle_table import ParticleTable, number
from glasscape.studies.propensity.settings import LabelName, PropensitySettings, label_name
from glasscape.trajectories.isoconfigurational import Isoconfigurational, join, read_isoconfigurational
from glasscape.trajectories.labels import Label, bond_breaking, inherent_propensity, overlap, propensity

# unit and meaning of every label
ABOUT: dict[LabelName, tuple[str, str]] = {
    "propensity": ("sigma", "mean distance from the initial position"),
    "overlap": ("1", "fraction of the runs in which it is near its initial position"),
    "inherent_propensity": ("sigma", "mean distance of the inherent position from the initial one"),
    "bond_breaking": ("1", "mean fraction of the initial neighbours that stay"),
}


class Labelled(NamedTuple):
    """Labels of the particles of a sample, and what a perfect model would reach.

    Attributes
    ----------
    labels : ParticleTable
        A column for every label.
    ceilings : DataFrame
        Columns of `CEILINGS`.
    """

    labels: ParticleTable
    ceilings: pd.DataFrame


def read_runs(paths: Sequence[str | Path], length: float | None, dimensions: int) -> Isoconfigurational:
    """Read the runs of a sample.

    The cell is cubic, or square in two dimensions, with this length, sigma. None: the cell that the files
    hold.
    """
    cell = None if length is None else Cell.of_length(length, dimensions)
    return join([read_isoconfigurational(path, cell) for path in paths])


def label_particles(
    runs: Isoconfigurational,
    recorded: Sequence[float],
    own: PropensitySettings,
    force_field: ForceField,
    inherent: Floats,
    max_force: float,
) -> Labelled:
    """Labels of all particles of a sample, and their ceilings for every species.

    Parameters
    ----------
    runs : Isoconfigurational
        The runs of the sample.
    recorded : sequence of float
        The times of the runs as the settings give them.
    own : PropensitySettings
        Labels and their times.
    force_field : ForceField
        Engine with the particles.
    inherent : ndarray, shape (N, 3)
        Inherent structure of the initial positions, sigma.
    max_force : float
        Tolerance of quenches, epsilon / sigma.

    Raises
    ------
    StructureError
        If the runs have no positions at one of the times, or other times than the settings say.
    """
    if len(recorded) != len(runs.times):
        raise StructureError(
            f"the runs have positions at {len(runs.times)} times, and isoconfigurational.times names "
            f"{len(recorded)}; delete the runs and run again"
        )
    found: dict[str, Label] = {}
    columns = []
    for name in own.labels:
        unit, meaning = ABOUT[name]
        for time in own.label_times:
            k = -1 if time is None else index_of(time, recorded)
            named = label_name(name, time)
            found[named] = _label(name, runs, k, own, force_field, inherent, max_force)
            columns.append(number(named, meaning if time is None else f"{meaning}, time {time:g}", unit))
    means = np.column_stack([label.mean for label in found.values()])
    labels = ParticleTable(means, tuple(columns))
    return Labelled(labels, measured_ceilings(found, runs.particles.species))


def index_of(time: float, recorded: Sequence[float]) -> int:
    """Index of a time among those that are recorded: the closest, which differs by a thousandth at most.

    Raises
    ------
    StructureError
        If it is not among them.
    """
    nearest = int(np.argmin(np.abs(np.asarray(recorded) - time)))
    if not np.isclose(recorded[nearest], time, rtol=1e-3, atol=0.0):
        known = ", ".join(f"{each:g}" for each in recorded)
        raise StructureError(f"propensity.times: {time:g} is not among the times of the runs, {known}")
    return nearest


def _label(
    name: LabelName,
    runs: Isoconfigurational,
    k: int,
    own: PropensitySettings,
    force_field: ForceField,
    inherent: Floats,
    max_force: float,
) -> Label:
    if name == "propensity":
        return propensity(runs, k)
    if name == "overlap":
        return overlap(runs, k, own.overlap)
    if name == "inherent_propensity":
        return inherent_propensity(runs, k, force_field, inherent, max_force)
    if name == "bond_breaking":
        return bond_breaking(runs, k, np.array(own.bonds.reach), np.array(own.bonds.exit_reach))
    assert_never(name)
