"""What the workflow would run, and run again, after a change."""

import os
import shutil
import subprocess
import sys

import pytest
from runs import ENSEMBLE, JOB, LIBRARY, PROJECT, RESULTS, Run, copy_of, stored

from glasscape import versions
from glasscape.files import read_json
from glasscape.studies.two_level_systems import versions as search_versions
from glasscape.studies.two_level_systems.exact.tables import EXACT
from glasscape.studies.two_level_systems.pairs.tables import PairFeatures
from glasscape.studies.two_level_systems.search.tables import labels_table

LABELS = labels_table(PairFeatures(displacements=3))


def final(k):
    """Jobs that make results out of the labels of iteration k."""
    return {(name, k): 1 for name in ("statistics", "summarise", "figures", "page", "export")}


def test_a_fresh_dry_run_shows_the_first_iterations(tmp_path):
    jobs = Run(tmp_path).planned()
    assert jobs == {
        ("ingest", None): 1,
        ("zero_point", None): 1,
        ("pairs", None): 1,
        ("select_initial", 0): 1,
        ("exact", 0): 3,
        ("labels", 0): 1,
        ("collect_intermediate_minima", 0): 1,
        ("decide", 0): 1,
    }


def test_a_second_ensemble_does_not_wait_for_the_first(tmp_path):
    run = Run(tmp_path)
    sheet = tmp_path / "samples.tsv"
    sheet.write_text(
        sheet.read_text() + sheet.read_text().splitlines()[1].replace(ENSEMBLE, "other", 1) + "\n"
    )
    jobs = run.planned()
    assert jobs["ingest", None] == 2
    assert jobs["exact", 0] == 6
    # they are compared once all of them are done
    assert ("compare_ensembles", None) not in jobs
    assert "compare_ensembles" in run("--dry-run", "results/two_level_systems/_ensembles/ensembles.html")


def test_unrolled_shows_the_whole_graph(tmp_path):
    run = Run(tmp_path, max_iterations=4)
    output = run("--dry-run", "unrolled")
    assert "iter_4/summary.json" in output


def assert_nothing_is_left(run):
    output = run("--dry-run")
    assert "Nothing to be done" in output
    assert not JOB.search(output)


def test_nothing_is_left_to_do_after_a_run(finished):
    assert_nothing_is_left(finished)
    assert "Nothing to be done" in finished("--dry-run", "two_level_systems")


@pytest.mark.slow
def test_nothing_is_left_to_do_after_a_glass_was_made(made):
    assert_nothing_is_left(made)


def test_changing_one_exact_result_reruns_what_depends_on_it(copy):
    path = copy.folder / RESULTS / "iter_1" / "exact" / "0.parquet"
    table = EXACT.read(path)
    table.loc[0, "energy_barrier"] = 0.123
    EXACT.write(path, table)
    # up to the next decision, and in the whole graph: nothing of iteration 0 and no training of 1
    assert copy.planned() == {("labels", 1): 1, ("decide", 1): 1}
    assert copy.planned("unrolled") == {
        ("labels", 1): 1,
        ("train", 2): 1,
        ("predict", 2): 1,
        ("select", 2): 1,
        ("exact", 2): 1,
        ("collect_intermediate_minima", 2): 1,
        ("labels", 2): 1,
        **final(2),
    }


@pytest.mark.slow
def test_the_versions_of_samples_and_of_the_search_are_apart(made, tmp_path):
    """Figures of both have a version of the same name."""
    jobs = with_version(copy_of(made, tmp_path), versions, "FIGURES").planned()
    assert jobs == {("draw_glass", None): 1}


def test_touching_an_exact_result_reruns_nothing(copy):
    path = copy.folder / RESULTS / "iter_0" / "exact" / "0.parquet"
    path.touch()
    assert copy.planned() == {}


def test_a_learning_parameter_reruns_learning_and_what_follows(copy):
    copy.study["learning"]["lightgbm"]["trees"] = 40
    jobs = copy.planned("unrolled")
    assert jobs["train", 1] == 1
    assert jobs["train", 2] == 1
    assert not {job for job in jobs if job[0] in ("ingest", "pairs", "select_initial") or job[1] == 0}


@pytest.mark.slow
def test_pairs_that_other_models_choose_again_come_from_the_store(copy):
    copy.study["learning"]["lightgbm"]["trees"] = 40
    before = stored(copy)
    copy()
    labels = LABELS.read(copy.folder / RESULTS / "iter_2" / "labels.parquet")
    new = len(labels) - len(
        labels.merge(LABELS.read(copy.folder / RESULTS / "iter_0" / "labels.parquet")[["sample", "a", "b"]])
    )
    # pairs that the first run had computed come from the store
    assert stored(copy) - before < new


@pytest.mark.slow
def test_the_stop_fraction_reruns_decisions_only(copy):
    copy.study["search"]["stop_fraction"] = 0.02
    # the first decision is open again; no calculation before it is
    assert copy.planned() == {("decide", 0): 1}
    output = copy("--verbose")
    assert "checkpoint decide" in output
    assert "rule exact" not in output


@pytest.mark.slow
def test_more_trajectories_leave_the_finished_ones_alone(made, tmp_path):
    run = copy_of(made, tmp_path)
    run.config["exploration"]["trajectories"] = 6
    assert run.planned(LIBRARY) == {("explore", None): 2, ("collect", None): 1}
    # where new minima are rare, later rounds are not run
    run.config["exploration"] |= {"new_minima": 1.0}
    run(LIBRARY)
    found = read_json((run.folder / LIBRARY).with_suffix(".json"))
    assert len(found["new_of_trajectory"]) == 2
    evaluated = read_json((run.folder / LIBRARY).with_name("exploration") / "before_round_2.json")
    assert evaluated["trajectories"] == 2
    assert evaluated["enough"]


@pytest.mark.slow
def test_an_ensemble_of_its_own_does_not_touch_the_other(made, tmp_path):
    run = copy_of(made, tmp_path)
    sheet = run.folder / "samples.tsv"
    sheet.write_text(sheet.read_text() + "cold\tone\n")
    run.config["ensembles"] = {"cold": {"preparation": {"temperature": 0.09}}}
    jobs = run.planned()
    assert (jobs["prepare", None], jobs["explore", None]) == (1, 4)
    run.config["ensembles"] = {"made": {"preparation": {"temperature": 0.09}}}
    assert run.planned()["prepare", None] == 2


def test_the_graph_is_linted_and_formatted():
    for command in (
        [sys.executable, "-m", "snakemake", "--lint", "--cores", "1"],
        [sys.executable, "-m", "snakefmt", "--check", "workflow"],
    ):
        done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


def test_more_pairs_in_a_later_iteration_leave_the_earlier_ones_alone(copy):
    copy.study["search"]["pairs_per_iteration"] = [20, 30]
    expected = {("select", 2): 1, ("exact", 2): 2, ("labels", 2): 1, ("collect_intermediate_minima", 2): 1}
    assert copy.planned() == expected | {("decide", 2): 1}
    assert copy.planned("unrolled") == expected | final(2)
    assert copy.reasons("select") == {"Params have changed since last execution"}


def test_a_new_sample_leaves_the_others_alone(copy):
    sheet = copy.folder / "samples.tsv"
    ensemble, _, path = sheet.read_text().splitlines()[1].split("\t")
    other = shutil.copy(path, copy.folder / "other.tar.xz")
    sheet.write_text(sheet.read_text() + f"{ensemble}\tnew\t{other}\n")
    jobs = copy.planned()
    assert (jobs["ingest", None], jobs["pairs", None]) == (1, 1)
    # pairs are drawn from all samples
    assert copy.reasons("select_initial") == {"Input files updated by another job"}


def with_version(run, module, name):
    """The run by a later glasscape, in which a version is raised."""
    overlay = run.folder / "overlay"
    overlay.mkdir()
    raised = f"from {module.__name__} import __dict__ as versions\nversions[{name!r}] += 1\n"
    (overlay / "sitecustomize.py").write_text(raised)
    run.environment = {**os.environ, "PYTHONPATH": str(overlay)}
    return run


def test_other_physics_remake_every_exact_result(copy):
    jobs = with_version(copy, versions, "PATH").planned("unrolled")
    assert (jobs["exact", 0], jobs["exact", 1], jobs["exact", 2]) == (3, 1, 1)
    assert not {job for job in jobs if job[0] in ("ingest", "pairs", "select_initial")}
    assert "Params have changed since last execution" in copy.reasons("exact")


def test_other_models_remake_learning_and_what_follows(copy):
    jobs = with_version(copy, search_versions, "LEARNING").planned("unrolled")
    assert (jobs["train", 1], jobs["predict", 1], jobs["train", 2]) == (1, 1, 1)
    assert not {job for job in jobs if job[1] in (None, 0)}
    assert "Params have changed since last execution" in copy.reasons("train")


def test_other_figures_remake_figures_alone(copy):
    jobs = with_version(copy, search_versions, "FIGURES").planned()
    assert jobs == {("figures", 2): 1, ("page", 2): 1, ("publish", None): 1}
    assert copy.reasons("figures") == {"Params have changed since last execution"}


def test_a_reformat_or_another_checkout_remakes_nothing(copy, tmp_path):
    copy.project = tmp_path / "project"
    copy.project.mkdir()
    for name in ("workflow", "profiles", "envs"):
        shutil.copytree(PROJECT / name, copy.project / name)
    for path in (*copy.project.rglob("*.py"), *copy.project.rglob("*.smk")):
        path.write_text(path.read_text() + "\n\n# reformatted\n")
    assert copy.planned() == {}
    assert copy.planned("unrolled") == {}
