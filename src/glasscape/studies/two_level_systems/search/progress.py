"""State of a search in one line."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

from glasscape.files import read_json
from glasscape.studies.two_level_systems.search.settings import SearchSettings


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
    decision = None
    for k in count():
        path = Path(folder) / f"iter_{k}" / "decision.json"
        if not path.exists():
            break
        decision = read_json(path)
        if decision["stop"]:
            known = decision["completeness"]
            finished = f"finished with iteration {k}: {decision['reason']}"
            if known is None:
                return finished
            left = f"{known['left_low']:.0f} to {known['left_high']:.0f}"
            return f"{finished}; {known['found']} found, with 90 % certainty {left} left"
    done = f"iteration {k - 1} is done, {decision['reason']}" if decision else "no iteration is done"
    following = f"iteration {k} of at most {settings.max_iterations}"
    return f"{done}; {following} computes {settings.pairs_in(k)} pairs in {batches(k)} batches"
