"""Results of the last iteration are where users look first."""

import json

import pytest
from runs import RESULTS

from glasscape.files import regular_files
from glasscape.studies.two_level_systems.workflow import MINIMA_FILE, PUBLISHED


def assert_published(results, iteration):
    """All that is published has the content of one iteration."""
    last = results / f"iter_{iteration}"
    for name in PUBLISHED:
        # the library is a folder
        paths = regular_files(last / name) if (last / name).is_dir() else [last / name]
        assert paths
        for path in paths:
            assert (results / path.relative_to(last)).read_bytes() == path.read_bytes()
    assert [path.name for path in regular_files(results / "library")] == [
        path.name for path in regular_files(last / "library")
    ]
    if (results / MINIMA_FILE).exists():
        assert (results / MINIMA_FILE).read_bytes() == (last / MINIMA_FILE).read_bytes()


def exact_results(results):
    """When every exact result was written."""
    return {path: path.stat().st_mtime_ns for path in results.glob("iter_*/exact/*.parquet")}


def test_results_of_the_last_iteration_are_published(finished):
    results = finished.folder / RESULTS
    assert_published(results, 2)
    assert (results / MINIMA_FILE).read_bytes() == (results / "iter_2" / MINIMA_FILE).read_bytes()
    # nobody has asked for those of other iterations
    assert not (results / "iter_1" / "summary.json").exists()


@pytest.mark.slow
def test_a_search_that_ends_earlier_replaces_what_was_published(copy):
    """It says why, and leaves no intermediate minima when it does not follow them."""
    results = copy.folder / RESULTS
    assert (results / MINIMA_FILE).exists()
    copy.study["search"]["intermediate_minima"] = False
    copy.study["learning"]["fewest"] = 50
    copy()
    decision = json.loads((results / "iter_0" / "decision.json").read_text())
    assert decision["stop"]
    assert "search.initial.pairs" in decision["reason"]
    assert json.loads((results / "summary.json").read_text())["computed"] == 60
    assert_published(results, 0)
    assert not (results / MINIMA_FILE).exists()


@pytest.mark.slow
def test_raising_max_iterations_adds_iterations_and_lowering_it_goes_back(copy):
    results = copy.folder / RESULTS
    copy.study["search"]["max_iterations"] = 3
    jobs = copy.planned()
    assert jobs == {("decide", 2): 1}
    before = exact_results(results)
    told = copy()
    assert "finished with iteration 3" in told
    assert f"see {RESULTS}/defects.html" in told
    assert (results / "iter_3" / "summary.json").exists()
    summary = json.loads((results / "summary.json").read_text())
    assert [entry["iteration"] for entry in summary["iterations"]] == [0, 1, 2, 3]
    # those of earlier iterations are not computed again
    assert before == {path: time for path, time in exact_results(results).items() if path in before}
    assert len(exact_results(results)) > len(before)
    assert_published(results, 3)
    assert copy.planned() == {}
    copy.study["search"]["max_iterations"] = 2
    assert copy.planned() == {("decide", 2): 1}
    output = copy("--verbose")
    assert {rule for rule, _, _ in copy._jobs(output)} == {"decide", "publish", "publish_minima"}
    assert_published(results, 2)
    assert copy.planned() == {}
