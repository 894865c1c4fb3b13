"""Labels of the particles of a sample, from its isoconfigurational runs."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from glasscape.arrays import Flags
from glasscape.structures.cell import Cell
from glasscape.structures.particle_table import ParticleTable
from glasscape.studies.propensity.settings import BondSettings, LabelName
from glasscape.trajectories.isoconfigurational import Isoconfigurational, read_isoconfigurational
from glasscape.trajectories.labels import Label, bond_breaking, propensity

# unit and meaning of every label
ABOUT: dict[LabelName, tuple[str, str]] = {
    "propensity": ("sigma", "mean distance from the initial position"),
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


def read_runs(path: str | Path, length: float | None) -> Isoconfigurational:
    """Read the runs of a sample in a cubic cell of this length, sigma, or in the cell that the file holds."""
    return read_isoconfigurational(path, None if length is None else Cell.cubic(length))


def label_particles(runs: Isoconfigurational, names: list[LabelName], bonds: BondSettings) -> Labelled:
    """Labels of all particles of a sample, and their ceilings for every species.

    Parameters
    ----------
    runs : Isoconfigurational
        The runs of the sample.
    names : list of str
        The labels.
    bonds : BondSettings
        Which particles are neighbours.
    """
    species = runs.particles.species
    found = {name: _label(name, runs, bonds) for name in names}
    rows = [
        _ceiling(name, label, int(kind), species == kind)
        for name, label in found.items()
        for kind in np.unique(species)
    ]
    units, meanings = zip(*(ABOUT[name] for name in found), strict=True)
    means = np.column_stack([label.mean for label in found.values()])
    return Labelled(ParticleTable(means, tuple(found), units, meanings), pd.DataFrame(rows))


def _label(name: LabelName, runs: Isoconfigurational, bonds: BondSettings) -> Label:
    if name == "propensity":
        return propensity(runs)
    return bond_breaking(runs, np.array(bonds.reach), np.array(bonds.exit_reach))


def _ceiling(name: str, label: Label, species: int, rows: Flags) -> dict[str, object]:
    return {
        "label": name,
        "species": species + 1,
        "runs": len(label.runs),
        "ceiling": label.ceiling(rows),
        "single_run": label.single_run(rows),
    }
