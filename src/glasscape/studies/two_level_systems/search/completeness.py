"""Estimates of the number of targets left, and of all targets."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from glasscape.arrays import Flags, Floats, Integers
from glasscape.studies.two_level_systems.search.forecast import batch_of, drawn_before, forecast
from glasscape.studies.two_level_systems.search.labels import AUDIT, is_usable, usable
from glasscape.studies.two_level_systems.search.select import by_decade, decade_of
from glasscape.studies.two_level_systems.search.target import Target

LOW, HIGH = 0.05, 0.95

# the number of all targets is not estimated from fewer audited pairs
FEWEST_AUDITED = 6


@dataclass(frozen=True)
class Completeness:
    """Estimates of the number of targets.

    Attributes
    ----------
    found : int
        Targets found so far.
    left, left_low, left_high : float
        Mean of the number of targets left, and the limits of its 90 % interval.
    batch_targets : int
        Targets in the last batch.
    batch_low, batch_high : float
        90 % interval for `batch_targets`, predicted before the batch was computed.
    audited, audited_targets : int
        Pairs of all audits with a result, and the number of targets among them.
    expected_targets : float
        Number of targets among them that the models expected.
    unbiased_total, unbiased_error : float or None
        Number of all targets, found or not, estimated from the last audit without the models, and its
        standard error. None if that audit has few results, or none from some decade of the target
        probability.
    """

    found: int
    left: float
    left_low: float
    left_high: float
    batch_targets: int
    batch_low: float
    batch_high: float
    audited: int
    audited_targets: int
    expected_targets: float
    unbiased_total: float | None
    unbiased_error: float | None


def estimate(
    labels: pd.DataFrame,
    strata: Sequence[pd.DataFrame],
    target: Target,
    out_of_fold: pd.DataFrame | None = None,
) -> Completeness | None:
    """Estimate the number of targets left after the last iteration.

    The results of all batches, best pairs and audits, and of the first pairs show how the rate of targets
    falls in the order of the models; `forecast` continues it to the pairs left.

    Parameters
    ----------
    labels : DataFrame
        Labels of all pairs computed so far, columns of `labels_table`.
    strata : sequence of DataFrame
        `Selection.strata` of iterations 1, 2, ...
    target : Target
        The target of the search.
    out_of_fold : DataFrame or None
        `Models.out_of_fold` of the last iteration. If None, first pairs and earlier audits do not count.

    Returns
    -------
    Completeness or None
        None if no audited pair has a result.
    """
    audit = usable(labels[labels.reason == AUDIT])
    if audit.empty or not strata:
        return None
    batches = [
        batch_of(labels[labels.iteration == k], each, target) for k, each in enumerate(strata, start=1)
    ]
    rng = np.random.default_rng(len(labels))
    last = batches[-1]
    folds = None if out_of_fold is None else drawn_before(labels, out_of_fold, last, target)
    left = forecast(batches, folds, last, last.left, rng)
    brought = forecast(batches[:-1], folds, last, last.computed, rng)
    total, error = unbiased(labels, strata, target.is_target(labels))
    return Completeness(
        found=int(target.is_target(labels).sum()),
        left=float(left.mean()),
        left_low=float(np.quantile(left, LOW)),
        left_high=float(np.quantile(left, HIGH)),
        batch_targets=int(last.targets.sum()),
        batch_low=float(np.quantile(brought, LOW)),
        batch_high=float(np.quantile(brought, HIGH)),
        audited=len(audit),
        audited_targets=int(target.is_target(audit).sum()),
        expected_targets=float(audit.target_probability.sum()),
        unbiased_total=total,
        unbiased_error=error,
    )


def represented(labels: pd.DataFrame, strata: Sequence[pd.DataFrame]) -> Floats:
    """Number of pairs that every label represents. Sums with these weights have no bias.

    The weight is 1 for pairs computed before the last audit and for the best pairs of the same iteration. A
    pair of the last audit has the size of its decade of the target probability divided by the number of
    results from it.

    Parameters
    ----------
    labels : DataFrame
        Labels of all pairs computed so far, columns of `labels_table`.
    strata : sequence of DataFrame
        `Selection.strata` of iterations 1, 2, ...

    Returns
    -------
    ndarray, shape (len(labels),)
        The weights. NaN if the last audit has no result from some decade, or fewer than `FEWEST_AUDITED`.
    """
    audit = _last_audit(labels, strata)
    if audit is None:
        return np.full(len(labels), np.nan)
    # failed calculations have the weight 0
    weights = np.where(_of_last_audit(labels, strata), 0.0, 1.0)
    weights[audit.rows] = (audit.size / np.maximum(audit.drawn, 1))[audit.decade]
    return weights


def unbiased(
    labels: pd.DataFrame, strata: Sequence[pd.DataFrame], which: pd.Series
) -> tuple[float, float] | tuple[None, None]:
    """Number of all pairs of one kind, computed or not, and its standard error.

    The estimate is the sum of the weights of `represented` (Horvitz and Thompson, J. Am. Stat. Assoc. 47, 663
    (1952)). It does not depend on predictions. The error does: one draw with the predicted rate of targets is
    added to those of every decade.

    Parameters
    ----------
    labels, strata
        As in `represented`.
    which : Series of bool
        Labels of this kind.

    Returns
    -------
    tuple of float, or of None
        Number and error; both None where `represented` is NaN.
    """
    audit = _last_audit(labels, strata)
    if audit is None:
        return None, None
    hits = np.bincount(audit.decade[which.to_numpy()[audit.rows]], minlength=len(audit.size))
    n, size = np.maximum(audit.drawn, 1), np.maximum(audit.size, 1)
    rate = (hits + audit.expected / np.maximum(audit.size - audit.drawn, 1)) / (n + 1)
    variance = audit.size**2 * (1.0 - n / size) * rate * (1.0 - rate) / n
    return float(represented(labels, strata)[which.to_numpy()].sum()), float(np.sqrt(variance.sum()))


class _Audit(NamedTuple):
    """Rows of an audit with results, their decades, and size, results and expected targets of each decade."""

    rows: Flags
    decade: Integers
    size: Floats
    drawn: Floats
    expected: Floats


def _of_last_audit(labels: pd.DataFrame, strata: Sequence[pd.DataFrame]) -> Flags:
    return ((labels.iteration == len(strata)) & (labels.reason == AUDIT)).to_numpy(np.bool_)


def _last_audit(labels: pd.DataFrame, strata: Sequence[pd.DataFrame]) -> _Audit | None:
    """The last audit; None if there is none, or if it has few results or none from some decade."""
    rows = _of_last_audit(labels, strata) & is_usable(labels).to_numpy()
    if not strata or rows.sum() < FEWEST_AUDITED:
        return None
    decades = by_decade(strata[-1])
    size, expected = (decades[name].to_numpy(np.float64) for name in ("pairs", "expected"))
    decade = decade_of(labels.target_probability[rows])
    counts = np.bincount(decade, minlength=len(size)).astype(np.float64)
    if np.any((size > 0) & (counts == 0)):
        return None
    return _Audit(rows, decade, size, counts, expected)
