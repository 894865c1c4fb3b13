"""What a perfect model would reach: the ceilings of labels, for every species."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pandas as pd

from glasscape.arrays import ShortIntegers
from glasscape.trajectories.labels import Label


def exact_ceilings(labels: Sequence[str], species: ShortIntegers) -> pd.DataFrame:
    """Ceilings of labels that have no errors: columns of `CEILINGS`.

    Parameters
    ----------
    labels : sequence of str
        Names of the labels.
    species : ndarray of int, shape (N,)
        Species of the particles, from 0.
    """
    return pd.DataFrame(
        {"label": name, "species": int(kind) + 1, "runs": 1, "ceiling": 1.0, "single_run": np.nan}
        for name in labels
        for kind in np.unique(species)
    )


def measured_ceilings(
    labels: Mapping[str, Label], species: ShortIntegers, single: Collection[str] = ()
) -> pd.DataFrame:
    """Ceilings of labels that are measured in runs: columns of `CEILINGS`. They are NaN for one run.

    Parameters
    ----------
    labels : mapping of str to Label
        The labels by name.
    species : ndarray of int, shape (N,)
        Species of the particles, from 0.
    single : collection of str
        Names of those whose value is that of one run. The others are means over the runs.
    """
    rows = []
    for name, label in labels.items():
        count, alone = len(label.runs), name in single
        for kind in np.unique(species):
            ceiling, single_run = np.nan, np.nan
            if count > 1:
                ceiling, single_run = label.ceiling(species == kind), label.single_run(species == kind)
            rows.append(
                {
                    "label": name,
                    "species": int(kind) + 1,
                    "runs": 1 if alone else count,
                    "ceiling": of_one_run(ceiling, count) if alone else ceiling,
                    "single_run": single_run,
                }
            )
    return pd.DataFrame(rows)


def of_one_run(ceiling: float, runs: int) -> float:
    """Largest Pearson correlation with one run, from that with the mean over several.

    The reliability of the mean over R runs is R r / (1 + (R - 1) r) if that of one run is r (Spearman, Br. J.
    Psychol. 3, 271 (1910); Brown, ibid. 296). The square root of the reliability is the largest correlation.

    Parameters
    ----------
    ceiling : float
        Largest correlation with the mean over the runs.
    runs : int
        R, the number of runs.
    """
    reliability = ceiling**2
    return float(np.sqrt(reliability / (runs - (runs - 1) * reliability)))
