"""The workflow as a module of another one, which may rename its rules and put its files below a folder."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from runs import ENSEMBLE, PROJECT, RESULTS, STORE, Run, replaying, stored

# a folder for all files, and other names of the rules
WAYS = [("", ""), ("nested", "glasscape_")]


def including(run, prefix, naming):
    """The run of a workflow of somebody else that includes this one as a module."""
    run.project = run.folder / "project"
    run.project.mkdir()
    (run.project / "profiles").symlink_to(PROJECT / "profiles")
    lines = [
        "module glasscape:",
        f'    snakefile: "{PROJECT / "workflow" / "Snakefile"}"',
        "    config: config",
        *([f'    prefix: "{prefix}"'] if prefix else []),
        f"use rule * from glasscape{f' as {naming}*' if naming else ''}",
    ]
    (run.project / "workflow").mkdir()
    (run.project / "workflow" / "Snakefile").write_text("\n".join(lines) + "\n")
    return run


def published(folder):
    """What users find in the results of an ensemble: files by name."""
    return {
        path.relative_to(folder): path
        for path in folder.rglob("*")
        if path.is_file() and path.relative_to(folder).parts[0] != "samples" and "iter_" not in str(path)
    }


def assert_same(module, direct, ensemble=RESULTS):
    """Two folders of a campaign hold the same results of an ensemble."""
    ours, theirs = published(module / ensemble), published(direct / ensemble)
    assert ours.keys() == theirs.keys()
    assert Path("defects.parquet") in ours
    tables = [name for name in ours if name.suffix == ".parquet"]
    labels = [path.relative_to(direct / ensemble) for path in (direct / ensemble).rglob("labels.parquet")]
    assert labels
    for name in (*tables, *labels):
        one, two = (pd.read_parquet(folder / ensemble / name) for folder in (module, direct))
        # how long it took
        drop = [column for column in ("seconds",) if column in one]
        pd.testing.assert_frame_equal(one.drop(columns=drop), two.drop(columns=drop))
    one, two = (json.loads((folder / ensemble / "summary.json").read_text()) for folder in (module, direct))
    assert one | {"median_seconds_per_pair": None} == two | {"median_seconds_per_pair": None}


@pytest.mark.slow
@pytest.mark.parametrize(("prefix", "naming"), WAYS)
def test_files_are_below_the_prefix_but_those_of_the_user(tmp_path, prefix, naming):
    run = including(Run(tmp_path), prefix, naming)
    output = run("--dry-run", f"{naming}two_level_systems")
    assert "localrules" not in output
    below = f"{prefix}/" if prefix else ""
    assert f"input: {PROJECT}/resources/example-minima.tar.xz\n" in output
    assert f"output: {below}results/samples/{ENSEMBLE}/small/minima.h5, " in output
    assert f"log: {below}logs/samples/{ENSEMBLE}/small/ingest.log\n" in output
    assert f"input: {below}results/samples/{ENSEMBLE}/small/minima.h5\n" in output
    assert f"output: {below}{RESULTS}/iter_0/selected.parquet\n" in output
    jobs = run.planned()
    # of the target itself, under its new name
    jobs.pop((f"{naming}all", None), None)
    assert jobs == {
        (f"{naming}{rule}", iteration): count
        for rule, iteration, count in (
            ("ingest", None, 1),
            ("zero_point", None, 1),
            ("pairs", None, 1),
            ("select_initial", 0, 1),
            ("exact", 0, 3),
            ("labels", 0, 1),
            ("collect_intermediate_minima", 0, 1),
            ("decide", 0, 1),
        )
    }


@pytest.mark.slow
def test_a_deployed_workflow_has_the_jobs_of_a_direct_run(tmp_path):
    """`snakedeploy deploy-workflow` copies config and profiles, and writes a Snakefile with a module."""
    direct, deployed = tmp_path / "direct", tmp_path / "deployed"
    for folder in (direct, deployed):
        shutil.copytree(PROJECT / "config", folder / "config")
        shutil.copytree(PROJECT / "profiles", folder / "profiles")
    shutil.copytree(PROJECT / "workflow", direct / "workflow")
    (deployed / "workflow").mkdir()
    snakefile = PROJECT / "workflow" / "Snakefile"
    (deployed / "workflow" / "Snakefile").write_text(
        f'''configfile: "config/config.yaml"

module glasscape:
    snakefile: "{snakefile}"
    config: config

use rule * from glasscape
'''
    )
    found = []
    for folder in (direct, deployed):
        command = [sys.executable, "-m", "snakemake", "--cores", "2", "--dry-run"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        found.append(re.findall(r"^    output: (.*)", done.stdout + done.stderr, re.MULTILINE))
    assert len(found[0]) > 40
    assert sorted(found[0]) == sorted(found[1])


@pytest.mark.slow
@pytest.mark.parametrize("prefix", ["", "nested"])
def test_relative_inputs_of_the_user_are_outside_of_the_prefix(tmp_path, prefix):
    (tmp_path / "minima").mkdir()
    for name in ("one", "two"):
        (tmp_path / "minima" / f"{name}.data").write_text("")
    (tmp_path / "counts.csv").write_text("")
    run = Run(tmp_path)
    (tmp_path / "samples.tsv").write_text(
        f"ensemble\tsample\tpath\ttransitions\n{ENSEMBLE}\tsmall\tminima\tcounts.csv\n"
    )
    output = including(run, prefix, "")("--dry-run")
    assert "input: minima/one.data, minima/two.data, counts.csv\n" in output


@pytest.fixture(scope="module")
def looked_up(tmp_path_factory):
    """A run on a table of labels, without a module."""
    run = replaying(tmp_path_factory.mktemp("direct"), ENSEMBLE, max_iterations=1)
    run()
    return run


@pytest.mark.slow
@pytest.mark.parametrize(("prefix", "naming"), WAYS)
def test_a_search_in_tables_gives_the_same_as_a_direct_run(tmp_path, looked_up, prefix, naming):
    run = including(replaying(tmp_path, ENSEMBLE, max_iterations=1), prefix, naming)
    output = run("--dry-run")
    assert f"input: {ENSEMBLE}.parquet\n" in output
    run()
    assert_same(tmp_path / prefix, looked_up.folder)
    assert (tmp_path / "results").exists() == (not prefix)
    assert run.planned() == {}


@pytest.mark.slow
def test_a_search_in_minima_gives_the_same_as_a_direct_run(tmp_path, finished):
    run = including(Run(tmp_path), "nested", "glasscape_")
    # what is computed of a pair does not depend on who includes the workflow
    shutil.copytree(finished.folder / STORE, tmp_path / "nested" / STORE)
    run()
    assert_same(tmp_path / "nested", finished.folder)
    assert not (tmp_path / "results").exists()
    # no path is computed again, so the store lies beside the results
    run.folder = tmp_path / "nested"
    assert stored(run) == stored(finished)
