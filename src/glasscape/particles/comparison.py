"""Compare labels of the same particles, of several studies: whether soft particles are those that move."""

import math
from collections.abc import Mapping
from itertools import permutations

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from glasscape.arrays import Flags, Floats, ShortIntegers
from glasscape.errors import LearningError
from glasscape.particles.scores import TOP, pearson_interval
from glasscape.particles.tables import COMPARED_LABELS
from glasscape.structures.particle_table import ParticleTable


def compare_labels(
    samples: Mapping[str, Mapping[str, ParticleTable]], species: Mapping[str, ShortIntegers], seed: int
) -> pd.DataFrame:
    """Rank correlations of all labels with each other, columns of `COMPARED_LABELS`.

    Parameters
    ----------
    samples : mapping of str to mapping of str to ParticleTable
        Labels of every sample, by the name of their study.
    species : mapping of str to ndarray, shape (N,)
        Species of the particles of every sample, from 0.
    seed : int
        Seed of the bootstrap.

    Raises
    ------
    LearningError
        If studies have different numbers of particles of a sample.
    """
    rows = []
    for kind in np.unique(np.concatenate(list(species.values()))):
        ranks = {name: _ranks(name, studies, species[name] == kind) for name, studies in samples.items()}
        names = list(dict.fromkeys(name for each in ranks.values() for name in each))
        for label, other in permutations(names, 2):
            # a label that is the same for all particles of a sample, such as no target, tells nothing
            shared = [name for name, each in ranks.items() if {label, other} <= {*each}]
            if not shared:
                continue
            ones, others = ([ranks[name][which] for name in shared] for which in (label, other))
            of_row = np.repeat(shared, [len(one) for one in ones])
            found = pearson_interval(of_row, np.concatenate(ones), np.concatenate(others), seed)
            tops = [_rank_of_top(one, two) for one, two in zip(ones, others, strict=True)]
            rows.append((label, other, kind + 1, *found, np.mean(tops), len(shared)))
    return pd.DataFrame(rows, columns=COMPARED_LABELS.names)


def _ranks(sample: str, studies: Mapping[str, ParticleTable], chosen: Flags) -> dict[str, Floats]:
    """Ranks from 0 to 1 of the chosen particles of a sample, by label. Constant labels are left out."""
    ranks = {}
    for study, table in studies.items():
        if len(table.values) != len(chosen):
            raise LearningError(
                f"sample {sample} has {len(table.values)} particles in the study {study} and {len(chosen)} "
                "in another; labels are compared for the same particles only"
            )
        for name, values in zip(table.names, table.values[chosen].T, strict=True):
            if len(values) and np.ptp(values) > 0.0:
                ranks[f"{study}: {name}"] = (rankdata(values) - 0.5) / len(values)
    return ranks


def _rank_of_top(ranks: Floats, others: Floats) -> float:
    """Mean of other ranks over the hundredth of the particles with the largest label; ties count evenly."""
    count = math.ceil(TOP * len(ranks))
    least = np.partition(ranks, -count)[-count]
    above, equal = ranks > least, ranks == least
    return float(others[above].sum() + (count - above.sum()) * others[equal].mean()) / count
