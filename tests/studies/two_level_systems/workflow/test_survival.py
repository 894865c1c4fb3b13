"""Kills, lost files, full disks: nothing finished is lost, nothing is computed twice."""

import json
import os
import random
import shutil
import signal
import subprocess
import time
from collections import Counter
from contextlib import suppress

import numpy as np
import pandas as pd
import psutil
import pytest
from runs import GLASS, LIBRARY, RESULTS, SAMPLE, STORE, Run, all_keys, keys, making, stored

from glasscape.minima.library import MinimaLibrary
from glasscape.paths import store
from glasscape.studies.two_level_systems.exact.tables import EXACT


@pytest.mark.slow
def test_lost_outputs_come_back_from_the_store(copy):
    before = pd.concat(
        EXACT.read(path) for path in sorted((copy.folder / RESULTS / "iter_0" / "exact").glob("?.parquet"))
    )
    for path in (copy.folder / RESULTS).rglob("exact/*.parquet"):
        path.unlink()
    count = stored(copy)
    # a job that ended unwatched has written this file again
    os.utime(copy.folder / SAMPLE / "minima.h5", (1e9, 1e9))
    told = copy("--forcerun", "exact")
    assert "compute them again, --forcerun ingest" in told
    assert stored(copy) == count
    after = pd.concat(
        EXACT.read(path) for path in sorted((copy.folder / RESULTS / "iter_0" / "exact").glob("?.parquet"))
    )
    pd.testing.assert_frame_equal(before, after)


@pytest.mark.slow
@pytest.mark.parametrize("amid", ["preparation", "exploration"])
def test_killed_preparation_and_exploration_go_on(tmp_path, made, amid):
    """SIGKILL to Snakemake and its workers: nothing finished is redone, and the result is the same."""
    run = making(tmp_path)
    process = run.start(LIBRARY)
    checkpoint = tmp_path / GLASS / "preparation.npz"

    def finished_runs():
        return {path: path.stat().st_mtime_ns for path in sorted((tmp_path / GLASS).glob("exploration/*.h5"))}

    def far_enough():
        if amid == "exploration":
            # on two cores the last two begin when Snakemake knows that the first two have ended
            return len(list(tmp_path.glob("logs/samples/made/one/explore/*.log"))) == 4
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


def workers_of(process):
    """Processes of Snakemake that execute jobs now."""
    workers = []
    with suppress(psutil.NoSuchProcess):
        for child in psutil.Process(process.pid).children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                if any("/scripts/" in argument for argument in child.cmdline()):
                    workers.append(child)
    return workers


@pytest.mark.slow
def test_kills_lose_no_finished_pair(tmp_path, finished):
    """SIGKILL to workers and to Snakemake at random moments of their work, then finish."""
    run = Run(tmp_path)
    rng = random.Random(1)
    process = run.start()
    kills = Counter()
    while kills.total() < 6:
        while process.poll() is None and not workers_of(process):
            time.sleep(0.05)
        time.sleep(rng.uniform(0.0, 2.0))
        if process.poll() == 0:
            # done in spite of all: once more, with the store alone
            shutil.rmtree(tmp_path / RESULTS)
        if process.poll() is not None:
            process = run.start()
            continue
        # two deaths at one pair would mark it
        for path in (tmp_path / STORE).glob(f"*{store.BEGUN}"):
            path.unlink(missing_ok=True)
        if kills["worker"] < kills["all"]:
            try:
                rng.choice(workers_of(process)).kill()
            except (IndexError, psutil.NoSuchProcess):
                continue
            kills["worker"] += 1
        else:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            kills["all"] += 1
            run("--unlock")
            process = run.start()
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    run("--unlock")
    run()
    assert len(keys(run)) == 100
    assert max(Counter(all_keys(run)).values()) == 1
    for name in ("defects.parquet", "iter_2/labels.parquet"):
        one, two = (pd.read_parquet(folder / RESULTS / name) for folder in (tmp_path, finished.folder))
        pd.testing.assert_frame_equal(one.drop(columns="seconds"), two.drop(columns="seconds"))


def test_two_runs_in_one_folder_refuse_each_other(tmp_path):
    run = Run(tmp_path)
    first = run.start()
    try:
        locks = tmp_path / ".snakemake" / "locks"
        deadline = time.monotonic() + 60
        while not (locks.is_dir() and list(locks.iterdir())) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert "cannot be locked" in run(fails=True)
    finally:
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 20 MB in memory."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("file systems cannot be mounted here, which needs root")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.mark.slow
def test_a_full_disk_is_told_and_the_search_goes_on_when_there_is_room(tmp_path, small_disk, finished):
    (tmp_path / "run").mkdir()
    run = Run(tmp_path / "run")
    (tmp_path / "run" / "results").symlink_to(small_disk)
    run(str(RESULTS / "iter_0" / "exact" / "0.parquet"))
    before = keys(run)
    filler = small_disk / "filler"
    free = shutil.disk_usage(small_disk).free
    filler.write_bytes(bytes(free - 200_000))
    output = run(fails=True)
    assert "No space left on device" in output
    assert "finished results are kept" in output
    filler.unlink()
    labels = str(RESULTS / "iter_1" / "labels.parquet")
    run(labels)
    assert before < keys(run)
    assert max(Counter(all_keys(run)).values()) == 1
    one, two = (pd.read_parquet(each.folder / labels) for each in (run, finished))
    pd.testing.assert_frame_equal(one.drop(columns="seconds"), two.drop(columns="seconds"))


@pytest.mark.slow
def test_a_folder_that_cannot_be_written_to_is_told(tmp_path, small_disk):
    (tmp_path / "run").mkdir()
    run = Run(tmp_path / "run")
    (tmp_path / "run" / "results").symlink_to(small_disk)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    output = run(fails=True)
    assert "Read-only file system" in output
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    run(str(RESULTS / "iter_0" / "selected.parquet"))
