"""How far a search has come."""

import os

import pytest

from glasscape.files import write_json
from glasscape.studies.two_level_systems.search.progress import LIMIT, Redone, progress
from glasscape.studies.two_level_systems.search.settings import InitialSettings, SearchSettings

SETTINGS = SearchSettings(initial=InitialSettings(pairs=60), pairs_per_iteration=[20, 30])
PAIRS = (60, 20, 30, 30, 30)


@pytest.fixture
def told(tmp_path):
    def told(settings=SETTINGS, first=None, since=0.0):
        return progress(tmp_path, settings, lambda k: 3 - k, Redone(first, since))

    return told


@pytest.fixture
def decide(tmp_path):
    """Write a decision, with the time at which it was made."""

    def decide(k, reason, time, stop=False, completeness=None):
        path = tmp_path / f"iter_{k}" / "decision.json"
        content = {"pairs": PAIRS[k], "stop": stop, "reason": reason, "completeness": completeness}
        write_json(path, content)
        os.utime(path, (time, time))

    return decide


def test_progress_says_what_is_done_and_what_is_next(told, decide):
    assert told() == "no iteration is done; iteration 0 of at most 3 computes 60 pairs in 3 batches"
    for k in (0, 1):
        decide(k, f"the last batch brought {k} of 7 defects", k)
    done, following = told().split("; ")
    assert done == "iteration 1 is done, the last batch brought 1 of 7 defects"
    assert following == "iteration 2 of at most 3 computes 30 pairs in 1 batches"
    decide(2, "enough", 2, stop=True)
    decide(3, "of an earlier run", 3, stop=True)
    assert told() == "finished with iteration 2: enough"
    decide(2, "enough", 2, stop=True, completeness={"found": 7, "left_low": 0.0, "left_high": 3.0})
    assert told() == "finished with iteration 2: enough; 7 found, with 90 % certainty 0 to 3 left"


def test_a_search_goes_on_when_the_limit_is_raised_and_ends_when_it_is_lowered(told, decide):
    for k in range(3):
        decide(k, "so far", k)
    decide(3, LIMIT, 3, stop=True)
    assert told() == f"finished with iteration 3: {LIMIT}"
    more = SETTINGS.model_copy(update={"max_iterations": 8})
    assert told(more) == "iteration 3 is done; iteration 4 of at most 8 computes 30 pairs in -1 batches"
    fewer = SETTINGS.model_copy(update={"max_iterations": 1})
    assert told(fewer) == f"finished with iteration 1: {LIMIT}"


def test_decisions_that_a_run_makes_anew_do_not_count(told, decide):
    for k in range(3):
        decide(k, "so far", k)
    decide(3, "enough", 3, stop=True)
    assert told() == "finished with iteration 3: enough"
    assert told(first=2, since=10.0).startswith("iteration 1 is done, so far; iteration 2 of at most 3")
    assert told(first=0, since=10.0).startswith("no iteration is done; iteration 0 of at most 3")
    # the run has come to iteration 0
    decide(0, "anew", 11)
    assert told(first=0, since=10.0).startswith("iteration 0 is done, anew; iteration 1 of at most 3")
