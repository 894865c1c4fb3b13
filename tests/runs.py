"""Runs of the workflow in temporary folders."""

import fcntl
import os
import pickle
import re
import subprocess
import sys
from collections import Counter
from copy import deepcopy
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

from glasscape.paths import store

PROJECT = Path(__file__).parents[1]
ENSEMBLE = "example"
RESULTS = Path("results") / "two_level_systems" / ENSEMBLE
SAMPLE = Path("results") / "samples" / ENSEMBLE / "small"
STORE = Path("results") / "paths"

GLASS = Path("results") / "samples" / "made" / "one"
LIBRARY = str(GLASS / "minima.h5")

JOB = re.compile(r"^(?:local)?(?:rule|checkpoint) (\w+):\n((?:    .*\n)+)", re.MULTILINE)


class Run:
    """A folder with a config in which the workflow runs."""

    def __init__(self, folder: Path, **search):
        self.folder = folder
        self.project = PROJECT
        self.environment = None
        self.config = {
            "samples": "samples.tsv",
            "two_level_systems": {
                "search": {
                    "initial": {"pairs": 60},
                    "pairs_per_iteration": 20,
                    "max_iterations": 2,
                    # twenty pairs in a batch
                    "seconds_per_pair": 6.0,
                    "batches_multiple": 1,
                    "stop_fraction": 0.0,
                    **search,
                },
                "learning": {
                    "families": ["lightgbm"],
                    "lightgbm": {"trees": 30},
                    "stack": None,
                    "prefilter": False,
                },
            },
        }
        (folder / "config").mkdir()
        (folder / "config" / "config.yaml").write_text("{}\n")
        (folder / "samples.tsv").write_text(
            f"ensemble\tsample\tpath\n{ENSEMBLE}\tsmall\t{PROJECT / 'resources' / 'example-minima.tar.xz'}\n"
        )

    @property
    def study(self):
        """Section of the search in the config."""
        return self.config["two_level_systems"]

    def command(self, *arguments):
        (self.folder / "run.yaml").write_text(yaml.safe_dump(self.config))
        return [
            sys.executable, "-m", "snakemake", "--snakefile", str(self.project / "workflow" / "Snakefile"),
            "--directory", str(self.folder), "--configfile", str(self.folder / "run.yaml"),
            "--workflow-profile", str(self.project / "profiles" / "default"), "--cores", "2", *arguments,
        ]  # fmt: skip

    def __call__(self, *arguments, fails=False):
        done = subprocess.run(
            self.command(*arguments), cwd=self.folder, env=self.environment, capture_output=True, text=True
        )
        output = done.stdout + done.stderr
        assert (done.returncode != 0) == fails, output
        return output

    def start(self, *arguments):
        """Start a run in a new session, so that all of its processes can be killed."""
        return subprocess.Popen(
            self.command(*arguments), cwd=self.folder, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def planned(self, *target):
        """Count the jobs of a dry run by rule and iteration. Targets are left out."""
        self._last = list(self._jobs(self("--dry-run", *target)))
        return dict(Counter((rule, iteration) for rule, iteration, _ in self._last))

    def reasons(self, rule):
        """Reasons for the jobs of a rule in the last dry run."""
        return {reason for name, _, reason in self._last if name == rule}

    @staticmethod
    def _jobs(output):
        for rule, block in JOB.findall(output):
            iteration = re.search(r"output: .*?iter_(\d+)", block)
            reason = re.search(r"reason: ([^:\n]*)", block)
            if rule not in ("all", "two_level_systems", "unrolled"):
                yield rule, int(iteration[1]) if iteration else None, reason[1]


def making(folder):
    """A run that makes and explores a glass of 100 particles."""
    run = Run(folder)
    (folder / "samples.tsv").write_text("ensemble\tsample\nmade\tone\n")
    run.config["preparation"] = {"particles": 100, "temperature": 0.12, "blocks": 3000}
    run.config["exploration"] = {"temperature": 0.08, "trajectories": 4, "steps": 3000, "quench_every": 10}
    run.study["pairs"] = {"max_displacement": 3.0}
    return run


def once(factory, name, execute):
    """A finished run that all processes of the tests share. The first one that asks for it executes it."""
    folder = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    finished = folder / f"{name}.pickle"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not finished.exists():
            run = execute(factory.mktemp(name))
            finished.write_bytes(pickle.dumps(run))
    return pickle.loads(finished.read_bytes())


def copy_of(run, folder):
    """A copy of a finished run."""
    subprocess.run(["cp", "-a", str(run.folder), str(folder / "copy")], check=True)
    again = deepcopy(run)
    again.folder = folder / "copy"
    return again


def stored(run):
    """Number of records in the store of exact results."""
    return sum(path.read_bytes().count(b"\n") for path in (run.folder / STORE).glob(f"*{store.PATHS}"))


def all_keys(run):
    """Keys of all complete records in the store."""
    lines = [
        line
        for path in (run.folder / STORE).glob(f"*{store.PATHS}")
        for line in path.read_bytes().split(b"\n")
    ]
    return [line.split(b" ")[1].decode() for line in lines if line.endswith(b"}")]


def keys(run):
    """Keys of the paths that can be read from the store."""
    return set(store.load(run.folder / STORE, all_keys(run)))


def labelled_pairs(seed):
    """A table of pairs. Those with small displacements are double wells."""
    rng = np.random.default_rng(seed)
    n = 800
    table = pd.DataFrame(
        {
            "glass": rng.choice(["one", "two", "three"], n),
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
    """A run on tables of labels."""
    run = Run(folder, **search)
    for seed, name in enumerate(names):
        labelled_pairs(seed).to_parquet(folder / f"{name}.parquet")
        tables = {"lookup": {"tables": [{"path": f"{name}.parquet"}]}}
        run.config.setdefault("ensembles", {})[name] = {"two_level_systems": tables}
    columns = {
        "sample": "glass",
        "a": "low",
        "b": "high",
        "energy_difference": "dE",
        "is_double_well": "well",
    }
    run.study["lookup"] = {"columns": columns}
    (folder / "samples.tsv").write_text("ensemble\tsample\n" + "".join(f"{name}\tall\n" for name in names))
    return run
