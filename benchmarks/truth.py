"""Make truth sets: small glasses of which every candidate pair is computed.

    python benchmarks/truth.py FOLDER [SET ...] [--cores 2] [--zero-point]

Every set has four glasses of one model and one preparation temperature. The workflow makes them, and its
initial pairs are all pairs. FOLDER/SET.parquet receives their features, verdicts, splittings and costs, from
which searches are replayed (`benchmarks/completeness.py`). A set takes one to four core-hours. Glasses of 600
soft spheres at T_f = 0.085 are so stable that each has about a hundred pairs, too few for a search. FOLDER
keeps finished glasses and paths, so that an interrupted run continues. With --zero-point, the vibrations of
all double wells are computed, too, and candidate pairs are chosen by their energy difference with zero-point
energy. This takes about twice as long.
"""

import argparse
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from glasscape.studies.two_level_systems.pairs.tables import PairFeatures
from glasscape.studies.two_level_systems.search.tables import PREDICTION, labels_table

PROJECT = Path(__file__).parents[1]
LABELS = Path("results/two_level_systems/glasses/iter_0/labels.parquet")
GLASSES = 4

SOFT_SPHERES: dict[str, Any] = {
    "preparation": {"particles": 600, "blocks": 3_000},
    "exploration": {"temperature": 0.04, "trajectories": 8, "steps": 10_000},
    "two_level_systems": {"pairs": {"max_energy_difference": 0.1, "max_displacement": 1.5}},
}
KOB_ANDERSEN: dict[str, Any] = {
    "potential": {"model": "kob-andersen"},
    # swap moves of Kob-Andersen particles are rarely accepted: a block is mostly molecular dynamics
    "preparation": {"particles": 300, "blocks": 3_000, "steps_per_block": 100, "time_step": 0.005},
    "exploration": {
        "temperature": 0.3,
        "time_step": 0.005,
        "trajectories": 8,
        "steps": 20_000,
        "quench_every": 200,
    },
    "two_level_systems": {
        "pairs": {"max_energy_difference": 1.0, "max_displacement": 2.5},
        "quantum": {"substance": "NiP"},
    },
}
SETS = {
    "soft-spheres-0.092": (SOFT_SPHERES, 0.092),
    "soft-spheres-0.100": (SOFT_SPHERES, 0.100),
    "kob-andersen-0.60": (KOB_ANDERSEN, 0.60),
    "kob-andersen-0.50": (KOB_ANDERSEN, 0.50),
}
# more than any set has; one iteration computes them all
ALL = {"initial": {"pairs": 60_000, "random_part": 1.0}, "max_iterations": 1, "seconds_per_pair": 0.2}


def make(name: str, folder: Path, cores: int, zero_point: bool) -> pd.DataFrame:
    """All pairs of a set with their results."""
    settings, temperature = SETS[name]
    run = folder / name
    (run / "config").mkdir(parents=True, exist_ok=True)
    (run / "config" / "config.yaml").write_text((PROJECT / "config" / "config.yaml").read_text())
    rows = "".join(f"glasses\t{k}\n" for k in range(1, GLASSES + 1))
    (run / "samples.tsv").write_text("ensemble\tsample\n" + rows)
    study = settings["two_level_systems"]
    quantum = {**study.get("quantum", {}), "zero_point": "adiabatic" if zero_point else "none"}
    config = {
        **settings,
        "samples": "samples.tsv",
        "preparation": {**settings["preparation"], "temperature": temperature},
        "two_level_systems": {**study, "quantum": quantum, "search": ALL},
    }
    (run / "run.yaml").write_text(yaml.safe_dump(config))
    command = [
        *(sys.executable, "-m", "snakemake", "--cores", str(cores), "--quiet", "rules", "progress"),
        *("--snakefile", PROJECT / "workflow" / "Snakefile", "--directory", run),
        *("--configfile", run / "run.yaml"),
        # a run that was killed leaves its lock
        *("--rerun-incomplete", "--nolock", "--", LABELS),
    ]
    subprocess.run([str(part) for part in command], check=True)
    labels = labels_table(PairFeatures(3)).read(run / LABELS)
    predictions = {column.name for column in PREDICTION}
    return labels.drop(columns=[*predictions, "iteration", "reason"])


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("folder", type=Path)
    options.add_argument("sets", nargs="*", default=list(SETS), metavar="SET", help=", ".join(SETS))
    options.add_argument("--cores", type=int, default=2)
    options.add_argument("--zero-point", action="store_true")
    arguments = options.parse_args()
    for name in arguments.sets:
        table = make(name, arguments.folder, arguments.cores, arguments.zero_point)
        table.to_parquet(arguments.folder / f"{name}.parquet", index=False)
        counts = table.verdict.value_counts().to_dict()
        cost = table.seconds.sum() / 3600.0
        print(f"{name}: {len(table)} pairs, {counts}, {cost:.1f} core-hours", flush=True)


if __name__ == "__main__":
    main()
