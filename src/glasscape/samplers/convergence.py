"""Have independent runs of a sampler converged? No reference is used.

R-hat and the effective number of samples are those of Vehtari, Gelman, Simpson, Carpenter and Buerkner,
Bayesian Anal. 16, 667 (2021), without ranks. Runs that are trapped in different places have few effective
samples, whatever the correlations within a run.
"""

import math
from typing import NamedTuple

import numpy as np
from scipy.fft import irfft, next_fast_len, rfft
from scipy.special import softmax, stdtrit

from glasscape.arrays import Floats

# probability with which a test of consistent neighbours warns without a reason
LEVEL = 0.01
# effective samples of a reweighted mean below which its bias exceeds its scatter
FEWEST_REWEIGHTED = 100.0
# energies that differ by less than this fraction are equal
SAME = 1e-12


def potential_scale_reduction(series: Floats) -> float:
    """R-hat of the halves of independent runs, series of shape (R, S). It is one if all agree.

    It is infinite if no half changes: nothing shows that they would agree.
    """
    parts = split(series)
    _, within, total = _variances(parts)
    return math.inf if _is_still(parts, within) else float(np.sqrt(total / within))


def effective_samples(series: Floats) -> float:
    """Effective number of samples of all runs together, series of shape (R, S).

    Correlations are summed up to the first pair of lags whose sum is not positive (Geyer). Runs that do not
    change are one sample.
    """
    parts = split(series)
    runs, length = parts.shape
    covariances, within, total = _variances(parts)
    if _is_still(parts, within):
        return 1.0
    correlations = 1.0 - (within - covariances.mean(axis=0) * length / (length - 1)) / total
    pairs = correlations[: 2 * (length // 2)].reshape(-1, 2).sum(axis=1)
    negative = np.flatnonzero(pairs <= 0.0)
    last = int(negative[0]) if len(negative) else len(pairs)
    # the sums decrease for a reversible chain
    time = 2.0 * float(np.minimum.accumulate(pairs[:last]).sum()) - 1.0
    return float(runs * length / max(time, 1.0 / np.log10(runs * length)))


def split(series: Floats) -> Floats:
    """Both halves of every run as runs of their own, series of shape (R, S)."""
    half = series.shape[1] // 2
    return np.concatenate([series[:, :half], series[:, -half:]])


def _is_still(parts: Floats, within: float) -> bool:
    """Whether no part changes, but for rounding errors, by the variance within parts."""
    return within <= (SAME * float(np.abs(parts).max())) ** 2


def _variances(parts: Floats) -> tuple[Floats, float, float]:
    """Autocovariances of every part, shape (R, S), mean variance within parts, and total variance."""
    runs, length = parts.shape
    means = parts.mean(axis=1)
    moved = parts - means[:, None]
    size = next_fast_len(2 * length)
    covariances = irfft(np.abs(rfft(moved, size, axis=1)) ** 2, size, axis=1)[:, :length] / length
    within = float(covariances[:, 0].mean()) * length / (length - 1)
    between = float(means.var(ddof=1)) if runs > 1 else 0.0
    return covariances, within, within * (length - 1) / length + between


def heat_capacity(energies: Floats, temperature: float, centre: float) -> float:
    """Heat capacity of the potential energy, var(U) / T^2, with the fluctuation about `centre`."""
    return float(np.mean((energies - centre) ** 2) / temperature**2)


class Reweighted(NamedTuple):
    """A mean energy at another temperature, and how many samples it rests on.

    Attributes
    ----------
    mean : float
        The mean energy.
    samples : float
        Effective number of samples, 1 / sum_i w_i^2 of the weights w_i (Kish).
    """

    mean: float
    samples: float


def reweighted(energies: Floats, begin: float, end: float) -> Reweighted:
    """Mean energy at inverse temperature `end` from samples at `begin`, by weights."""
    weights = softmax((begin - end) * energies)
    return Reweighted(float(weights @ energies), float(1.0 / np.sum(weights**2)))


def neighbours_disagree(hot: Floats, cold: Floats, temperatures: tuple[float, float]) -> bool:
    """Whether two temperatures contradict each other, energies of shape (R, S) of R independent runs.

    Both are reweighted to the inverse temperature in their middle, where their mean energies must be equal.
    The difference is compared with its scatter between runs by a t-test. Means over few effective samples are
    biased towards their own temperature, all alike, so that there is no contradiction then.
    """
    begin, end = (1.0 / value for value in temperatures)
    middle = 0.5 * (begin + end)
    pairs = [
        (reweighted(one, begin, middle), reweighted(two, end, middle))
        for one, two in zip(hot, cold, strict=True)
    ]
    if min(each.samples for pair in pairs for each in pair) < FEWEST_REWEIGHTED:
        return False
    differences = [one.mean - two.mean for one, two in pairs]
    error = float(np.std(differences, ddof=1)) / np.sqrt(len(differences))
    limit = float(stdtrit(len(differences) - 1, 1.0 - LEVEL / 2.0))
    return bool(abs(np.mean(differences)) > limit * error)
