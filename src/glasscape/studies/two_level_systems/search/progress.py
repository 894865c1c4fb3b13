"""State of a search in one line."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from glasscape.files import read_json
from glasscape.studies.two_level_systems.search.settings import SearchSettings

# reason of a decision that does not hold any more when the limit is raised
LIMIT = "two_level_systems.search.max_iterations is reached"


def progress(folder: str | Path, settings: SearchSettings, batches: Callable[[int], int]) -> str:
    """The last decision in a folder of results, and what the next iteration computes.

    Parameters
    ----------
    folder : path
        Results of one ensemble, with `iter_{k}/decision.json`.
    settings : SearchSettings
        Numbers of pairs and iterations.
    batches : callable
        Number of batches as a function of the iteration.
    """
    decisions = _decisions(Path(folder), settings)
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


def _decisions(folder: Path, settings: SearchSettings) -> list[dict[str, Any]]:
    """Decisions on iterations 0, 1, ... that belong together, without those of an earlier run."""
    found: list[dict[str, Any]] = []
    written = 0.0
    for k in range(settings.max_iterations + 1):
        path = folder / f"iter_{k}" / "decision.json"
        if not path.exists():
            break
        before, written = written, path.stat().st_mtime
        decision = read_json(path)
        if written < before or decision["pairs"] != settings.pairs_in(k):
            break
        found.append(decision)
        if _stopped(decision):
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
