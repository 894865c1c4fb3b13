"""Which particles move in double wells: labels that can be compared with those of other studies."""

import numpy as np
import pandas as pd

from glasscape.structures.particle_table import ParticleTable, number
from glasscape.studies.two_level_systems.exact.minima import AllMinima

MEANING = "sum over the {} found of |dr_i|^2 / sum_j |dr_j|^2, with the displacement dr_i of the particle"


def moving_particles(sample: str, paths: pd.DataFrame, minima: AllMinima) -> ParticleTable:
    """The part of every particle of a sample in its double wells, and in those that are targets.

    Parameters
    ----------
    sample : str
        Name of the sample.
    paths : DataFrame
        Rows of `NETWORK`, of any samples.
    minima : AllMinima
        Minima of the sample.
    """
    particles = minima.libraries[sample].particles
    parts = np.zeros((len(particles), 2))
    for a, b, is_target in paths.loc[paths["sample"] == sample, ["a", "b", "is_target"]].to_numpy():
        squares = np.sum(particles.cell.displacement(*minima.ends(sample, a, b)) ** 2, axis=1)
        parts[:, 0] += squares / squares.sum()
        if is_target:
            parts[:, 1] += squares / squares.sum()
    return ParticleTable(
        parts,
        (
            number("in_double_wells", MEANING.format("double wells")),
            number("in_targets", MEANING.format("targets")),
        ),
    )
