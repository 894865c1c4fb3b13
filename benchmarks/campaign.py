"""Whole samples of the published campaign, beside the published numbers.

    snakemake --cores 2 --configfile SAMPLES.yaml
    python benchmarks/campaign.py T0.092 [T0.07 ...]

SAMPLES.yaml is `config/examples/paper.yaml` with a sample sheet of a few samples. The script reads the
results of these ensembles below the working directory. Intervals of n0 are those of Poisson statistics of the
number found: they leave out that glasses differ. Published numbers are those of Ciarella et al., Nat. Commun.
14, 4229 (2023).
"""

import argparse
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from scipy.stats import chi2

from glasscape.files import read_json


class Published(NamedTuple):
    """Results of the publication for one temperature, argon.

    Attributes
    ----------
    n0 : float
        Density of two-level systems, 1 / (epsilon sigma^3).
    filtered, found_by_filter : int
        Pairs that the dynamical filter computes, and two-level systems among them.
    computed, found : int
        Pairs that the iterative search computes, and two-level systems among them.
    """

    n0: float
    filtered: int
    found_by_filter: int
    computed: int
    found: int


PUBLISHED = {
    "T0.062": Published(0.67, 14202, 61, 2500, 156),
    "T0.07": Published(4.47, 21109, 291, 5000, 1057),
    "T0.092": Published(25.14, 30920, 245, 4000, 776),
}
LEVEL = 0.05


def poisson_limits(count: int) -> tuple[float, float]:
    """Limits of the 90 % interval of the mean of a Poisson distribution from one count (Garwood)."""
    low = float(chi2.ppf(LEVEL, 2 * count)) / 2.0 if count else 0.0
    return low, float(chi2.ppf(1.0 - LEVEL, 2 * count + 2)) / 2.0


def hours(*folders: Path) -> float:
    """Core-hours of all jobs that wrote their use of resources below some folders."""
    tables = [pd.read_csv(path, sep="\t") for folder in folders for path in folder.rglob("*.tsv")]
    return float(sum(table.cpu_time.sum() for table in tables)) / 3600.0


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("ensembles", nargs="+", choices=PUBLISHED)
    rows: dict[str, list[str]] = {}
    for name in options.parse_args().ensembles:
        summary = read_json(Path("results/two_level_systems", name, "summary.json"))
        published = PUBLISHED[name]
        dynamical = summary["procedures"][1]
        left, count = summary["completeness"], summary["two_level_systems"]
        scale = summary["volume"] * summary["splitting_threshold"]
        low, high = (limit / scale for limit in poisson_limits(count - summary["targets_vibrational"]))
        per_filter = published.filtered / published.found_by_filter
        filtered = dynamical["unbiased"] if dynamical["unbiased"] is not None else dynamical["found"]
        samples = sorted(Path("results/samples", name).iterdir())
        rows[name] = [
            f"{summary['samples']} ({summary['samples_not_equilibrated']})",
            f"{summary['configurations']:,}",
            f"{summary['minima']:,}",
            f"{summary['candidate_pairs']:,}",
            f"{summary['computed']:,}",
            f"{count} ({summary['targets_vibrational']})",
            f"{left['left_low']:.0f} to {left['left_high']:.0f}",
            f"{(count - summary['targets_vibrational']) / scale:.3g} ({low:.3g} to {high:.3g})",
            f"{published.n0:g}",
            f"{count / summary['samples']:.1f}",
            f"{summary['computed'] / max(count, 1):.1f}",
            f"{published.computed / published.found:.1f}",
            f"{dynamical['computed']:,}",
            f"{dynamical['found']}, estimated {filtered:.0f}",
            f"{count / filtered:.1f}" if filtered else "-",
            f"{published.found / published.found_by_filter:.1f}",
            f"{per_filter:.0f}",
            f"{hours(*(Path('logs/samples', name, sample.name) for sample in samples)):.1f}",
            f"{hours(Path('logs/two_level_systems', name)):.1f}",
        ]
    titles = [
        "samples (not in equilibrium)",
        "quenches",
        "minima",
        "candidate pairs",
        "pairs computed",
        "two-level systems found (vibrations)",
        "left, 90 %",
        "n0, 1 / (epsilon sigma^3), 90 % of Poisson statistics",
        "n0, published",
        "two-level systems per sample",
        "pairs computed per two-level system",
        "the same, published",
        "pairs of the dynamical filter",
        "two-level systems among them: computed here, and all",
        "two-level systems found here by those of the filter",
        "the same, published",
        "pairs per two-level system of the filter, published",
        "core-hours, preparation and exploration",
        "core-hours, pairs, learning and exact calculations",
    ]
    print("| |", " | ".join(rows), "|")
    print("| --- |", " | ".join("---:" for _ in rows), "|")
    for title, *values in zip(titles, *rows.values(), strict=True):
        print(f"| {title} |", " | ".join(values), "|")


if __name__ == "__main__":
    main()
