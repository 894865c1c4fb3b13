"""Files, parameters and targets of the rules of a search."""

import logging
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from snakemake.io import is_flagged

from glasscape.config import parse_campaign
from glasscape.files import write_json
from glasscape.studies.two_level_systems.workflow import ProgressNews, Search


class UnfinishedError(Exception):
    """The output of a job does not exist: Snakemake runs the job and asks again."""


class Decisions:
    """The checkpoint `decide` in a folder of results."""

    def __init__(self, folder):
        self._folder = folder

    def write(self, k, stop):
        write_json(self._path(k), {"stop": stop})

    def get(self, ensemble, k):
        if not self._path(k).exists():
            raise UnfinishedError(k)
        return SimpleNamespace(output=[self._path(k)])

    def _path(self, k):
        return self._folder / f"iter_{k}" / "decision.json"


def search_of(folder, **search):
    """Two ensembles: one with samples, one with tables of labels."""
    sheet = folder / "samples.tsv"
    sheet.write_text("ensemble\tsample\ncomputed\tg\nlooked-up\tg\n")
    lookup = {"lookup": {"tables": [{"path": "x.csv"}]}}
    content = {
        "samples": str(sheet),
        "two_level_systems": {"search": search},
        "ensembles": {"looked-up": {"two_level_systems": lookup}},
    }
    return Search(parse_campaign(content))


def test_the_last_iteration_is_the_first_that_stops(tmp_path):
    search, decisions = search_of(tmp_path, max_iterations=5), Decisions(tmp_path)
    decisions.write(0, stop=False)
    decisions.write(1, stop=False)
    # of an earlier search
    decisions.write(3, stop=True)
    with pytest.raises(UnfinishedError, match="2"):
        search.last_iteration(decisions, "computed")
    decisions.write(2, stop=True)
    assert search.last_iteration(decisions, "computed") == 2


def test_no_iteration_follows_the_last_that_is_allowed(tmp_path):
    search, decisions = search_of(tmp_path, max_iterations=1), Decisions(tmp_path)
    decisions.write(0, stop=False)
    with pytest.raises(UnfinishedError, match="1"):
        search.last_iteration(decisions, "computed")
    decisions.write(1, stop=False)
    assert search.last_iteration(decisions, "computed") == 1


@pytest.mark.parametrize("follows", [True, False])
def test_intermediate_minima_are_published_where_they_are_followed(tmp_path, follows):
    search = search_of(tmp_path, intermediate_minima=follows)
    for ensemble, grows in (("computed", follows), ("looked-up", False)):
        names = [Path(path).name for path in search.published(ensemble)]
        assert ("intermediate_minima.parquet" in names) == grows
        obsolete = search.obsolete(SimpleNamespace(ensemble=ensemble))
        assert obsolete == ([] if grows else ["intermediate_minima.parquet"])


def of(ensemble, k=0):
    """The wildcards of a job."""
    return SimpleNamespace(ensemble=ensemble, k=str(k))


RESULTS = "results/two_level_systems"
NO_PAIR_LEFT = {"pairs": 60, "stop": True, "reason": "no pair is left", "completeness": None}


def test_files_of_samples_are_those_of_all_of_an_ensemble_that_has_them(tmp_path):
    search = search_of(tmp_path)
    libraries = search.sample_files("minima.h5")
    assert libraries(of("computed")) == ["results/samples/computed/g/minima.h5"]
    assert libraries(of("looked-up")) == []
    assert search.minima_reports(of("computed")) == ["results/samples/computed/g/minima.json"]
    assert search.minima_reports(of("looked-up")) == [f"{RESULTS}/looked-up/samples/g/minima.json"]
    assert search.preparation_reports(of("computed")) == ["results/samples/computed/g/preparation.json"]
    assert search.preparation_reports(of("looked-up")) == []


def test_samples_that_are_read_have_no_report_of_their_preparation(tmp_path):
    sheet = tmp_path / "samples.tsv"
    sheet.write_text("ensemble\tsample\tpath\nread\tg\tsome\n")
    search = Search(parse_campaign({"samples": str(sheet)}))
    assert search.preparation_reports(of("read")) == []
    assert not any(path.endswith("glass.png") for path in search.published("read"))


def test_tables_of_labels_stay_where_they_are(tmp_path):
    """The prefix of a module does not move them."""
    search = search_of(tmp_path)
    assert search.lookup_tables(of("computed")) == []
    (table,) = search.lookup_tables(of("looked-up"))
    assert table == "x.csv"
    assert is_flagged(table, "local")
    assert (search.lookups, search.computed) == (["looked-up"], ["computed"])


def test_exact_results_are_divided_into_batches(tmp_path):
    given = {"initial": {"pairs": 60}, "pairs_per_iteration": [20, 40], "seconds_per_pair": 6.0}
    search = search_of(tmp_path, **given, batches_multiple=1)
    folder = f"{RESULTS}/computed"

    def names(k, count, suffix=".parquet"):
        return [f"{folder}/iter_{k}/exact/{batch}{suffix}" for batch in range(count)]

    for k, count in ((0, 3), (1, 1), (2, 2), (3, 2)):
        assert search.batches(of("computed", k)) == names(k, count)
        assert search.batch_count(of("computed", k)) == count
    assert search.all_batches(of("computed", 2)) == names(0, 3) + names(1, 1) + names(2, 2)
    assert search.batch_minima(of("computed", 2)) == names(2, 2, ".intermediate.parquet")
    # looking up takes no time
    assert search.batches(of("looked-up", 0)) == [f"{RESULTS}/looked-up/iter_0/exact/0.parquet"]


def test_an_iteration_builds_on_those_before(tmp_path):
    search = search_of(tmp_path)
    folder = f"{RESULTS}/computed"
    assert search.earlier_labels(of("computed", 0)) == []
    assert search.earlier_labels(of("computed", 2)) == f"{folder}/iter_1/labels.parquet"
    assert search.all_strata(of("computed", 0)) == []
    assert search.all_strata(of("computed", 2)) == [f"{folder}/iter_{k}/strata.parquet" for k in (1, 2)]


@pytest.mark.parametrize("follows", [True, False])
def test_pairs_from_paths_are_those_of_an_iteration_before_if_they_are_followed(tmp_path, follows):
    search = search_of(tmp_path, intermediate_minima=follows)
    now, before = (search.from_paths("path_pairs.parquet", back) for back in (0, 1))
    path = f"{RESULTS}/computed/iter_%d/path_pairs.parquet"
    assert now(of("computed", 0)) == (path % 0 if follows else [])
    assert now(of("computed", 2)) == (path % 2 if follows else [])
    assert before(of("computed", 2)) == (path % 1 if follows else [])
    # there is none before the first
    assert before(of("computed", 0)) == []
    assert now(of("looked-up", 2)) == []


def test_how_results_are_shown_is_no_parameter_of_physics(tmp_path):
    physics = search_of(tmp_path).physics(of("computed"))
    assert physics["substance"] == "argon"
    assert not {"epsilon_kelvin", "sigma_angstrom"} & physics.keys()
    assert "volume" not in search_of(tmp_path).lookup(of("looked-up"))


def test_a_selection_depends_on_the_number_of_its_own_pairs(tmp_path):
    """Not on those of other iterations, and not on when the search stops."""
    first, other = (
        search_of(tmp_path, pairs_per_iteration=pairs, max_iterations=last, stop_fraction=fraction)
        for pairs, last, fraction in (([20, 30], 3, 0.0), ([20, 40], 5, 0.1))
    )
    assert first.selection(of("computed", 1)) == other.selection(of("computed", 1))
    assert first.selection(of("computed", 2)) != other.selection(of("computed", 2))
    assert first.selection(of("computed", 1))["pairs_per_iteration"] == 20


def test_the_rules_of_stopping_know_the_last_iteration(tmp_path):
    search = search_of(tmp_path, max_iterations=2, stop_fraction=0.3, initial={"pairs": 7})
    rules = [search.stopping_rules(of("computed", k)) for k in range(3)]
    assert [each["last_allowed"] for each in rules] == [False, False, True]
    assert [each["expected"] for each in rules] == [7, 100, 100]
    assert {each["stop_fraction"] for each in rules} == {0.3}


@pytest.mark.parametrize("prefix", ["", "nested", "a/b", "/elsewhere"])
def test_the_store_of_paths_is_beside_all_results(tmp_path, prefix):
    """Below the prefix of a module, as the outputs of its jobs."""
    exact = Path(prefix) / RESULTS / "computed" / "iter_0" / "exact" / "3.parquet"
    store = search_of(tmp_path).store("paths")(of("computed"), [str(exact)])
    assert store == str(Path(prefix) / "results" / "paths")


def test_a_band_of_lammps_has_a_process_for_every_image(tmp_path):
    (tmp_path / "samples.tsv").write_text("ensemble\tsample\nmany\tg\none\tg\n")
    content = {
        "samples": str(tmp_path / "samples.tsv"),
        "two_level_systems": {"neb": {"images": 12}, "search": {"minutes_per_batch": 4.0}},
        "ensembles": {"many": {"potential": {"engine": "lammps"}}},
    }
    search = Search(parse_campaign(content))
    assert [search.threads(of(name)) for name in ("one", "many")] == [1, 12]
    memory = [search.memory(of(name), 1) for name in ("one", "many")]
    assert memory[0] < memory[1]
    # more of both when a job is tried again
    assert search.memory(of("one"), attempt=3) == 3 * memory[0]
    assert [search.batch_runtime(of("one"), attempt=attempt) for attempt in (1, 2)] == [70, 140]


def test_everything_that_may_happen_is_the_last_iteration_of_all_ensembles(tmp_path):
    search = search_of(tmp_path, max_iterations=4)
    asked = search.last_allowed_results()
    assert [path for path in asked if path.endswith("summary.json")] == [
        f"{RESULTS}/{ensemble}/iter_4/summary.json" for ensemble in ("computed", "looked-up")
    ]
    assert "results/samples/computed/g/glass.png" in asked
    assert search.published("computed")[:2] == [
        f"{RESULTS}/computed/{name}" for name in ("defects.parquet", "summary.json")
    ]


def test_the_first_iteration_has_no_models_to_interpret(tmp_path):
    search = search_of(tmp_path)
    assert search.interpretation_of("computed", 0) == []
    figures = search.interpretation_of("computed", 2)
    assert f"{RESULTS}/computed/iter_2/interpretation/shapley.png" in figures
    assert f"{RESULTS}/computed/iter_2/interpretation/scan_trees.png" in figures


def campaign_of_two(folder, **changes):
    (folder / "samples.tsv").write_text("ensemble\tsample\ncold\tg\nhot\tg\n")
    ensembles = {"hot": {"two_level_systems": changes}}
    return parse_campaign({"samples": str(folder / "samples.tsv"), "ensembles": ensembles})


@pytest.mark.parametrize(
    ("changes", "comparable"),
    [
        ({}, True),
        ({"search": {"max_iterations": 9}, "pairs": {"max_displacement": 1.0}}, True),
        ({"pairs": {"displacements": 5}}, False),
        ({"quantum": {"substance": "NiP"}}, False),
        ({"search": {"target": {"threshold": 0.001}}}, False),
        ({"learning": {"families": ["ridge"]}}, False),
        ({"search": {"seed": 7}}, False),
    ],
)
def test_ensembles_with_the_same_features_and_target_are_comparable(tmp_path, changes, comparable):
    search = Search(campaign_of_two(tmp_path, **changes))
    assert search.comparable == comparable
    assert search.shared_training["displacements"] == 3


def test_one_ensemble_alone_is_not_comparable(tmp_path):
    (tmp_path / "samples.tsv").write_text("ensemble\tsample\ncold\tg\n")
    assert not Search(parse_campaign({"samples": str(tmp_path / "samples.tsv")})).comparable


def test_progress_is_told_of_every_ensemble(tmp_path):
    search = search_of(tmp_path, max_iterations=5, initial={"pairs": 60})
    folder = tmp_path / "nested" / "{ensemble}"
    write_json(tmp_path / "nested/computed/iter_0/decision.json", NO_PAIR_LEFT)
    write_json(
        tmp_path / "nested/looked-up/iter_0/decision.json", {"pairs": 60, "stop": False, "reason": "so far 3"}
    )
    decision = str(folder / "iter_{k}" / "decision.json")
    computed = "computed: finished with iteration 0: no pair is left"
    assert search.progress(decision, {}, 0.0) == [
        computed,
        "looked-up: iteration 0 is done, so far 3; iteration 1 of at most 5 computes 100 pairs in 1 batches",
    ]
    assert search.progress(decision, {"looked-up": 0}, time.time() + 60.0) == [
        computed,
        "looked-up: no iteration is done; iteration 0 of at most 5 computes 60 pairs in 1 batches",
    ]


def test_every_state_of_the_search_is_told_once(tmp_path, caplog):
    search = search_of(tmp_path, max_iterations=5, initial={"pairs": 60})
    news = ProgressNews(search, str(tmp_path / "{ensemble}" / "iter_{k}" / "decision.json"))
    caplog.set_level(logging.INFO)
    # one that the run makes anew
    write_json(tmp_path / "computed/iter_0/decision.json", NO_PAIR_LEFT)
    # Snakemake does not know yet what it will do
    news.tell()
    assert not caplog.messages
    job = SimpleNamespace(
        rule=SimpleNamespace(name="labels"), wildcards=SimpleNamespace(ensemble="computed", k="0")
    )
    news.plan([job, SimpleNamespace(rule=SimpleNamespace(name="pairs"))], "labels")
    news.tell()
    write_json(tmp_path / "computed/iter_0/decision.json", NO_PAIR_LEFT)
    news.tell()
    assert [message.partition(":")[0] for message in caplog.messages] == ["computed", "looked-up", "computed"]
    assert caplog.messages[0].startswith("computed: no iteration is done")
    assert caplog.messages[-1] == "computed: finished with iteration 0: no pair is left"
    assert all(record.shown for record in caplog.records)


def test_several_ensembles_are_compared_by_their_preparation(tmp_path):
    assert search_of(tmp_path).comparison == [f"{RESULTS}/_ensembles/ensembles.html"]
    sheet = tmp_path / "made.tsv"
    sheet.write_text("ensemble\tsample\nhot\t1\ncold\t1\n")
    made = {
        "hot": {"preparation": {"temperature": 0.06, "ranges": {"temperature": [0.08, 0.1]}}},
        "cold": {"preparation": {"temperature": 0.07}},
    }
    search = Search(parse_campaign({"samples": str(sheet), "ensembles": made}))
    assert search.by_preparation == ["cold", "hot"]
    assert search.compared("summary.json") == [f"{RESULTS}/{name}/summary.json" for name in ("cold", "hot")]
    assert search.temperatures("hot") == (0.08, 0.1)
    assert search.temperatures("cold") == (0.07, 0.07)
    # tables of labels have no preparation
    assert search_of(tmp_path).temperatures("looked-up") is None
    sheet.write_text("ensemble\tsample\nhot\t1\n")
    assert Search(parse_campaign({"samples": str(sheet)})).comparison == []
