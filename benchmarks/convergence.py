"""Dependence of quantum splittings of real double wells on images, tolerance, grid and extension.

    python benchmarks/convergence.py ARCHIVE [--pairs 30]

ARCHIVE holds the published minima of one sample, inherent-structures-T0.062-Cnf-148750000.tar.xz.
"""

import argparse

import numpy as np
from tqdm import tqdm

from glasscape.forces.engine import make_engine
from glasscape.ingest.ingest import ingest
from glasscape.ingest.settings import IngestSettings
from glasscape.minima.library import MinimaLibrary
from glasscape.minima.settings import MinimaSettings
from glasscape.paths.extension import extension_action
from glasscape.paths.path import compute_path
from glasscape.paths.settings import NEBSettings, PathSettings
from glasscape.potentials.settings import PotentialSettings
from glasscape.studies.two_level_systems.exact.outcome import outcome
from glasscape.tunnelling.verdict import DOUBLE_WELLS
from glasscape.units import ARGON, SUBSTANCES

POTENTIAL = PotentialSettings()
ENGINE = make_engine(POTENTIAL)
# range of total displacements in which double wells are found, sigma
CLOSEST, FARTHEST = 0.1, 0.35
LARGEST_ENERGY_DIFFERENCE = 0.1
REFERENCE = NEBSettings(images=80)
VARIANTS = {
    "20 images": NEBSettings(images=20),
    "40 images": NEBSettings(),
    "80 images": REFERENCE,
    "40 images, 2e-4": NEBSettings(max_force=2e-4),
    "80 images, 2e-4": NEBSettings(images=80, max_force=2e-4, max_evaluations=400_000),
}
COMPARISONS = (
    ("20 images", "80 images"),
    ("40 images", "80 images"),
    ("40 images, 2e-4", "80 images, 2e-4"),
    ("40 images", "80 images, 2e-4"),
)
ESTIMATES = ("grid", "extension", "images")


def characterise(library: MinimaLibrary, a: int, b: int, settings: NEBSettings) -> dict[str, float] | None:
    """Splittings, path length and estimated errors of a pair. None if it is not a double well."""
    start, end = library.positions[a], library.positions[b]
    how = PathSettings(POTENTIAL, MinimaSettings(), settings, extension_action(ARGON))
    path = compute_path(ENGINE, library.particles, start, end, how)
    row = outcome(path, ARGON)
    if row["verdict"] not in DOUBLE_WELLS:
        return None
    names = [f"quantum_splitting_{units.name}" for units in SUBSTANCES]
    return {name: row[name] for name in (*names, "path_length", *(f"splitting_error_{e}" for e in ESTIMATES))}


def double_wells(library: MinimaLibrary, count: int) -> list[dict[str, dict[str, float]]]:
    """Results of all variants for random pairs that are double wells in each of them."""
    rng = np.random.default_rng(1)
    found: list[dict[str, dict[str, float]]] = []
    with tqdm(total=count, desc="double wells") as progress:
        while len(found) < count:
            a, b = sorted(int(i) for i in rng.integers(len(library.energies), size=2))
            moved = library.particles.cell.displacement(library.positions[a], library.positions[b])
            if not CLOSEST <= np.linalg.norm(moved) < FARTHEST:
                continue
            if library.energies[b] - library.energies[a] > LARGEST_ENERGY_DIFFERENCE:
                continue
            results = {}
            for name, settings in VARIANTS.items():
                row = characterise(library, a, b, settings)
                if row is None:
                    break
                results[name] = row
            else:
                found.append(results)
                progress.update()
    return found


def percents(values: list[float]) -> str:
    """Median, 80th and 100th percentile, in per cent."""
    return " | ".join(f"{100 * value:.2g}" for value in np.quantile(values, [0.5, 0.8, 1.0]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("archive", help="tar archive of the published minima of one sample")
    parser.add_argument("--pairs", type=int, default=30, help="double wells")
    arguments = parser.parse_args()
    library, _ = ingest(arguments.archive, None, POTENTIAL, IngestSettings(), MinimaSettings())
    found = double_wells(library, arguments.pairs)
    print("| change of | between | median % | 80 of 100 below % | largest % |")
    print("| --- | --- | ---: | ---: | ---: |")
    for quantity in (*(f"quantum_splitting_{units.name}" for units in SUBSTANCES), "path_length"):
        for worse, better in COMPARISONS:
            changes = [abs(r[worse][quantity] / r[better][quantity] - 1.0) for r in found]
            print(f"| {quantity} | {worse}; {better} | {percents(changes)} |")
    for name in ESTIMATES:
        values = [r["40 images"][f"splitting_error_{name}"] for r in found]
        print(f"| estimated error, {name} | 40 images | {percents(values)} |")
    covered = [
        abs(r["40 images"]["quantum_splitting_argon"] / r["80 images"]["quantum_splitting_argon"] - 1.0)
        <= max(2.0 * r["40 images"]["splitting_error_images"], 1e-3)
        for r in found
    ]
    print(
        f"\n80 images differ by no more than twice the estimate of 40 (or 0.1 %) in {sum(covered)} of "
        f"{len(found)} double wells"
    )


if __name__ == "__main__":
    main()
