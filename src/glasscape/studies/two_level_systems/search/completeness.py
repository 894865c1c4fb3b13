"""Estimate of the number of targets left, from audits."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import expit

from glasscape.arrays import Flags, Floats, Integers
from glasscape.learning.calibration import draw_calibrations, log_odds
from glasscape.studies.two_level_systems.search.labels import AUDIT, is_usable, usable
from glasscape.studies.two_level_systems.search.select import stratum_of
from glasscape.studies.two_level_systems.search.target import Target

# number of samples of the posterior, from which the interval is computed
SAMPLES = 20_000
LOW, HIGH = 0.05, 0.95
# prior standard deviation of the logarithm of the factor by which the log-odds of the models are wrong
DOUBT = 0.3
# probabilities are clipped at this distance from 0 and 1
PROBABILITY_CLIP = 1e-9


@dataclass(frozen=True)
class Completeness:
    """Estimates of the number of targets.

    Attributes
    ----------
    found : int
        Targets found so far.
    left, left_low, left_high : float
        Mean of the number of targets left, and the limits of its 90 % interval.
    audited, audited_targets : int
        Pairs of all audits with a result, and the number of targets among them.
    expected_targets : float
        Number of targets among them that the models expected.
    unbiased_total, unbiased_error : float or None
        Number of all targets, found or not, estimated from the last audit without the models, and its
        standard error. None if that audit has no result from some stratum.
    """

    found: int
    left: float
    left_low: float
    left_high: float
    audited: int
    audited_targets: int
    expected_targets: float
    unbiased_total: float | None
    unbiased_error: float | None


def estimate(labels: pd.DataFrame, strata: Sequence[pd.DataFrame], target: Target) -> Completeness | None:
    """Estimate the number of targets left after the last iteration.

    The audits of all iterations recalibrate the predicted probabilities. A logistic function of their
    log-odds is fitted to the results of the audited pairs, with a prior around the predicted probabilities
    themselves. Its parameters are drawn from their posterior. The number of targets left has a Poisson
    distribution whose mean is the sum of the recalibrated probabilities, where every stratum is represented
    by its mean.

    Parameters
    ----------
    labels : DataFrame
        Labels of all pairs computed so far, columns of `labels_table`.
    strata : sequence of DataFrame
        `Selection.strata` of iterations 1, 2, ...
    target : Target
        The target of the search.

    Returns
    -------
    Completeness or None
        None if no audited pair has a result.
    """
    audit = usable(labels[labels.reason == AUDIT])
    if audit.empty or not strata:
        return None
    is_target = target.is_target(audit).to_numpy()
    rng = np.random.default_rng(len(labels))
    predicted = log_odds(audit.target_probability.to_numpy(), PROBABILITY_CLIP)
    slopes, offsets = draw_calibrations(predicted, is_target, DOUBT, SAMPLES, rng)
    last = strata[-1]
    pairs = (last.pairs - last.audited).to_numpy()
    mean = log_odds(last.expected.to_numpy() / np.maximum(pairs, 1), PROBABILITY_CLIP)
    expected = expit(slopes[:, None] * mean + offsets[:, None]) @ pairs
    left = rng.poisson(expected)
    total, error = unbiased(labels, strata, target.is_target(labels))
    return Completeness(
        found=int(target.is_target(labels).sum()),
        left=float(expected.mean()),
        left_low=float(np.quantile(left, LOW)),
        left_high=float(np.quantile(left, HIGH)),
        audited=len(audit),
        audited_targets=int(is_target.sum()),
        expected_targets=float(audit.target_probability.sum()),
        unbiased_total=total,
        unbiased_error=error,
    )


def represented(labels: pd.DataFrame, strata: Sequence[pd.DataFrame]) -> Floats:
    """Number of pairs that every label represents. Sums with these weights have no bias.

    The weight is 1 for pairs computed before the last audit and for the best pairs computed beside it. A pair
    of the last audit has the size of its stratum divided by the number of results from it.

    Parameters
    ----------
    labels : DataFrame
        Labels of all pairs computed so far, columns of `labels_table`.
    strata : sequence of DataFrame
        `Selection.strata` of iterations 1, 2, ...

    Returns
    -------
    ndarray, shape (len(labels),)
        The weights. NaN if there was no audit, or if the last audit has no result from some stratum.
    """
    audit = _last_audit(labels, strata)
    if audit is None:
        return np.full(len(labels), np.nan)
    # failed calculations have the weight 0
    weights = np.where(_of_last_audit(labels, strata), 0.0, 1.0)
    weights[audit.rows] = (audit.size / np.maximum(audit.drawn, 1))[audit.stratum]
    return weights


def unbiased(
    labels: pd.DataFrame, strata: Sequence[pd.DataFrame], which: pd.Series
) -> tuple[float, float] | tuple[None, None]:
    """Number of all pairs of one kind, computed or not, and its standard error.

    The estimate is the sum of the weights of `represented` (Horvitz and Thompson, J. Am. Stat. Assoc. 47, 663
    (1952)). It does not depend on predictions. The error does: one draw with the predicted rate of targets is
    added to those of every stratum.

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
    hits = np.bincount(audit.stratum[which.to_numpy()[audit.rows]], minlength=len(audit.size))
    n, size = np.maximum(audit.drawn, 1), np.maximum(audit.size, 1)
    rate = (hits + audit.expected / np.maximum(audit.size - audit.drawn, 1)) / (n + 1)
    variance = audit.size**2 * (1.0 - n / size) * rate * (1.0 - rate) / n
    return float(represented(labels, strata)[which.to_numpy()].sum()), float(np.sqrt(variance.sum()))


class _Audit(NamedTuple):
    """Rows of an audit with results, their strata, and size, results and expected targets of each stratum."""

    rows: Flags
    stratum: Integers
    size: Floats
    drawn: Floats
    expected: Floats


def _of_last_audit(labels: pd.DataFrame, strata: Sequence[pd.DataFrame]) -> Flags:
    return ((labels.iteration == len(strata)) & (labels.reason == AUDIT)).to_numpy(np.bool_)


def _last_audit(labels: pd.DataFrame, strata: Sequence[pd.DataFrame]) -> _Audit | None:
    """The last audit; None if there is none, or if it has no result from some stratum."""
    rows = _of_last_audit(labels, strata) & is_usable(labels).to_numpy()
    if not rows.any() or not strata:
        return None
    size, expected = (strata[-1][name].to_numpy(np.float64) for name in ("pairs", "expected"))
    stratum = stratum_of(labels.target_probability[rows])
    counts = np.bincount(stratum, minlength=len(size)).astype(np.float64)
    if np.any((size > 0) & (counts == 0)):
        return None
    return _Audit(rows, stratum, size, counts, expected)
