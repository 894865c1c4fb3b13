"""Choose the next pairs: the best by the models, and an audit of the others."""

from collections.abc import Iterable
from typing import NamedTuple, assert_never

import numpy as np
import pandas as pd

from glasscape.arrays import Floats, Integers
from glasscape.studies.two_level_systems.pairs.tables import KEY
from glasscape.studies.two_level_systems.search.labels import AUDIT, BEST, without
from glasscape.studies.two_level_systems.search.settings import Acquisition, SearchSettings
from glasscape.studies.two_level_systems.search.target import Target

# edges of the strata of the target probability: ten per decade up to 0.1, then in steps of 0.02
EDGES = np.concatenate([np.geomspace(1e-12, 0.1, 111), np.linspace(0.12, 0.98, 44)])
# audits are shared out among decades of the target probability
DECADES = EDGES[70:111:10]


class Selection(NamedTuple):
    """Pairs that one iteration computes, and the strata of the pairs left.

    Attributes
    ----------
    pairs : DataFrame
        Pairs with their predictions: first the best, then those of the audit.
    strata : DataFrame
        One row for every stratum of the target probability: the number of pairs left once the best are taken
        (`pairs`), the number of them that are audited (`audited`), and the number of targets that the models
        expect among the others (`expected`).
    """

    pairs: pd.DataFrame
    strata: pd.DataFrame


def select_best(
    predictions: Iterable[pd.DataFrame],
    labels: pd.DataFrame,
    settings: SearchSettings,
    target: Target,
    iteration: int,
) -> Selection:
    """Choose the next K_i pairs among those not yet computed.

    Most of them are the best by `search.acquisition`. A fraction `search.audit_part` is an audit: a random
    sample of the pairs left, stratified by decades of the target probability p. The share of a decade with N
    pairs is proportional to N sqrt(mean p), which minimises the error of the number of targets (Neyman
    allocation).

    Memory does not grow with the number of pairs.

    Parameters
    ----------
    predictions : iterable of DataFrame
        Blocks with the columns of `PREDICTIONS`.
    labels : DataFrame
        Labels of all pairs computed so far.
    settings : SearchSettings
        K_i, acquisition, fraction of the audit, seed of the draws.
    target : Target
        The target of the search.
    iteration : int
        The iteration, 1 or more.
    """
    rng = np.random.default_rng((settings.seed, iteration))
    count = settings.pairs_in(iteration)
    n_audited = round(settings.audit_part * count)
    n_best = count - n_audited
    known = pd.MultiIndex.from_frame(labels[KEY])
    best = pool = None
    total = pd.DataFrame(0.0, index=range(len(EDGES) + 1), columns=["pairs", "expected"])
    for block in predictions:
        new = block[~pd.MultiIndex.from_frame(block[KEY]).isin(known)]
        new = new.assign(
            score=_score(new, settings.acquisition, target),
            stratum=stratum_of(new.target_probability),
            decade=decade_of(new.target_probability),
            draw=rng.random(len(new)),
        )
        total = total.add(_count(new), fill_value=0.0)
        # pairs with equal scores are ordered by their key, so that the selection is reproducible
        best = _first(best, new, ["score", *KEY], [False, True, True, True], n_best)
        # some of these pairs may be among the best, so more are kept
        pool = _first(pool, new, ["draw"], [True], n_audited + n_best, "decade")
    if best is None or pool is None:
        raise ValueError("no predictions to select from")
    pool = without(pool, best)
    left = total.sub(_count(best), fill_value=0.0)
    decades = by_decade(left)
    shares = _shares(decades.pairs.to_numpy(), decades.expected.to_numpy(), n_audited)
    audit = pool[pool.groupby("decade").cumcount() < shares[pool.decade]]
    strata = left.assign(
        audited=_count(audit).pairs.reindex(left.index, fill_value=0.0),
        expected=(left.expected - _count(audit).expected.reindex(left.index, fill_value=0.0)).clip(lower=0.0),
    )
    pairs = pd.concat([best.assign(reason=BEST), audit.assign(reason=AUDIT)], ignore_index=True)
    return Selection(
        pairs.drop(columns=["score", "stratum", "decade", "draw"]),
        strata.astype({"pairs": int, "audited": int}),
    )


def stratum_of(probability: pd.Series) -> Integers:
    """Number of the stratum of every pair, from its target probability."""
    return np.searchsorted(EDGES, probability)


def decade_of(probability: pd.Series) -> Integers:
    """Number of the decade of every pair, from its target probability."""
    return np.searchsorted(DECADES, probability)


def by_decade(strata: pd.DataFrame) -> pd.DataFrame:
    """Sums over the strata of every decade."""
    # an edge belongs to the stratum below it
    return strata.groupby(np.searchsorted(DECADES, np.append(EDGES, 1.0))).sum()


def _score(predictions: pd.DataFrame, acquisition: Acquisition, target: Target) -> pd.Series:
    """Score of every pair; pairs with higher scores are computed first."""
    if acquisition == "probability":
        return predictions.target_probability
    if acquisition == "expected-improvement":
        return predictions.expected_improvement
    if acquisition == "lowest-value":
        value = -predictions.predicted_value if target.low else predictions.predicted_value
        # pairs that are probably no double wells are excluded
        return value.where(predictions.double_well_probability > 0.5)
    assert_never(acquisition)


def _first(
    held: pd.DataFrame | None,
    new: pd.DataFrame,
    order: list[str],
    ascending: list[bool],
    count: int,
    within: str | None = None,
) -> pd.DataFrame:
    """The first `count` rows of `held` and `new` together, in total or within every group."""
    rows = new.dropna(subset="score") if within is None else new
    both = rows if held is None else pd.concat([held, rows], ignore_index=True)
    both = both.sort_values(order, ascending=ascending, ignore_index=True)
    return both.head(count) if within is None else both[both.groupby(within).cumcount() < count]


def _count(rows: pd.DataFrame) -> pd.DataFrame:
    """Number of pairs of every stratum, and the expected number of targets among them."""
    return rows.groupby("stratum").agg(
        pairs=("target_probability", "size"), expected=("target_probability", "sum")
    )


def _shares(pairs: Floats, expected: Floats, count: int) -> Integers:
    """Draws of every stratum, `count` in total: at most its size, at least one if there are enough draws."""
    shares = np.zeros(len(pairs), dtype=np.int64)
    appeal = np.sqrt(pairs * np.maximum(expected, 1e-12))
    for _ in range(int(min(count, pairs.sum()))):
        # the next draw goes to the stratum with the largest deficit
        behind = np.where(shares < pairs, appeal / (shares + 0.5), -1.0)
        behind[(shares == 0) & (pairs > 0)] += appeal.max() + 1.0
        shares[np.argmax(behind)] += 1
    return shares


def with_features(selected: pd.DataFrame, blocks: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Add the features of the selected pairs, in the order of the selection."""
    index = pd.MultiIndex.from_frame(selected[KEY])
    found = pd.concat(
        [block[pd.MultiIndex.from_frame(block[KEY]).isin(index)] for block in blocks], ignore_index=True
    )
    return selected.merge(found, on=KEY, how="left", validate="one_to_one")
