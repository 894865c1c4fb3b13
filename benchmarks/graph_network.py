"""Graph networks of several sizes on the propensity of a Kob-Andersen liquid.

    snakemake --cores 2 --configfile config/examples/propensity-botan.yaml
    python benchmarks/graph_network.py results/propensity/T0.44

The networks learn from tables and configurations that the workflow has made. Species A, Pearson correlation,
mean over the test configurations. Ridge regression on the same descriptors stands beside them.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from glasscape.learning.settings import GraphNetworkSettings, RidgeSettings
from glasscape.particles.data import ParticleData, Surroundings
from glasscape.particles.evaluate import predict, splits_of
from glasscape.particles.grid import SampleFiles, read_particles
from glasscape.particles.scores import mean_over_samples, pearson
from glasscape.structures.particle_table import ParticleTable

FAMILIES = ("coarse-grained", "radial", "bonds", "hessian")
SEED = 1


class Row(NamedTuple):
    """A row of the table: descriptors, positions of the graph, training samples, settings."""

    descriptors: str
    positions: str
    samples: int
    settings: dict[str, Any]


# settings of the table; the defaults, which were chosen afterwards, are those of its last rows
EARLIER = {"width": 16, "weight_decay": 1.0, "learning_rate": 0.003}
ROWS = [
    Row("inherent, thermal", "inherent", 10, EARLIER | {"rounds": 0, "networks": 1, "epochs": 100}),
    Row("inherent, thermal", "inherent", 10, EARLIER | {"rounds": 1, "epochs": 80}),
    Row("inherent, thermal", "inherent", 10, EARLIER | {"rounds": 2}),
    Row("cage", "cage", 10, EARLIER | {"rounds": 0, "networks": 5, "epochs": 80}),
    Row("cage", "cage", 10, EARLIER | {"rounds": 1, "networks": 2, "width": 8}),
    Row("cage", "cage", 10, EARLIER | {"rounds": 1}),
    Row("cage", "cage", 3, EARLIER | {"rounds": 1, "networks": 2, "epochs": 150, "patience": 40}),
    Row("cage", "cage", 1, {"rounds": 1, "networks": 2, "epochs": 300, "patience": 60}),
    Row("all", "cage", 10, EARLIER | {"rounds": 0, "networks": 5, "epochs": 80}),
    Row("all", "cage", 10, EARLIER | {"rounds": 1}),
    Row("inherent, thermal", "inherent", 10, {"rounds": 1}),
    Row("all", "cage", 10, {"rounds": 1}),
]


def with_names(data: ParticleData, keep: Callable[[str], bool]) -> ParticleData:
    """Particles with some of their descriptors."""
    kept = [keep(name) for name in data.names]
    names = tuple(name for name in data.names if keep(name))
    around = {
        name: Surroundings(each.configuration, each.x[:, kept]) for name, each in data.surroundings.items()
    }
    return ParticleData(data.samples, data.places, data.x[:, kept], names, data.y, around)


def on_cages(data: ParticleData) -> ParticleData:
    """Particles whose pairs are those of the positions in cages."""
    around = {}
    for name, each in data.surroundings.items():
        cage = each.configuration.cage
        if cage is None:
            raise SystemExit(f"sample {name} has no positions in cages; describe the state `cage`")
        around[name] = Surroundings(replace(each.configuration, inherent=cage), each.x)
    return replace(data, surroundings=around)


def sample_files(folders: Sequence[Path], families: Sequence[str]) -> list[SampleFiles]:
    """Files of samples in their folders of results, with some families of descriptors."""
    return [
        SampleFiles(
            folder.name,
            folder / "configuration.npz",
            folder / "labels.parquet",
            [folder / "descriptors" / f"{family}.parquet" for family in families],
        )
        for folder in folders
    ]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("results", type=Path, help="folder of an ensemble of the study of propensity")
    options = parser.parse_args()
    folders = sorted((options.results / "samples").iterdir())
    everything = read_particles(sample_files(folders, FAMILIES), "propensity", 1)
    averages = set(ParticleTable.read(folders[0] / "descriptors" / "coarse-grained.parquet").names)
    chosen: dict[str, Callable[[str], bool]] = {
        "cage": lambda name: name.startswith("cage_") and name in averages,
        "inherent, thermal": lambda name: not name.startswith("cage_"),
        "all": lambda name: not name.startswith("cage_") or name in averages,
    }
    tests = [folder.name for folder in folders if folder.name.startswith("test")]
    print("| descriptors | training samples | settings | ridge | graph network | seconds |")
    print("| --- | ---: | --- | ---: | ---: | ---: |")
    for row in ROWS:
        data = with_names(everything, chosen[row.descriptors])
        data = on_cages(data) if row.positions == "cage" else data
        training, test = map(data.only, *splits_of(data.samples, tests, folds=0, seed=SEED))
        training = training.of_samples(np.unique(training.samples)[: row.samples])
        linear = predict(training, test, "ridge", RidgeSettings(), SEED, 1)
        began = time.perf_counter()
        found = predict(training, test, "graph-network", GraphNetworkSettings(**row.settings), SEED, 2)
        seconds = time.perf_counter() - began
        scores = [mean_over_samples(pearson, test.samples, each, test.y) for each in (linear, found)]
        about = ", ".join(f"{name} {value}" for name, value in row.settings.items())
        print(
            f"| {row.descriptors} | {row.samples} | {about} | {scores[0]:.3f} | {scores[1]:.3f} "
            f"| {seconds:.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
