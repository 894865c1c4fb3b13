"""How many wanted pairs are still unfound, from what audits found of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit

from glasscape.learning.calibration import draw_calibrations, log_odds
from glasscape.search.labels import AUDIT, usable
from glasscape.search.select import stratum_of
from glasscape.search.target import Target

Floats = NDArray[np.float64]

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

    The unbiased total counts every wanted pair as often as `represented` says (Horvitz and Thompson, J. Am.
    Stat. Assoc. 47, 663 (1952)). It does not rest on the probabilities; for its error alone, one draw with
    the predicted rate is added to those of every stratum.

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
    total, error = _unbiased(labels, strata, target)
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


def represented(labels: pd.DataFrame, strata: Sequence[pd.DataFrame]) -> Floats | None:
    """How many pairs every label stands for, so that sums over labels have no bias.

    In any iteration a pair that was known before or taken as one of the best stands for itself, and one of
    the audit for its part of a stratum. The mean over iterations weights each by the precision that the
    probabilities promise, which is settled before any draw.

    Parameters
    ----------
    labels : DataFrame
        Everything computed so far.
    strata : sequence of DataFrame
        Those of `Selection` for iterations 1, 2, ...

    Returns
    -------
    ndarray, shape (len(labels),), or None
        None when nothing was audited, or when audits were too small to draw from every stratum.
    """
    audits = _Audits.of(labels, strata)
    if audits is None:
        return None
    weights = audits.weights()
    # an iteration counts what was known before it
    known = np.append(np.cumsum(weights[::-1])[::-1], 0.0)
    iteration = labels.iteration.to_numpy()
    audited = (labels.reason == AUDIT).to_numpy()
    drawn = audited & (labels.status == "ok").to_numpy()
    stands = np.where(audited, 0.0, 1.0)
    place = iteration[drawn] - 1, stratum_of(labels.wanted_probability[drawn])
    stands[drawn] = (audits.pairs / np.maximum(audits.drawn, 1))[place]
    answer: Floats = known[iteration] + np.append(0.0, weights)[iteration] * stands
    return answer


@dataclass(frozen=True, eq=False)
class _Audits:
    """Size, draws and expected wanted pairs of every stratum; arrays of shape (iterations, strata)."""

    pairs: Floats
    drawn: Floats
    expected: Floats

    @classmethod
    def of(cls, labels: pd.DataFrame, strata: Sequence[pd.DataFrame]) -> "_Audits | None":
        audit = usable(labels[labels.reason == AUDIT])
        if audit.empty or not strata:
            return None
        pairs = np.array([layout.pairs for layout in strata], dtype=float)
        drawn = _count(audit, pairs.shape)
        if np.any((pairs > 0) & (drawn == 0)):
            return None
        return cls(pairs, drawn, np.array([layout.expected for layout in strata], dtype=float))

    def weights(self) -> Floats:
        """Of every iteration: its precision, if the probabilities were right."""
        promised = np.sum(self.pairs * self.expected / np.maximum(self.drawn, 1), axis=1)
        precisions = 1.0 / np.maximum(promised, CERTAIN)
        weights: Floats = precisions / precisions.sum()
        return weights

    def error(self, hits: Floats) -> float:
        """Standard error of the number of wanted pairs, of which `hits` were drawn from every stratum."""
        n, size = np.maximum(self.drawn, 1), np.maximum(self.pairs, 1)
        # one draw with the predicted rate is added: no stratum is certain
        rate = (hits + self.expected / np.maximum(self.pairs - self.drawn, 1)) / (n + 1)
        variances = self.pairs**2 * (1.0 - n / size) * rate * (1.0 - rate) / n
        return float(np.sqrt(np.square(self.weights()) @ variances.sum(axis=1)))


def _count(audit: pd.DataFrame, shape: tuple[int, int]) -> Floats:
    """Audited pairs of every iteration and stratum."""
    counts = np.zeros(shape)
    np.add.at(counts, (audit.iteration.to_numpy() - 1, stratum_of(audit.wanted_probability)), 1.0)
    return counts


def _unbiased(
    labels: pd.DataFrame, strata: Sequence[pd.DataFrame], target: Target
) -> tuple[float, float] | tuple[None, None]:
    """Number of wanted pairs in all, and its standard error."""
    audits, weights = _Audits.of(labels, strata), represented(labels, strata)
    if audits is None or weights is None:
        return None, None
    wanted = target.wanted(labels)
    hits = _count(labels[wanted & (labels.reason == AUDIT)], audits.pairs.shape)
    return float(weights[wanted].sum()), audits.error(hits)
