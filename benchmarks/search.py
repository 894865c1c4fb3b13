"""The search on the published minima, from the archive to the two-level systems.

    python benchmarks/search.py ARCHIVE > benchmarks/search.md

Runs `config/examples/minima.yaml`, with more pairs, on ARCHIVE, the published minima of one glass,
in a folder of its own with two cores, and prints what was found and how long every rule took.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd
import yaml

from glasscape.tables import labels_table

PROJECT = Path(__file__).parents[1]
ENSEMBLE = "published"
SEARCH = {"initial": {"pairs": 500}, "pairs_per_iteration": 200, "max_iterations": 3}
COUNTS = ("computed", "double_wells", "two_level_systems", "not_converged", "failed")


def run(archive: Path, folder: Path) -> float:
    """Run the workflow in `folder` and return its wall time in seconds."""
    (folder / "config").mkdir()
    (folder / "config" / "config.yaml").write_text((PROJECT / "config" / "config.yaml").read_text())
    config = yaml.safe_load((PROJECT / "config" / "examples" / "minima.yaml").read_text())
    sheet = f"ensemble\tglass\tpath\n{ENSEMBLE}\tglass\t{archive.resolve()}\n"
    (folder / "glasses.tsv").write_text(sheet)
    changes = {"glasses": "glasses.tsv", "search": SEARCH}
    (folder / "run.yaml").write_text(yaml.safe_dump({**config, **changes}))
    command = [
        *(sys.executable, "-m", "snakemake", "--cores", "2", "--quiet", "all"),
        *("--snakefile", str(PROJECT / "Snakefile"), "--directory", str(folder)),
        *("--configfile", str(folder / "run.yaml")),
        *("--workflow-profile", str(PROJECT / "profiles" / "default")),
    ]
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=sys.stderr)
    return time.perf_counter() - began


def rule_of(path: Path) -> str:
    """Rule whose job wrote a file of resource use."""
    return path.parent.name if path.parent.name in ("ingest", "pairs", "predict", "exact") else path.stem


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the search on the published minima.")
    parser.add_argument("archive", type=Path)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wall = run(parser.parse_args().archive, folder)
        results = folder / "results" / ENSEMBLE
        summary = json.loads((results / "summary.json").read_text())
        last = summary["iterations"][-1]["iteration"]
        labels = labels_table(3).read(results / f"iter_{last}" / "labels.parquet")
        decision = json.loads((results / f"iter_{last}" / "decision.json").read_text())
        jobs = pd.DataFrame(
            [
                {"rule": rule_of(path), "seconds": pd.read_csv(path, sep="\t").s.sum()}
                for path in (folder / "logs").rglob("*.tsv")
            ]
        )
    print("# The published minima of one glass\n")
    print("    python benchmarks/search.py ARCHIVE\n")
    print(
        f"{summary['configurations']} files, {summary['minima']} minima, {summary['pairs']} pairs,", end=" "
    )
    print(f"{summary['candidate_pairs']} candidates; {wall:.0f} s in all on two cores.\n")
    print(
        "| iteration | "
        + " | ".join(name.replace("_", " ").replace("two level", "two-level") for name in COUNTS)
        + " |"
    )
    print("| --- |" + " ---: |" * len(COUNTS))
    for row in [*summary["iterations"], {**summary, "iteration": "all"}]:
        print(f"| {row['iteration']} | " + " | ".join(str(row[name]) for name in COUNTS) + " |")
    print(f"\nStopped because {decision['reason']}.")
    print(f"Smallest splitting of a double well: {labels.quantum_splitting.min():.5f} epsilon.\n")
    print("| rule | jobs | seconds |")
    print("| --- | ---: | ---: |")
    for rule, seconds in jobs.groupby("rule").seconds.agg(["count", "sum"]).sort_values("sum").iterrows():
        print(f"| {rule} | {seconds['count']:.0f} | {seconds['sum']:.1f} |")
    quantiles = labels.seconds.quantile([0.5, 0.9, 1.0])
    evaluations = labels.evaluations.median()
    print("\nSeconds per pair on one core: ", end="")
    print("median {:.2f}, 90 % below {:.2f}, largest {:.2f};".format(*quantiles), end=" ")
    print(f"median {evaluations:.0f} force evaluations.")


if __name__ == "__main__":
    main()
