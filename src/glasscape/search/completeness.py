"""How many wanted pairs are still unfound, from what audits found of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit

from glasscape.learning.calibration import draw_calibrations, log_odds
from glasscape.search.labels import AUDIT, usable
from glasscape.search.select import stratum_of
from glasscape.search.target import Target

# of the posterior that the interval is read from
SAMPLES = 20_000
LOW, HIGH = 0.05, 0.95
# How far the log-odds of the models may be off before any audit: by a factor of exp(+-0.3).
DOUBT = 0.3
# probabilities are kept this far from certainty
CERTAIN = 1e-9


@dataclass(frozen=True)
class Completeness:
    """How many wanted pairs there are.

    Attributes
    ----------
    found : int
        Found so far.
    left, left_low, left_high : float
        Mean of the number left, and the limits of its 90 % interval.
    audited, audited_wanted : int
        Pairs of all audits with a result, and how many of them were wanted.
    expected_wanted : float
        How many of them the models expected to be.
    unbiased_total, unbiased_error : float or None
        Mean and standard error of the number of wanted pairs in all, from the random draws alone; None when
        audits were too small to draw from every stratum.
    """

    found: int
    left: float
    left_low: float
    left_high: float
    audited: int
    audited_wanted: int
    expected_wanted: float
    unbiased_total: float | None
    unbiased_error: float | None


def estimate(labels: pd.DataFrame, strata: Sequence[pd.DataFrame], target: Target) -> Completeness | None:
    """Estimate how many wanted pairs are left after the last of some iterations.

    The audits of all iterations recalibrate the predicted probabilities: a logistic curve of their log-odds,
    fitted to what became of the audited pairs and drawn towards the predicted probabilities themselves. Its
    parameters are drawn from their posterior; the number left is then a Poisson number around the sum of the
    recalibrated probabilities, taking every stratum at its mean.

    The unbiased total of an iteration counts every wanted pair that was known before or taken as one of the
    best, and every wanted pair of the audit as often as it stands for others (Horvitz and Thompson,
    J. Am. Stat. Assoc. 47, 663 (1952)). It does not rest on the probabilities; for its error alone, one draw
    with the predicted rate is added to those of every stratum. The mean over iterations weights each by the
    precision that the probabilities promise, which is settled before any draw.

    Parameters
    ----------
    labels : DataFrame
        Everything computed so far.
    strata : sequence of DataFrame
        Those of `Selection` for iterations 1, 2, ...
    target : Target
        What is wanted.

    Returns
    -------
    Completeness or None
        None when nothing was audited.
    """
    audit = usable(labels[labels.reason == AUDIT])
    if audit.empty or not strata:
        return None
    wanted = target.wanted(audit).to_numpy()
    rng = np.random.default_rng(len(labels))
    predicted = log_odds(audit.wanted_probability.to_numpy(), CERTAIN)
    slopes, offsets = draw_calibrations(predicted, wanted, DOUBT, SAMPLES, rng)
    last = strata[-1]
    pairs = (last.pairs - last.audited).to_numpy()
    mean = log_odds(last.expected.to_numpy() / np.maximum(pairs, 1), CERTAIN)
    expected = expit(slopes[:, None] * mean + offsets[:, None]) @ pairs
    left = rng.poisson(expected)
    total, error = _unbiased(labels, audit, strata, target)
    return Completeness(
        found=int(target.wanted(labels).sum()),
        left=float(expected.mean()),
        left_low=float(np.quantile(left, LOW)),
        left_high=float(np.quantile(left, HIGH)),
        audited=len(audit),
        audited_wanted=int(wanted.sum()),
        expected_wanted=float(audit.wanted_probability.sum()),
        unbiased_total=total,
        unbiased_error=error,
    )


def _unbiased(
    labels: pd.DataFrame, audit: pd.DataFrame, strata: Sequence[pd.DataFrame], target: Target
) -> tuple[float, float] | tuple[None, None]:
    """Mean of the totals of all iterations, and its standard error."""
    totals, variances, promised = [], [], []
    for iteration, layout in enumerate(strata, start=1):
        now = labels.iteration == iteration
        known = labels[(labels.iteration < iteration) | (now & (labels.reason != AUDIT))]
        total, variance, promise = float(target.wanted(known).sum()), 0.0, 0.0
        drawn = audit[audit.iteration == iteration]
        stratum = stratum_of(drawn.wanted_probability)
        for number, size in enumerate(layout.pairs):
            if size == 0:
                continue
            rows = drawn[stratum == number]
            n, hits = len(rows), int(target.wanted(rows).sum())
            if n == 0:
                return None, None
            total += size * hits / n
            rate = (hits + layout.expected[number] / max(size - n, 1)) / (n + 1)
            variance += size**2 * (1.0 - n / size) * rate * (1.0 - rate) / n
            promise += size * layout.expected[number] / n
        totals.append(total)
        variances.append(variance)
        promised.append(promise)
    precisions = 1.0 / np.maximum(promised, CERTAIN)
    weights = precisions / precisions.sum()
    return float(weights @ totals), float(np.sqrt(np.square(weights) @ variances))
