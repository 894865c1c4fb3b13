"""Graph networks of several sizes on the propensity of a Kob-Andersen liquid.

    snakemake --cores 2 --configfile config/examples/propensity-botan.yaml
    python benchmarks/graph_network.py results/propensity/T0.44 >> benchmarks/graph_network.md

The networks learn from tables that the workflow has made. Species A, Pearson correlation, mean over the test
configurations. Only what is named differs from the defaults.
"""

import argparse
import time
from pathlib import Path
from typing import Any

import numpy as np

from glasscape.learning.settings import GraphNetworkSettings
from glasscape.particles.data import ParticleData, Surroundings
from glasscape.particles.evaluate import predict
from glasscape.particles.grid import read_particles, split
from glasscape.particles.scores import mean_over_samples, pearson

FAMILIES = ("coarse-grained", "radial", "bonds", "hessian")
# what the names of descriptors of a particle alone have in them
OWN = ("_own", "_q", "stiffness")
SEED = 1
# descriptors, number of training samples, and settings of every row of the table
Row = tuple[str, int, dict[str, Any]]
ROWS: list[Row] = [
    *(("all", 10, {"rounds": rounds}) for rounds in (0, 1, 2)),
    *(("all", 10, {"rounds": 1, "width": width}) for width in (8, 32)),
    *(("all", samples, {"rounds": 1}) for samples in (1, 3)),
    *((chosen, 10, {"rounds": 1}) for chosen in ("own", "cage", "none")),
]


def chosen_features(data: ParticleData, name: str) -> ParticleData:
    """Particles with some of their descriptors."""
    kept = [
        name == "all"
        or (name == "cage" and each.startswith("cage_"))
        or (name == "own" and any(part in each for part in OWN) and "_L" not in each)
        for each in data.names
    ]
    around = {
        sample: Surroundings(each.configuration, each.x[:, kept])
        for sample, each in data.surroundings.items()
    }
    names = tuple(each for each, keep in zip(data.names, kept, strict=True) if keep)
    return ParticleData(data.samples, data.places, data.x[:, kept], names, data.y, around)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("results", type=Path, help="folder of an ensemble of the study of propensity")
    options = parser.parse_args()
    folders = sorted((options.results / "samples").iterdir())
    everything = read_particles(
        [folder.name for folder in folders],
        [folder / "configuration.npz" for folder in folders],
        [folder / "labels.parquet" for folder in folders],
        [folder / "descriptors" / f"{name}.parquet" for folder in folders for name in FAMILIES],
        "propensity",
        1,
    )
    training, test = split(everything, [folder.name for folder in folders if folder.name.startswith("test")])
    names = np.unique(training.samples)
    print("| descriptors | training samples | settings | R | training and prediction, s |")
    print("| --- | ---: | --- | ---: | ---: |")
    for chosen, count, changes in ROWS:
        settings = GraphNetworkSettings(**changes)
        train = chosen_features(training.of_samples(names[:count]), chosen)
        began = time.perf_counter()
        found = predict(train, chosen_features(test, chosen), "graph-network", settings, SEED, 2)
        seconds = time.perf_counter() - began
        score = mean_over_samples(pearson, test.samples, found, test.y)
        about = ", ".join(f"{name} {value}" for name, value in changes.items())
        print(f"| {chosen} | {count} | {about} | {score:.3f} | {seconds:.0f} |", flush=True)


if __name__ == "__main__":
    main()
