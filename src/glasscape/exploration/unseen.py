"""How many minima no trajectory has visited, from how many were visited by one or two."""

import math
from collections.abc import Collection
from dataclasses import dataclass

from scipy.stats import chi2, norm

CONFIDENCE = 0.9


@dataclass(frozen=True)
class Unseen:
    """Number of minima that no trajectory has visited.

    Attributes
    ----------
    estimate : float
        The number of Chao (Biometrics 43, 783 (1987)). It is a lower bound if some minima are visited less
        easily than others.
    low, high : float
        Its 90 % interval: log-normal, with the variance of Chao (Colwell et al., J. Plant Ecol. 5, 3 (2012)).
    """

    estimate: float
    low: float
    high: float


def most_new(visited_by: Collection[int], trajectories: int) -> float:
    """Number of new minima that one more trajectory is expected to bring: upper limit of 90 %.

    The number is that of the minima that a single trajectory visited, divided by the number of trajectories
    (Good, Biometrika 40, 237 (1953)). The limit is that of a Poisson distribution.

    Parameters
    ----------
    visited_by, trajectories
        As in `count_unseen`.
    """
    once = sum(count == 1 for count in visited_by)
    return float(chi2.ppf(CONFIDENCE, 2 * (once + 1))) / (2 * trajectories)


def count_unseen(visited_by: Collection[int], trajectories: int) -> Unseen | None:
    """Estimate the number of minima that no trajectory has visited; None for a single trajectory.

    Parameters
    ----------
    visited_by : collection of int
        Number of trajectories that visited each minimum.
    trajectories : int
        Number of trajectories. They start at the same configuration with other velocities.
    """
    if trajectories < 2:
        return None
    once, twice = (sum(count == times for count in visited_by) for times in (1, 2))
    share = (trajectories - 1) / trajectories
    estimate = share * once * (once - 1) / (2 * (twice + 1))
    if estimate == 0.0:
        # none or one was visited once: the largest number that this does not exclude
        most = float(chi2.ppf(CONFIDENCE, 2 * (once + 1))) / 2
        return Unseen(0.0, 0.0, share * most * most / (2 * (twice + 1)))
    squared = share**2 * once / (4 * (twice + 1) ** 2)
    variance = (
        estimate + squared * (2 * once - 1) ** 2 + squared * once * twice * (once - 1) ** 2 / (twice + 1) ** 2
    )
    quantile = norm.ppf(0.5 + 0.5 * CONFIDENCE)
    factor = math.exp(quantile * math.sqrt(math.log1p(variance / estimate**2)))
    return Unseen(estimate, estimate / factor, estimate * factor)
