"""Decide whether the search goes on after an iteration."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from glasscape.studies.two_level_systems.search.completeness import Completeness, estimate
from glasscape.studies.two_level_systems.search.labels import too_few_to_learn, without
from glasscape.studies.two_level_systems.search.progress import LIMIT
from glasscape.studies.two_level_systems.search.target import Target


@dataclass(frozen=True)
class Decision:
    """Whether the search goes on after an iteration, and why.

    Attributes
    ----------
    iteration : int
        The iteration that has just finished.
    pairs : int
        Number of pairs that it should have computed.
    stop : bool
        Whether this iteration is the last one.
    reason : str
        The reason.
    completeness : Completeness or None
        Estimate of the number of targets left; None before the first audit.
    """

    iteration: int
    pairs: int
    stop: bool
    reason: str
    completeness: Completeness | None


@dataclass(frozen=True)
class Rules:
    """Stopping rules of a search.

    Attributes
    ----------
    stop_fraction : float
        Without an estimate of what is left, the search stops if a batch adds less than this fraction of the
        targets found.
    left_fraction : float
        The search stops if at most this fraction of all targets is left, the last batch added no more than
        this fraction of the targets found, and no more than was expected of it.
    expected : int
        Number of pairs that the iteration should compute.
    fewest : int
        Smallest number of double wells, and of other pairs, for training.
    last_allowed : bool
        Whether `search.max_iterations` is reached.
    """

    stop_fraction: float
    left_fraction: float
    expected: int
    fewest: int
    last_allowed: bool


def decide(
    labels: pd.DataFrame,
    iteration: int,
    rules: Rules,
    target: Target,
    strata: Sequence[pd.DataFrame] = (),
    out_of_fold: pd.DataFrame | None = None,
    path_pairs: pd.DataFrame | None = None,
) -> Decision:
    """Decide whether the search goes on.

    Parameters
    ----------
    labels : DataFrame
        Labels after `iteration`, columns of `labels_table`.
    iteration : int
        The iteration that has just finished.
    rules : Rules
        Stopping rules.
    target : Target
        The target of the search.
    strata : sequence of DataFrame
        `Selection.strata` of iterations 1, 2, ...
    out_of_fold : DataFrame or None
        `Models.out_of_fold` of this iteration, as in `estimate`.
    path_pairs : DataFrame or None
        Candidate pairs from the paths computed so far.
    """
    completeness = estimate(labels, strata, target, out_of_fold)

    def decision(stop: bool, reason: str) -> Decision:
        return Decision(iteration, rules.expected, stop, reason, completeness)

    is_target = target.is_target(labels)
    total = int(is_target.sum())
    batch = labels.iteration == iteration
    new = int((is_target & batch).sum())
    more = path_pairs is not None and not without(path_pairs, labels).empty
    if int(batch.sum()) < rules.expected and not more and _nothing_left(strata):
        return decision(True, "no pair is left to compute")
    if not batch.any():
        return decision(True, "two_level_systems.search.acquisition excludes every pair that is left")
    obstacle = too_few_to_learn(labels, rules.fewest, target)
    if obstacle is not None:
        return decision(True, obstacle)
    brought = f"the last batch added {new} of {total} {target.name}"
    if completeness is None:
        if iteration > 0 and total > 0 and new < rules.stop_fraction * total:
            return decision(
                True,
                f"{brought}, less than the fraction {rules.stop_fraction:g} of "
                "two_level_systems.search.stop_fraction",
            )
    elif completeness.batch_targets > completeness.batch_high:
        brought += f", more than the {completeness.batch_high:.0f} that were expected at most"
    elif total > 0 and new <= rules.left_fraction * total:
        most = completeness.left_high
        if most <= rules.left_fraction * (total + most):
            return decision(
                True,
                f"at most {most:.0f} {target.name} are left beside the {total} found, no more than the "
                f"fraction {rules.left_fraction:g} of two_level_systems.search.left_fraction"
                + (", not counting candidate pairs from the last paths" if more else ""),
            )
    if rules.last_allowed:
        return decision(True, LIMIT)
    return decision(False, brought)


def _nothing_left(strata: Sequence[pd.DataFrame]) -> bool:
    """Whether the last selection left no pair. The initial selection has no strata and leaves none."""
    return not strata or int(strata[-1].pairs.sum()) == int(strata[-1].audited.sum())
