"""How far a search has come."""

from glasscape.files import write_json
from glasscape.studies.two_level_systems.search.progress import progress
from glasscape.studies.two_level_systems.search.settings import InitialSettings, SearchSettings


def test_progress_says_what_is_done_and_what_is_next(tmp_path):
    settings = SearchSettings(initial=InitialSettings(pairs=60), pairs_per_iteration=[20, 30])

    def told():
        return progress(tmp_path, settings, lambda k: 3 - k)

    assert told() == "no iteration is done; iteration 0 of at most 3 computes 60 pairs in 3 batches"
    for k in (0, 1):
        content = {"stop": False, "reason": f"the last batch brought {k} of 7 defects"}
        write_json(tmp_path / f"iter_{k}" / "decision.json", content)
    done, following = told().split("; ")
    assert done == "iteration 1 is done, the last batch brought 1 of 7 defects"
    assert following == "iteration 2 of at most 3 computes 30 pairs in 1 batches"
    enough = {"stop": True, "reason": "enough", "completeness": None}
    write_json(tmp_path / "iter_2" / "decision.json", enough)
    write_json(tmp_path / "iter_3" / "decision.json", enough | {"reason": "of an earlier run"})
    assert told() == "finished with iteration 2: enough"
    known = {"found": 7, "left_low": 0.0, "left_high": 3.0}
    write_json(tmp_path / "iter_2" / "decision.json", enough | {"completeness": known})
    assert told() == "finished with iteration 2: enough; 7 found, with 90 % certainty 0 to 3 left"
