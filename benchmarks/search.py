"""The search on the published minima, from the archive to the two-level systems.

    python benchmarks/search.py ARCHIVE [--initial 500] [--per-iteration 200] [--iterations 3]

The script runs `config/examples/minima.yaml` with more pairs on ARCHIVE, the published minima of one sample.
It uses a temporary folder and two cores. It prints the results, the time of every rule, and the part of the
time from selection to exact results that is not spent on pairs.
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

from glasscape.studies.two_level_systems.pairs.tables import PairFeatures
from glasscape.studies.two_level_systems.search.tables import labels_table

PROJECT = Path(__file__).parents[1]
ENSEMBLE = "published"
CORES = 2
COUNTS = ("computed", "double_wells", "two_level_systems", "not_converged", "failed")


def run(archive: Path, folder: Path, search: dict[str, object]) -> float:
    """Run the workflow in `folder` and return its wall time in seconds."""
    (folder / "config").mkdir()
    (folder / "config" / "config.yaml").write_text((PROJECT / "config" / "config.yaml").read_text())
    config = yaml.safe_load((PROJECT / "config" / "examples" / "minima.yaml").read_text())
    sheet = f"ensemble\tsample\tpath\n{ENSEMBLE}\tglass\t{archive.resolve()}\n"
    (folder / "samples.tsv").write_text(sheet)
    changes = {"samples": "samples.tsv", "two_level_systems": {"search": search}}
    (folder / "run.yaml").write_text(yaml.safe_dump({**config, **changes}))
    command = [
        *(sys.executable, "-m", "snakemake", "--cores", str(CORES), "--quiet", "rules", "progress"),
        *("--snakefile", str(PROJECT / "workflow" / "Snakefile"), "--directory", str(folder)),
        *("--configfile", str(folder / "run.yaml")),
        *("--workflow-profile", str(PROJECT / "profiles" / "default")),
    ]
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=sys.stderr)
    return time.perf_counter() - began


def rule_of(path: Path) -> str:
    """Rule of the job that wrote a file of resource use."""
    return path.parent.name if path.parent.name in ("ingest", "pairs", "predict", "exact") else path.stem


def exact_phase(results: Path, iteration: int) -> float:
    """Seconds from the selection of pairs to the last result."""
    folder = results / f"iter_{iteration}"
    last = max(path.stat().st_mtime for path in (folder / "exact").iterdir())
    return last - (folder / "selected.parquet").stat().st_mtime


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the search on the published minima.")
    parser.add_argument("archive", type=Path)
    parser.add_argument("--initial", type=int, default=500, help="K_0")
    parser.add_argument("--per-iteration", type=int, default=200, help="K_i")
    parser.add_argument("--iterations", type=int, default=3)
    arguments = parser.parse_args()
    search = {
        "initial": {"pairs": arguments.initial},
        "pairs_per_iteration": arguments.per_iteration,
        "max_iterations": arguments.iterations,
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wall = run(arguments.archive, folder, search)
        results = folder / "results" / "two_level_systems" / ENSEMBLE
        summary = json.loads((results / "summary.json").read_text())
        last = summary["iterations"][-1]["iteration"]
        labels = labels_table(PairFeatures(3)).read(results / f"iter_{last}" / "labels.parquet")
        decision = json.loads((results / f"iter_{last}" / "decision.json").read_text())
        offered = CORES * sum(exact_phase(results, k) for k in range(last + 1))
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
    batches, paths = jobs[jobs.rule == "exact"].seconds, labels.seconds.sum()
    print(f"\nFrom selections to results {offered:.0f} core-seconds passed: {paths:.0f} on paths,", end=" ")
    print(f"{batches.sum() - paths:.0f} on levels, files and the start of {len(batches)} jobs,", end=" ")
    print(f"{offered - batches.sum():.0f} with an idle core.")


if __name__ == "__main__":
    main()
