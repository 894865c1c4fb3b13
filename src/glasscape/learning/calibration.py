"""Calibration of scores: of all rows with a predicted probability of 0.2, one in five is positive."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, log_expit, log_ndtr, logit, ndtr

from glasscape.arrays import Flags, Floats


@dataclass(frozen=True)
class Calibration:
    """A function from one or more scores to a probability (Platt scaling).

    Attributes
    ----------
    slopes : tuple of float
        Slope of every score.
    offset : float
        The argument of the function is slopes . scores + offset.
    normal : bool
        Whether the function is the cumulative normal distribution, for distances with a normal error, or the
        logistic function, for log-odds.
    """

    slopes: tuple[float, ...]
    offset: float
    normal: bool = False

    def probability(self, *scores: Floats) -> Floats:
        """Probabilities, shape (n,), for scores that each have shape (n,)."""
        exponent = np.dot(self.slopes, np.array(scores)) + self.offset
        return np.asarray(ndtr(exponent) if self.normal else expit(exponent))


def log_odds(probability: Floats, certain: float) -> Floats:
    """Logarithms of p / (1 - p). Probabilities are clipped to the range from `certain` to 1 - `certain`."""
    return np.asarray(logit(np.clip(probability, certain, 1.0 - certain)))


def calibrate(
    scores: Sequence[Floats],
    happened: Flags,
    expected: Sequence[float],
    normal: bool = False,
) -> Calibration:
    """Fit the function to the scores of rows that the models were not trained on.

    Slopes are positive. Their logarithms have a normal prior around those of `expected`, and the offset has
    one around zero, both with a standard deviation of one. So a few rows alone do not give a steep function.

    Parameters
    ----------
    scores : sequence of ndarray, each of shape (n,)
        Higher scores mean a higher probability.
    happened : ndarray of bool, shape (n,)
        Whether the row is positive.
    expected : sequence of float
        Most likely slopes before any row is known, positive.
    normal : bool
        Kind of function, as in `Calibration`.
    """
    mode = _fit(np.array(scores), happened, np.array(expected), normal)
    slopes = np.array(expected) * np.exp(mode[:-1])
    return Calibration(tuple(slopes.tolist()), float(mode[-1]), normal)


def _fit(scores: Floats, happened: Flags, expected: Floats, normal: bool) -> Floats:
    """Most likely logarithms of slope / expected slope, and offset."""
    log_probability = log_ndtr if normal else log_expit

    def cost(parameters: Floats) -> float:
        exponent = expected * np.exp(parameters[:-1]) @ scores + parameters[-1]
        likelihood = np.sum(log_probability(np.where(happened, exponent, -exponent)))
        return float(0.5 * np.sum(np.square(parameters)) - likelihood)

    return np.asarray(minimize(cost, np.zeros(len(expected) + 1), method="BFGS").x)
