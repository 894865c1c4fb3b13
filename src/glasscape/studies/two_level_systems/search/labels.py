"""Labels: the results of all pairs computed up to an iteration."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from glasscape.arrays import Flags
from glasscape.studies.two_level_systems.exact.tables import OUTCOME
from glasscape.studies.two_level_systems.pairs.tables import KEY
from glasscape.studies.two_level_systems.search.target import Target
from glasscape.tunnelling.verdict import DOUBLE_WELLS, TWO_LEVEL_SYSTEM

# reasons of pairs: best by the models, or drawn at random for an audit of the models
BEST, AUDIT = "best", "audit"


def extend_labels(
    earlier: pd.DataFrame | None,
    selected: pd.DataFrame,
    exact: Sequence[pd.DataFrame],
    iteration: int,
) -> pd.DataFrame:
    """Add the results of one iteration to the labels of the previous iterations.

    Parameters
    ----------
    earlier : DataFrame or None
        Labels of the previous iterations; None for iteration 0.
    selected : DataFrame
        Pairs chosen in this iteration, columns of `selected_table`.
    exact : sequence of DataFrame
        Their exact results, batch by batch, columns of `EXACT`.
    iteration : int
        Number of this iteration.
    """
    results = pd.concat(exact, ignore_index=True)[[*KEY, *(c.name for c in OUTCOME)]]
    new = selected.merge(results, on=KEY, how="left", validate="one_to_one")
    new["iteration"] = iteration
    return new if earlier is None else pd.concat([earlier, new], ignore_index=True)


def is_usable(labels: pd.DataFrame) -> pd.Series:
    """Which labels can be used for training: their calculation has not failed and has converged."""
    return labels.status == "ok"


def usable(labels: pd.DataFrame) -> pd.DataFrame:
    """Labels that can be used for training."""
    return labels[is_usable(labels)]


def was_drawn(labels: pd.DataFrame) -> Flags:
    """Which pairs no model chose, shape (n,): those of the first iteration and audits.

    Scores of pairs that earlier models chose are not those of all pairs: these are the hard ones.
    """
    return np.asarray(labels.reason != BEST)


def is_vibration(results: pd.DataFrame, suffix: str = "") -> pd.Series:
    """Which pairs do not tunnel, for a substance. False if that is not known.

    Both lowest levels are in one well, or one of them is above the barrier.
    """
    same_well, above = (results[f"{name}{suffix}"] for name in ("same_well", "above_barrier"))
    return same_well.fillna(False).astype(bool) | above.fillna(False).astype(bool)


def too_few_to_learn(labels: pd.DataFrame, fewest: int, target: Target) -> str | None:
    """The reason why the labels do not suffice for training, or None.

    Each class needs `fewest` pairs. At least `fewest` double wells need a value of the target.
    """
    training = usable(labels)
    is_well = training.verdict.isin(DOUBLE_WELLS)
    few = too_few(is_well.to_numpy(), fewest)
    if few is not None:
        failed = labels.message[labels.status == "failed"]
        if 2 * len(failed) > len(labels):
            return (
                f"{len(failed)} of {len(labels)} calculations failed, the first with: {failed.iloc[0]}; "
                "correct the cause and run again with --forcerun exact"
            )
        return (
            f"{few}; raise two_level_systems.search.initial.pairs or widen the filters under "
            "two_level_systems.pairs (computed paths are kept)"
        )
    valued = int(np.isfinite(target.scaled(training[is_well])).sum())
    if valued >= fewest:
        return None
    return (
        f"{valued} double wells with a value of {target.column} are too few for training, {fewest} are "
        "needed; choose another two_level_systems.search.target.column or raise "
        "two_level_systems.search.initial.pairs"
    )


def too_few(is_well: Flags, fewest: int) -> str | None:
    """The reason why there are too few double wells or too few other pairs, or None."""
    wells, others = int(is_well.sum()), int((~is_well).sum())
    if min(wells, others) >= fewest:
        return None
    return (
        f"{wells} double wells and {others} other pairs are too few for training, {fewest} of each are needed"
    )


def without(pairs: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """The pairs that are not among the others."""
    known = pd.MultiIndex.from_frame(others[KEY])
    return pairs[~pd.MultiIndex.from_frame(pairs[KEY]).isin(known)]


def count_iterations(labels: pd.DataFrame, target: Target) -> pd.DataFrame:
    """Numbers of pairs computed, double wells, targets, two-level systems and failures in every iteration."""
    flags = pd.DataFrame(
        {
            "iteration": labels.iteration,
            "computed": 1,
            "double_wells": labels.verdict.isin(DOUBLE_WELLS).astype(int),
            "targets": target.is_target(labels).astype(int),
            "two_level_systems": (labels[f"verdict{target.suffix}"] == TWO_LEVEL_SYSTEM).astype(int),
            "targets_vibrational": (target.is_target(labels) & is_vibration(labels, target.suffix)).astype(
                int
            ),
            "not_converged": (labels.status == "not converged").astype(int),
            "failed": (labels.status == "failed").astype(int),
        }
    )
    return flags.groupby("iteration").sum()
