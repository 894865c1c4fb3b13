"""Whether another iteration pays."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from glasscape.studies.two_level_systems.search.completeness import Completeness, estimate
from glasscape.studies.two_level_systems.search.labels import too_few_to_learn, without
from glasscape.studies.two_level_systems.search.target import Target


@dataclass(frozen=True)
class Decision:
    """Whether the search goes on after an iteration, and why.

    Attributes
    ----------
    iteration : int
        The iteration just finished.
    stop : bool
        Whether it was the last one.
    reason : str
        Why.
    completeness : Completeness or None
        How many targets are left; None before the first audit.
    """

    iteration: int
    stop: bool
    reason: str
    completeness: Completeness | None

    def as_dict(self) -> dict[str, Any]:
        """Content of `decision.json`."""
        return asdict(self)


@dataclass(frozen=True)
class Rules:
    """When a search ends.

    Attributes
    ----------
    stop_fraction : float
        Smallest part of what has been found that a batch has to add.
    left_fraction : float
        Largest part of all targets that may stay unfound.
    expected : int
        Pairs that the iteration was to compute.
    fewest : int
        Double wells, and other pairs, that the models need.
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
    steps: pd.DataFrame | None = None,
) -> Decision:
    """Decide whether another iteration pays.

    Parameters
    ----------
    labels : DataFrame
        Everything known after `iteration`.
    iteration : int
        The iteration just finished.
    rules : Rules
        When a search ends.
    target : Target
        What the search looks for.
    strata : sequence of DataFrame
        What the selections of iterations 1, 2, ... have left.
    steps : DataFrame or None
        Candidates that the paths computed so far have added.
    """
    completeness = estimate(labels, strata, target)

    def decision(stop: bool, reason: str) -> Decision:
        return Decision(iteration, stop, reason, completeness)

    is_target = target.is_target(labels)
    total = int(is_target.sum())
    batch = labels.iteration == iteration
    new = int((is_target & batch).sum())
    more = steps is not None and not without(steps, labels).empty
    if int(batch.sum()) < rules.expected and not more and _nothing_left(strata):
        return decision(True, "no pair is left to compute")
    if not batch.any():
        return decision(True, "search.acquisition rejects every pair that is left")
    obstacle = too_few_to_learn(labels, rules.fewest, target)
    if obstacle is not None:
        return decision(True, obstacle)
    brought = f"the last batch brought {new} of {total} {target.name}"
    if iteration > 0 and total > 0 and new < rules.stop_fraction * total:
        return decision(
            True, f"{brought}, less than the fraction {rules.stop_fraction:g} of search.stop_fraction"
        )
    if completeness is not None:
        most = completeness.left_high
        if total > 0 and most <= rules.left_fraction * (total + most):
            return decision(
                True,
                f"at most {most:.0f} {target.name} are left beside the {total} found, no more than the "
                f"fraction {rules.left_fraction:g} of search.left_fraction"
                + (", not counting steps to minima that the last paths have found" if more else ""),
            )
    if rules.last_allowed:
        return decision(True, "search.max_iterations is reached")
    return decision(False, brought)


def _nothing_left(strata: Sequence[pd.DataFrame]) -> bool:
    """Whether the last selection left no pair; the first one, which has no strata, never leaves any."""
    return not strata or int(strata[-1].pairs.sum()) == int(strata[-1].audited.sum())
