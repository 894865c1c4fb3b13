"""How many targets are still unfound, from what audits found of them."""

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

# of the posterior that the interval is read from
SAMPLES = 20_000
LOW, HIGH = 0.05, 0.95
# How far the log-odds of the models may be off before any audit: by a factor of exp(+-0.3).
DOUBT = 0.3
# probabilities are kept this far from certainty
PROBABILITY_CLIP = 1e-9


@dataclass(frozen=True)
class Completeness:
    """How many targets there are.

    Attributes
    ----------
    found : int
        Found so far.
    left, left_low, left_high : float
        Mean of the number left, and the limits of its 90 % interval.
    audited, audited_targets : int
        Pairs of all audits with a result, and how many of them were wanted.
    expected_targets : float
        How many of them the models expected to be.
    unbiased_total, unbiased_error : float or None
        Number of targets in all from the last audit alone, without the models, and its standard error;
        None when that was too small to draw from every stratum.
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
    """Estimate how many targets are left after the last of some iterations.

    The audits of all iterations recalibrate the predicted probabilities: a logistic curve of their log-odds,
    fitted to what became of the audited pairs and drawn towards the predicted probabilities themselves. Its
    parameters are drawn from their posterior; the number left is then a Poisson number around the sum of the
    recalibrated probabilities, taking every stratum at its mean.

    Parameters
    ----------
    labels : DataFrame
        Everything computed so far.
    strata : sequence of DataFrame
        Those of `Selection` for iterations 1, 2, ...
    target : Target
        What the search looks for.

    Returns
    -------
    Completeness or None
        None when nothing was audited.
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
    """How many pairs every label stands for, so that sums over labels have no bias.

    A pair that was known before the last audit, or taken as one of the best beside it, stands for itself; one
    of the last audit stands for its part of a stratum.

    Parameters
    ----------
    labels : DataFrame
        Everything computed so far.
    strata : sequence of DataFrame
        Those of `Selection` for iterations 1, 2, ...

    Returns
    -------
    ndarray, shape (len(labels),)
        NaN when the last audit could not draw from every stratum, or when there was none.
    """
    audit = _last_audit(labels, strata)
    if audit is None:
        return np.full(len(labels), np.nan)
    # one that failed says nothing
    weights = np.where(_of_last_audit(labels, strata), 0.0, 1.0)
    weights[audit.rows] = (audit.size / np.maximum(audit.drawn, 1))[audit.stratum]
    return weights


def unbiased(
    labels: pd.DataFrame, strata: Sequence[pd.DataFrame], which: pd.Series
) -> tuple[float, float] | tuple[None, None]:
    """Number of pairs of some kind in all, and its standard error.

    It counts every pair as often as `represented` says (Horvitz and Thompson, J. Am. Stat. Assoc. 47, 663
    (1952)), so that it does not rest on predictions; for the error alone, one draw with the predicted rate of
    targets is added to those of every stratum.

    Parameters
    ----------
    labels, strata
        As in `represented`.
    which : Series of bool
        Labels of that kind.
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
    """Rows of an audit with results, their strata, and size, draws and expected targets of these."""

    rows: Flags
    stratum: Integers
    size: Floats
    drawn: Floats
    expected: Floats


def _of_last_audit(labels: pd.DataFrame, strata: Sequence[pd.DataFrame]) -> Flags:
    return ((labels.iteration == len(strata)) & (labels.reason == AUDIT)).to_numpy(np.bool_)


def _last_audit(labels: pd.DataFrame, strata: Sequence[pd.DataFrame]) -> _Audit | None:
    """None when there is none, or when a stratum has no draw."""
    rows = _of_last_audit(labels, strata) & is_usable(labels).to_numpy()
    if not rows.any() or not strata:
        return None
    size, expected = (strata[-1][name].to_numpy(np.float64) for name in ("pairs", "expected"))
    stratum = stratum_of(labels.target_probability[rows])
    counts = np.bincount(stratum, minlength=len(size)).astype(np.float64)
    if np.any((size > 0) & (counts == 0)):
        return None
    return _Audit(rows, stratum, size, counts, expected)
