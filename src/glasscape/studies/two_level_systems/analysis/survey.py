"""Counts over all candidate pairs, beside those of double wells and targets; other ways to choose pairs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from glasscape.arrays import Floats, Integers
from glasscape.studies.two_level_systems.analysis.tables import DISTRIBUTIONS
from glasscape.studies.two_level_systems.search.labels import is_vibration
from glasscape.studies.two_level_systems.search.target import Target
from glasscape.tunnelling.verdict import DOUBLE_WELLS

ALL, WELLS = "all pairs", "double wells"
# the published dynamical filter computes pairs with at least this many transitions in both directions
DYNAMICAL_FILTER = 4
TRANSITIONS = ["transitions_ab", "transitions_ba"]
QUANTITIES = (
    "energy_difference",
    "energy_barrier",
    "displacement_1",
    "total_displacement",
    "participation_ratio",
    "tunnelling_matrix_element",
    "transitions",
)
# bins of quantities: eight per decade and one for all smaller values; bins of transitions: powers of two
DECADES = np.concatenate([[0.0], np.logspace(-10, 6, 129)])
DOUBLINGS = np.concatenate([[0.0], 2.0 ** np.arange(21)])


@dataclass
class Survey:
    """Counts over all candidate pairs, which are read once.

    Attributes
    ----------
    pairs : dict of str to int
        Number of pairs of every sample.
    counts : dict of str to ndarray
        Number of pairs in the bins of every quantity.
    filtered : dict of str to int
        Number of pairs that pass the dynamical filter, for every sample whose transitions were counted.
    """

    pairs: dict[str, int] = field(default_factory=dict)
    counts: dict[str, Integers] = field(default_factory=dict)
    filtered: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, blocks: Iterable[pd.DataFrame]) -> "Survey":
        """Count the pairs of all samples, block by block."""
        survey = cls()
        for block in blocks:
            counted = block[TRANSITIONS].notna().all(axis=1)
            passing = block["sample"][passes(block)].value_counts()
            for sample, rows in block.groupby("sample", sort=False).groups.items():
                name = str(sample)
                survey.pairs[name] = survey.pairs.get(name, 0) + len(rows)
                if counted[rows].any():
                    survey.filtered[name] = survey.filtered.get(name, 0) + int(passing.get(name, 0))
            for name in QUANTITIES:
                counts = np.histogram(quantity(block, name), edges(name))[0]
                survey.counts[name] = survey.counts.get(name, 0) + counts
        return survey


def quantity(pairs: pd.DataFrame, name: str) -> Floats:
    """Values of a quantity, shape (n,); NaN where they are absent."""
    if name == "transitions":
        values = pairs[TRANSITIONS].sum(axis=1, skipna=False)
    else:
        values = pairs.get(name, pd.Series(np.nan, pairs.index))
    return values.to_numpy(np.float64, na_value=np.nan)


def edges(name: str) -> Floats:
    """Edges of the bins of a quantity."""
    return DOUBLINGS if name == "transitions" else DECADES


def passes(pairs: pd.DataFrame) -> pd.Series:
    """Which pairs pass the dynamical filter; none if transitions were not counted."""
    return pairs[TRANSITIONS].min(axis=1, skipna=False) >= DYNAMICAL_FILTER


def count_samples(
    labels: pd.DataFrame,
    weights: Floats,
    survey: Survey,
    volumes: Mapping[str, float],
    usual_volume: float,
    target: Target,
) -> pd.DataFrame:
    """Counts for every sample: columns of `SAMPLES`. Parameters are those of `describe`."""
    is_target = target.is_target(labels).to_numpy()
    flags = pd.DataFrame(
        {
            "computed": np.ones(len(labels)),
            "double_wells": labels.verdict.isin(DOUBLE_WELLS).to_numpy(),
            "targets": is_target,
            "targets_vibrational": is_target & is_vibration(labels, target.suffix).to_numpy(),
        },
        dtype=np.int64,
    )
    names = sorted({*volumes, *survey.pairs})
    counts = flags.groupby(labels["sample"].to_numpy()).sum().reindex(names, fill_value=0)
    stand = pd.Series(is_target * weights).groupby(labels["sample"].to_numpy()).sum(skipna=False)
    return counts.assign(
        sample=names,
        pairs=[survey.pairs.get(name, 0) for name in names],
        volume=[volumes.get(name, usual_volume) for name in names],
        targets_unbiased=stand.reindex(names, fill_value=0.0),
    ).reset_index(drop=True)


def distributions(labels: pd.DataFrame, weights: Floats, survey: Survey, target: Target) -> pd.DataFrame:
    """Histograms of all pairs, double wells and targets: columns of `DISTRIBUTIONS`.

    Parameters are those of `describe`.
    """
    groups = {
        WELLS: labels.verdict.isin(DOUBLE_WELLS).to_numpy(),
        target.name: target.is_target(labels).to_numpy(),
    }
    tables = [DISTRIBUTIONS.empty()]
    for name in QUANTITIES:
        bins = edges(name)
        counts = survey.counts.get(name, np.zeros(0, dtype=np.int64))
        histograms = [(ALL, counts, counts.astype(float))]
        values = quantity(labels, name)
        for group, members in groups.items():
            counts = np.histogram(values[members], bins)[0]
            stand = np.histogram(values[members], bins, weights=weights[members])[0]
            histograms.append((group, counts, stand))
        for group, counts, stand in histograms:
            some = np.flatnonzero(counts)
            if len(some):
                shown = slice(some[0], some[-1] + 1)
                columns = {"low": bins[:-1], "high": bins[1:], "count": counts, "unbiased": stand}
                rows = pd.DataFrame({column: each[shown] for column, each in columns.items()})
                tables.append(rows.assign(quantity=name, group=group))
    return pd.concat([table for table in tables if len(table)] or tables, ignore_index=True)


def compare(labels: pd.DataFrame, weights: Floats, survey: Survey, target: Target) -> pd.DataFrame:
    """Compare the search with the dynamical filter min(T_ab, T_ba) >= 4: columns of `PROCEDURES`.

    The filter is that of Khomenko et al., Phys. Rev. Lett. 124, 225901 (2020). Both procedures are evaluated
    on the samples whose transitions were counted. Without such samples, the filter is left out. Parameters
    are those of `describe`.
    """
    here = labels["sample"].isin(survey.filtered or survey.pairs).to_numpy()
    is_target = target.is_target(labels).to_numpy() & here
    rows = [("search", here.sum(), is_target.sum(), np.nan)]
    if survey.filtered:
        both = is_target & passes(labels).to_numpy()
        rows.append(("dynamical filter", sum(survey.filtered.values()), both.sum(), weights[both].sum()))
    table = pd.DataFrame(rows, columns=["procedure", "computed", "found", "unbiased"])
    expected = table.unbiased.fillna(table.found)
    return table.assign(per_target=(table.computed / expected).where(expected > 0))
