"""Everything known after an iteration, and whether another one pays."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from glasscape.search.select import KEY
from glasscape.tables import OUTCOME
from glasscape.tunnelling.verdict import DOUBLE_WELLS, TWO_LEVEL_SYSTEM


def extend_labels(
    earlier: pd.DataFrame | None,
    selected: pd.DataFrame,
    exact: Sequence[pd.DataFrame],
    iteration: int,
) -> pd.DataFrame:
    """Add the results of one iteration to the labels of the iterations before.

    Parameters
    ----------
    earlier : DataFrame or None
        Labels of the iterations before; None for iteration 0.
    selected : DataFrame
        The pairs chosen in this iteration.
    exact : sequence of DataFrame
        Their exact results, batch by batch.
    iteration : int
        Number of this iteration.
    """
    results = pd.concat(exact, ignore_index=True)[[*KEY, *(c.name for c in OUTCOME)]]
    new = selected.merge(results, on=KEY, how="left", validate="one_to_one")
    new["iteration"] = iteration
    return new if earlier is None else pd.concat([earlier, new], ignore_index=True)


def usable(labels: pd.DataFrame) -> pd.DataFrame:
    """Labels that teach something: the calculation neither failed nor stayed unconverged."""
    return labels[labels.status == "ok"]


def too_few_to_learn(labels: pd.DataFrame, fewest: int) -> str | None:
    """Why the labels are not enough to train on, or None: each class needs `fewest` pairs."""
    lessons = usable(labels)
    wells = int(lessons.verdict.isin(DOUBLE_WELLS).sum())
    others = len(lessons) - wells
    if min(wells, others) >= fewest:
        return None
    return (
        f"{wells} double wells and {others} other pairs are too few to learn from, {fewest} of each are "
        "needed; raise search.initial.pairs or widen the filters under pairs (what is computed is kept)"
    )


def without(pairs: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """The pairs that are not among the labels."""
    known = pd.MultiIndex.from_frame(labels[KEY])
    return pairs[~pd.MultiIndex.from_frame(pairs[KEY]).isin(known)]


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
    """

    iteration: int
    stop: bool
    reason: str

    def as_dict(self) -> dict[str, Any]:
        """Content of `decision.json`."""
        return asdict(self)


def decide(
    labels: pd.DataFrame,
    iteration: int,
    stop_fraction: float,
    last_allowed: bool,
    expected: int,
    fewest: int,
    steps: pd.DataFrame | None = None,
) -> Decision:
    """Decide whether another iteration pays.

    Parameters
    ----------
    labels : DataFrame
        Everything known after `iteration`.
    iteration : int
        The iteration just finished.
    stop_fraction : float
        Smallest part of the two-level systems found that a batch has to add.
    last_allowed : bool
        Whether `search.max_iterations` is reached.
    expected : int
        Pairs that the iteration was to compute.
    fewest : int
        Double wells, and other pairs, that the models need.
    steps : DataFrame or None
        Candidates that the paths computed so far have added.
    """
    found = labels.verdict == TWO_LEVEL_SYSTEM
    total = int(found.sum())
    batch = labels.iteration == iteration
    new = int((found & batch).sum())
    if int(batch.sum()) < expected and (steps is None or without(steps, labels).empty):
        return Decision(iteration, True, "every pair has been computed")
    obstacle = too_few_to_learn(labels, fewest)
    if obstacle is not None:
        return Decision(iteration, True, obstacle)
    if iteration > 0 and total > 0 and new < stop_fraction * total:
        return Decision(
            iteration,
            True,
            f"the last batch brought {new} of {total} two-level systems, less than the fraction "
            f"{stop_fraction:g} of search.stop_fraction",
        )
    if last_allowed:
        return Decision(iteration, True, "search.max_iterations is reached")
    return Decision(iteration, False, f"the last batch brought {new} of {total} two-level systems")


def count_iterations(labels: pd.DataFrame) -> pd.DataFrame:
    """Counts of every iteration: pairs computed, double wells, two-level systems, failures."""
    flags = pd.DataFrame(
        {
            "iteration": labels.iteration,
            "computed": 1,
            "double_wells": labels.verdict.isin(DOUBLE_WELLS).astype(int),
            "two_level_systems": (labels.verdict == TWO_LEVEL_SYSTEM).astype(int),
            "two_level_systems_in_one_well": (
                (labels.verdict == TWO_LEVEL_SYSTEM) & labels.same_well.fillna(False).astype(bool)
            ).astype(int),
            "not_converged": (labels.status == "not converged").astype(int),
            "failed": (labels.status == "failed").astype(int),
        }
    )
    return flags.groupby("iteration").sum()
