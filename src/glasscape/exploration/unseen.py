"""How many minima no trajectory has visited, from how many were visited by one or two."""

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import chain

from scipy.special import gammaincinv, ndtri

CONFIDENCE = 0.9
# gammaincinv(k + 1, CONFIDENCE) is the upper limit of a Poisson mean after k events


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


def chance_of_new(visited: Sequence[set[int]]) -> float:
    """Probability that one more trajectory finds a new minimum: upper limit of 90 %.

    The probability is the fraction of the trajectories that visited a minimum which no other visited, after
    Good, Biometrika 40, 237 (1953). New minima are not counted, because they come together: a trajectory
    that leaves for another region finds many. The limit is that of a Poisson distribution.

    Parameters
    ----------
    visited : sequence of set of int
        Minima that every trajectory visited. Trajectories start at the same configuration with other
        velocities.
    """
    visits = Counter(chain(*visited))
    alone = sum(any(visits[k] == 1 for k in each) for each in visited)
    return min(1.0, float(gammaincinv(alone + 1, CONFIDENCE)) / len(visited))


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
        most = float(gammaincinv(once + 1, CONFIDENCE))
        return Unseen(0.0, 0.0, share * most * most / (2 * (twice + 1)))
    squared = share**2 * once / (4 * (twice + 1) ** 2)
    variance = (
        estimate + squared * (2 * once - 1) ** 2 + squared * once * twice * (once - 1) ** 2 / (twice + 1) ** 2
    )
    quantile = ndtri(0.5 + 0.5 * CONFIDENCE)
    factor = math.exp(quantile * math.sqrt(math.log1p(variance / estimate**2)))
    return Unseen(estimate, estimate / factor, estimate * factor)
