"""Scores that become probabilities: of pairs that are given 0.2, one in five is one."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, log_expit, log_ndtr, logit, ndtr

from glasscape.arrays import Flags, Floats


@dataclass(frozen=True)
class Calibration:
    """A curve from scores to a probability (Platt scaling, for one score or more).

    Attributes
    ----------
    slopes : tuple of float
        One for every score.
    offset : float
        The curve is a function of slopes . scores + offset.
    normal : bool
        Whether it is the cumulative normal distribution, which suits distances with a normal error, or the
        logistic curve, which suits log-odds.
    """

    slopes: tuple[float, ...]
    offset: float
    normal: bool = False

    def probability(self, *scores: Floats) -> Floats:
        """Probabilities that belong to the scores, each of shape (n,)."""
        exponent = np.dot(self.slopes, np.array(scores)) + self.offset
        return np.asarray(ndtr(exponent) if self.normal else expit(exponent))


def log_odds(probability: Floats, certain: float) -> Floats:
    """Logarithms of p / (1 - p), of probabilities kept by `certain` away from 0 and 1."""
    return np.asarray(logit(np.clip(probability, certain, 1.0 - certain)))


def calibrate(
    scores: Sequence[Floats],
    happened: Flags,
    expected: Sequence[float],
    normal: bool = False,
) -> Calibration:
    """Fit the curve to the scores of rows that the models were not trained on.

    Slopes stay positive. Their logarithms and the offset are drawn, with a standard deviation of one, towards
    those of `expected` and towards zero: a few rows alone make no steep curve.

    Parameters
    ----------
    scores : sequence of ndarray, each of shape (n,)
        The higher, the more likely.
    happened : ndarray of bool, shape (n,)
        What came of it.
    expected : sequence of float
        Slopes in the absence of rows, positive.
    normal : bool
        The curve, as in `Calibration`.
    """
    ones = np.ones(len(expected) + 1)
    mode = _fit(np.array(scores), happened, np.array(expected), normal, ones)
    slopes = np.array(expected) * np.exp(mode[:-1])
    return Calibration(tuple(slopes.tolist()), float(mode[-1]), normal)


def draw_calibrations(
    scores: Floats, happened: Flags, doubt: float, count: int, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Slopes and offsets of logistic curves that the rows allow, each of shape (count,).

    They are drawn from a normal approximation of the posterior for one score with an expected slope of one.

    Parameters
    ----------
    scores : ndarray, shape (n,)
        Log-odds that were predicted.
    happened : ndarray of bool, shape (n,)
        What came of it.
    doubt : float
        Standard deviation of the logarithm of the slope in the absence of rows.
    count : int
        How many curves.
    rng : Generator
        Randomness.
    """
    prior = np.array([doubt, 1.0])
    mode = _fit(scores[None], happened, np.ones(1), False, prior)
    slope = np.exp(mode[0])
    probability = expit(slope * scores + mode[1])
    # Fisher's information of the logistic curve, and what was known before
    gradient = np.array([slope * scores, np.ones(len(scores))])
    information = (gradient * probability * (1.0 - probability)) @ gradient.T + np.diag(prior**-2.0)
    raised, offset = rng.multivariate_normal(mode, np.linalg.inv(information), count).T
    return np.exp(raised), offset


def _fit(scores: Floats, happened: Flags, expected: Floats, normal: bool, prior: Floats) -> Floats:
    """Most likely logarithms of slope / expected slope, and offset; `prior` are their standard deviations."""
    log_probability = log_ndtr if normal else log_expit

    def cost(parameters: Floats) -> float:
        exponent = expected * np.exp(parameters[:-1]) @ scores + parameters[-1]
        likelihood = np.sum(log_probability(np.where(happened, exponent, -exponent)))
        return float(0.5 * np.sum(np.square(parameters / prior)) - likelihood)

    return np.asarray(minimize(cost, np.zeros(len(expected) + 1), method="BFGS").x)
