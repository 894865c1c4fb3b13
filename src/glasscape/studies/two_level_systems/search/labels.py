"""Everything known after an iteration."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from glasscape.studies.two_level_systems.exact.tables import OUTCOME
from glasscape.studies.two_level_systems.pairs.tables import KEY
from glasscape.studies.two_level_systems.search.target import Target
from glasscape.tunnelling.verdict import DOUBLE_WELLS, TWO_LEVEL_SYSTEM

# reasons of pairs that models chose, and of those drawn to check on them
BEST, AUDIT = "best", "audit"


def extend_labels(
    earlier: pd.DataFrame | None,
    selected: pd.DataFrame,
    exact: Sequence[pd.DataFrame],
    iteration: int,
) -> pd.DataFrame:
    """Add the results of one iteration to the labels of the iterations before.

    Parameters
    ----------
    earlier : DataFrame or None
        Labels of the iterations before; None for iteration 0.
    selected : DataFrame
        The pairs chosen in this iteration.
    exact : sequence of DataFrame
        Their exact results, batch by batch.
    iteration : int
        Number of this iteration.
    """
    results = pd.concat(exact, ignore_index=True)[[*KEY, *(c.name for c in OUTCOME)]]
    new = selected.merge(results, on=KEY, how="left", validate="one_to_one")
    new["iteration"] = iteration
    return new if earlier is None else pd.concat([earlier, new], ignore_index=True)


def is_usable(labels: pd.DataFrame) -> pd.Series:
    """Which labels teach something: the calculation neither failed nor stayed unconverged."""
    return labels.status == "ok"


def usable(labels: pd.DataFrame) -> pd.DataFrame:
    """Labels that teach something."""
    return labels[is_usable(labels)]


def in_one_well(results: pd.DataFrame, suffix: str = "") -> pd.Series:
    """Which pairs have both lowest levels in one well, for a substance; tables of known labels do not say."""
    return results[f"same_well{suffix}"].fillna(False).astype(bool)


def too_few_to_learn(labels: pd.DataFrame, fewest: int, target: Target) -> str | None:
    """Why the labels are not enough to train on, or None.

    Each class needs `fewest` pairs, and as many double wells need a value of the target.
    """
    lessons = usable(labels)
    is_well = lessons.verdict.isin(DOUBLE_WELLS)
    wells, others = int(is_well.sum()), int((~is_well).sum())
    if min(wells, others) >= fewest:
        valued = int(np.isfinite(target.scaled(lessons[is_well])).sum())
        if valued >= fewest:
            return None
        return (
            f"{valued} double wells with a value of {target.column} are too few to learn from, {fewest} are "
            "needed; choose another search.target.column or raise search.initial.pairs"
        )
    return (
        f"{wells} double wells and {others} other pairs are too few to learn from, {fewest} of each are "
        "needed; raise search.initial.pairs or widen the filters under pairs (what is computed is kept)"
    )


def without(pairs: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """The pairs that are not among the labels."""
    known = pd.MultiIndex.from_frame(labels[KEY])
    return pairs[~pd.MultiIndex.from_frame(pairs[KEY]).isin(known)]


def count_iterations(labels: pd.DataFrame, target: Target) -> pd.DataFrame:
    """Counts of every iteration: pairs computed, double wells, targets, two-level systems, failures."""
    flags = pd.DataFrame(
        {
            "iteration": labels.iteration,
            "computed": 1,
            "double_wells": labels.verdict.isin(DOUBLE_WELLS).astype(int),
            "targets": target.is_target(labels).astype(int),
            "two_level_systems": (labels.verdict == TWO_LEVEL_SYSTEM).astype(int),
            "targets_in_one_well": (target.is_target(labels) & in_one_well(labels)).astype(int),
            "not_converged": (labels.status == "not converged").astype(int),
            "failed": (labels.status == "failed").astype(int),
        }
    )
    return flags.groupby("iteration").sum()
