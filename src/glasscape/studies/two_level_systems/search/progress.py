"""State of a search in one line."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from glasscape.files import read_json
from glasscape.studies.two_level_systems.search.settings import SearchSettings

# reason of a decision that does not hold any more when the limit is raised
LIMIT = "two_level_systems.search.max_iterations is reached"


class Redone(NamedTuple):
    """What a run does anew.

    Attributes
    ----------
    first : int or None
        The first iteration of a search whose pairs it computes. None if there is none.
    since : float
        When it began, s since the epoch. Decisions on that iteration and later ones count if they are newer.
    """

    first: int | None
    since: float


def progress(
    folder: str | Path, settings: SearchSettings, batches: Callable[[int], int], redone: Redone
) -> str:
    """The last decision in a folder of results, and what the next iteration computes.

    Parameters
    ----------
    folder : path
        Results of one ensemble, with `iter_{k}/decision.json`.
    settings : SearchSettings
        Numbers of pairs and iterations.
    batches : callable
        Number of batches as a function of the iteration.
    redone : Redone
        Which of the decisions do not count, because the config has changed.
    """
    decisions = _decisions(Path(folder), settings, redone)
    k = len(decisions)
    if decisions and (k > settings.max_iterations or _stopped(decisions[-1])):
        last = decisions[-1]
        reason = last["reason"] if last["stop"] else LIMIT
        return f"finished with iteration {k - 1}: {reason}{_found(last)}"
    done = "no iteration is done"
    if decisions:
        # the limit has been raised since
        brought = "" if decisions[-1]["stop"] else f", {decisions[-1]['reason']}"
        done = f"iteration {k - 1} is done{brought}"
    following = f"iteration {k} of at most {settings.max_iterations}"
    return f"{done}; {following} computes {settings.pairs_in(k)} pairs in {batches(k)} batches"


def _decisions(folder: Path, settings: SearchSettings, redone: Redone) -> list[dict[str, Any]]:
    """Decisions on iterations 0, 1, ... that count."""
    found: list[dict[str, Any]] = []
    for k in range(settings.max_iterations + 1):
        path = folder / f"iter_{k}" / "decision.json"
        anew = redone.first is not None and k >= redone.first
        if not path.exists() or (anew and path.stat().st_mtime < redone.since):
            break
        found.append(read_json(path))
        if _stopped(found[-1]):
            break
    return found


def _stopped(decision: dict[str, Any]) -> bool:
    """Whether a search ends with a decision, however many iterations are allowed."""
    return bool(decision["stop"]) and decision["reason"] != LIMIT


def _found(decision: dict[str, Any]) -> str:
    known = decision["completeness"]
    if known is None:
        return ""
    left = f"{known['left_low']:.0f} to {known['left_high']:.0f}"
    return f"; {known['found']} found, with 90 % certainty {left} left"
