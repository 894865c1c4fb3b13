"""How many targets are left: two laws of the rate of targets, tested by every batch.

The models order all pairs by their target probability before a batch is computed. The results of the batch
show how the rate of targets falls along this order, and the audit shows it beyond the last of the best pairs.
Two laws describe the rate at a pair with predicted probability p and rank r among the pairs not yet computed:

1. 1 / rate = 1 / c + exp(-b) ((1 - p) / p)^a: the recalibrated probability, below a ceiling. Where the models
   are too sure of their best pairs, the ceiling c is low. Then best pairs that are no targets say little
   about the pairs below them.
2. odds exp(b) (1 + r / r_0)^-a, a power of the rank. Models whose probabilities are all wrong may still give
   a good order. r_0 is a fixed part of the batch.

The first pairs and all audits, which no model has chosen, are evidence, too: models that are trained without
their fold predict each of them, as if it had not been computed.

The parameters of a law have a posterior distribution. The weight of a law is the probability that it gave to
the results. Results count half, because neither law is exact (a power posterior, Bissiri, Holmes and Walker,
J. R. Stat. Soc. B 78, 1103 (2016)). Those of earlier iterations count less, because the models have changed,
and so do those of folds: they have calibrated the probabilities already. If few targets are known, the models
of folds lack some of these few, and order the pairs worse than the models that have all.
The number of targets left is drawn from both laws, with an additional scatter of the odds: pairs that are
left differ from those computed.
"""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import expit, logit, logsumexp

from glasscape.arrays import Floats, Integers
from glasscape.studies.two_level_systems.pairs.tables import KEY
from glasscape.studies.two_level_systems.search.labels import AUDIT, BEST, is_usable
from glasscape.studies.two_level_systems.search.select import EDGES, stratum_of
from glasscape.studies.two_level_systems.search.target import Target

# weight of the results of the last iteration: power of their likelihood
TRUST = 0.5
# weight of the results of an iteration, relative to those of the next one
MEMORY = 0.3
# weight of the results of folds, relative to those of the last iteration, and number of known targets below
# which it is smaller in proportion
FOLDS, ENOUGH = 0.5, 20
# variance of the factor between the true odds of a target and those of a law
SCATTER = 0.3
# number of draws
DRAWS = 10_000

# r_0 of the second law, as a part of the batch
PLATEAU = 0.3
# grids of the parameters, in standard deviations of their priors
GRID = np.linspace(-2.5, 2.5, 21)
# first law: a is 1 within a factor exp(0.3), b is 0 within 1
ODDS_SLOPE, ODDS_SPREAD, ODDS_OFFSET = 1.0, 0.3, 1.0
CEILINGS = np.array([1.0, 0.7, 0.5, 0.35, 0.25, 0.15, 0.1, 0.05, 0.02])
# second law: a is 2 within a factor exp(0.4), b is -1 within 2
RANK_SLOPE, RANK_SPREAD, RANK_START, RANK_OFFSET = 2.0, 0.4, -1.0, 2.0

# no model is believed to know that a probability is lower
LOWEST = 1e-6
# log-odds in the middle of every stratum
MIDDLES = np.sqrt(np.append(EDGES[0], EDGES) * np.append(EDGES, 1.0))
LOG_ODDS = logit(np.maximum(MIDDLES, LOWEST))


class Batch(NamedTuple):
    """Results of one iteration and the pairs left, by stratum of the predicted probability, each shape (S,).

    Attributes
    ----------
    computed, targets : ndarray of int
        Pairs computed with a result, and targets among them.
    left : ndarray of int
        Pairs that are left.
    rank : ndarray
        Mean rank of the pairs of a stratum among those that were left before, by probability. 1 is the best.
    size : int
        Number of pairs of the batch.
    weight : float
        Weight of the results, relative to those of the last batch.
    """

    computed: Integers
    targets: Integers
    left: Integers
    rank: Floats
    size: int
    weight: float = 1.0


def batch_of(labels: pd.DataFrame, strata: pd.DataFrame, target: Target) -> Batch:
    """The batch of one iteration.

    Parameters
    ----------
    labels : DataFrame
        Labels of this iteration, columns of `labels_table`.
    strata : DataFrame
        `Selection.strata` of this iteration.
    target : Target
        The target of the search.
    """
    n = len(strata)

    def count(rows: pd.Series) -> Integers:
        return np.bincount(stratum_of(labels.target_probability[rows]), minlength=n)

    usable = is_usable(labels)
    before = strata.pairs.to_numpy() + count(labels.reason != AUDIT)
    above = np.cumsum(before[::-1])[::-1] - before
    return Batch(
        computed=count(usable),
        targets=count(usable & target.is_target(labels)),
        left=(strata.pairs - strata.audited).to_numpy(),
        rank=above + 0.5 * (before + 1.0),
        size=len(labels),
    )


def drawn_before(labels: pd.DataFrame, out_of_fold: pd.DataFrame, batch: Batch, target: Target) -> Batch:
    """Pairs known before a batch that no model had chosen, as if they were computed in this batch.

    Parameters
    ----------
    labels : DataFrame
        Labels of all pairs computed so far, columns of `labels_table`.
    out_of_fold : DataFrame
        `Models.out_of_fold` of the models that have chosen the batch.
    batch : Batch
        The batch.
    target : Target
        The target of the search.
    """
    known = labels.drop(columns="target_probability")
    known = known.merge(out_of_fold[[*KEY, "target_probability"]], on=KEY, validate="one_to_one")
    is_target, drawn = target.is_target(known), known.reason != BEST

    def count(rows: pd.Series) -> Integers:
        return np.bincount(stratum_of(known.target_probability[rows]), minlength=len(batch.computed))

    return batch._replace(
        computed=count(drawn),
        targets=count(drawn & is_target),
        weight=FOLDS * min(1.0, int(is_target.sum()) / ENOUGH),
    )


def forecast(
    batches: Sequence[Batch], folds: Batch | None, of: Batch, counts: Integers, rng: np.random.Generator
) -> Integers:
    """Draw the number of targets among some pairs, from what batches have shown.

    Parameters
    ----------
    batches : sequence of Batch
        Batches with known results, in order.
    folds : Batch or None
        The result of `drawn_before`, if it counts.
    of : Batch
        The batch in whose order the pairs stand.
    counts : ndarray of int, shape (S,)
        Number of the pairs in every stratum.
    rng : Generator
        Source of randomness.

    Returns
    -------
    ndarray of int, shape (DRAWS,)
        The numbers.
    """
    results = [batch._replace(weight=MEMORY**age) for age, batch in enumerate(reversed(batches))]
    if folds is not None:
        results.append(folds)
    evidence, weights, laws = [], [], []
    for law in (lambda _: _recalibrated(), _power_of_rank):
        prior, rates = law(of)
        posterior = prior - logsumexp(prior)
        for batch in results:
            posterior = posterior + TRUST * batch.weight * _log_likelihood(law(batch)[1], batch)
        evidence.append(logsumexp(posterior))
        weights.append(np.exp(posterior - evidence[-1]))
        laws.append(rates)
    likely = np.exp(np.array(evidence) - logsumexp(evidence))
    both = np.concatenate([part * weight for part, weight in zip(likely, weights, strict=True)])
    filled = np.flatnonzero(counts)
    drawn = np.concatenate(laws)[:, filled][rng.choice(len(both), DRAWS, p=both / both.sum())]
    factor = rng.gamma(1.0 / SCATTER, SCATTER, (DRAWS, 1))
    scattered = factor * drawn / (1.0 - drawn + factor * drawn)
    return np.asarray(rng.binomial(counts[filled], scattered).sum(axis=1))


def _log_likelihood(rates: Floats, batch: Batch) -> Floats:
    """Logarithm of the probability of the results of a batch, for every set of parameters."""
    some = np.flatnonzero(batch.computed)
    hits, misses = batch.targets[some], (batch.computed - batch.targets)[some]
    return np.asarray(np.log(rates[:, some]) @ hits + np.log1p(-rates[:, some]) @ misses)


@cache
def _recalibrated() -> tuple[Floats, Floats]:
    """Log prior, shape (G,), and rates in every stratum, shape (G, S), of the first law, for all batches."""
    log_slope, offset, ceiling = (
        each.ravel() for each in np.meshgrid(ODDS_SPREAD * GRID, ODDS_OFFSET * GRID, CEILINGS, indexing="ij")
    )
    prior = -0.5 * ((log_slope / ODDS_SPREAD) ** 2 + (offset / ODDS_OFFSET) ** 2)
    slope = ODDS_SLOPE * np.exp(log_slope)
    inverse_odds = np.exp(-(slope[:, None] * LOG_ODDS + offset[:, None]))
    return prior, _bounded(1.0 / (1.0 / ceiling[:, None] + inverse_odds))


def _power_of_rank(batch: Batch) -> tuple[Floats, Floats]:
    """Log prior, shape (G,), and rates in every stratum, shape (G, S), of the second law."""
    log_slope, offset = (
        each.ravel() for each in np.meshgrid(RANK_SPREAD * GRID, RANK_OFFSET * GRID, indexing="ij")
    )
    prior = -0.5 * ((log_slope / RANK_SPREAD) ** 2 + (offset / RANK_OFFSET) ** 2)
    slope = RANK_SLOPE * np.exp(log_slope)
    behind = np.log1p(batch.rank / (PLATEAU * max(batch.size, 1)))
    return prior, _bounded(expit(RANK_START + offset[:, None] - slope[:, None] * behind))


def _bounded(rates: Floats) -> Floats:
    """Rates away from 0 and 1, so that their logarithms are finite."""
    return np.clip(rates, 1e-12, 1.0 - 1e-12)
