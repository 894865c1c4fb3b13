"""Labels of the particles of a sample, from its isoconfigurational runs."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from glasscape.structures.cell import Cell
from glasscape.studies.propensity.settings import BondSettings, LabelName
from glasscape.trajectories.isoconfigurational import Isoconfigurational, read_isoconfigurational
from glasscape.trajectories.labels import Label, bond_breaking, propensity


class Labelled(NamedTuple):
    """Labels of the particles of a sample, and what a perfect model would reach.

    Attributes
    ----------
    labels : DataFrame
        Columns of `LABELS`, one row per particle.
    ceilings : DataFrame
        Columns of `CEILINGS`.
    """

    labels: pd.DataFrame
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
        The labels. The propensity is always computed.
    bonds : BondSettings
        Which particles are neighbours.
    """
    species = runs.particles.species
    found = {"propensity": propensity(runs)}
    if "bond_breaking" in names:
        found["bond_breaking"] = bond_breaking(runs, np.array(bonds.reach), np.array(bonds.exit_reach))
    rows = [
        _ceiling(name, label, int(kind), species == kind)
        for name, label in found.items()
        for kind in np.unique(species)
    ]
    means = {name: label.mean for name, label in found.items()}
    return Labelled(
        pd.DataFrame({"species": species + 1, "bond_breaking": np.nan, **means}), pd.DataFrame(rows)
    )


def _ceiling(name: str, label: Label, species: int, rows: np.ndarray) -> dict[str, object]:
    return {
        "label": name,
        "species": species + 1,
        "runs": len(label.runs),
        "ceiling": label.ceiling(rows),
        "single_run": label.single_run(rows),
    }
