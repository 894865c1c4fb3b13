"""Graph networks of several sizes, losses and inputs on labels of single trajectories and of their means.

    snakemake --cores 2 --configfile config/examples/mobility-made.yaml
    python benchmarks/mobility_networks.py results/mobility/T0.56

One factor at a time differs from the first row. Four folds of whole samples, type A. R is the Pearson
correlation, mean over samples, with an interval of 90 % over samples. The last columns are the average
precision for the hundredth of the particles with the largest labels, and CPU seconds.
"""

import argparse
import time
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from graph_network import FAMILIES, SEED, sample_files, with_names
from sklearn.model_selection import GroupKFold

from glasscape.learning.settings import GraphNetworkSettings
from glasscape.particles.data import ParticleData
from glasscape.particles.evaluate import predict
from glasscape.particles.grid import mean_ceiling, read_ceilings, read_particles
from glasscape.particles.scores import mean_over_samples, pearson_interval, top_precision

FOLDS = 4


class Row(NamedTuple):
    """A row of the tables: settings, family of the descriptors, or `all`, or `none`, and training samples."""

    settings: dict[str, Any]
    label: str = "p_hop_over_2"
    descriptors: str = "all"
    samples: int = 6


SIZES = {"networks": 1, "epochs": 40, "patience": 30}
LOSSES = SIZES | {"networks": 2}
# with fewer graphs, more epochs, so that networks learn in as many steps
STEPS = {
    1: {"epochs": 200, "patience": 150},
    2: {"epochs": 200, "patience": 150},
    4: {"epochs": 67, "patience": 50},
}
ROWS = [
    Row(SIZES),
    *(Row(SIZES | {"rounds": rounds}) for rounds in (0, 1, 4, 7)),
    *(Row(SIZES | {"width": width}) for width in (8, 32, 64)),
    *(Row(SIZES | changes, samples=count) for count, changes in STEPS.items()),
    *(Row(SIZES, descriptors=family) for family in FAMILIES),
    *(Row(SIZES | {"weight_decay": 0.1}, descriptors=family) for family in ("bonds", "hessian", "none")),
    *(
        Row(LOSSES | loss, label)
        for label in ("p_hop_single", "p_hop")
        for loss in ({}, {"rarity": 1.0}, {"quantile": 0.5}, {"quantile": 0.9}, {"quantile": 0.99})
    ),
]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("results", type=Path, help="folder of an ensemble of the study of mobility")
    folders = sorted((parser.parse_args().results / "samples").iterdir())
    ceilings = read_ceilings(
        [folder.name for folder in folders], [folder / "ceilings.parquet" for folder in folders]
    )

    @cache
    def read(label: str, descriptors: str) -> ParticleData:
        families = (descriptors,) if descriptors in FAMILIES else FAMILIES
        data = read_particles(sample_files(folders, families), label, 1)
        return with_names(data, lambda _: False) if descriptors == "none" else data

    print("| label | descriptors | samples | settings | R | 90 % | of the ceiling | top 1 % | seconds |")
    print("| --- | --- | ---: | --- | ---: | --- | ---: | ---: | ---: |")
    for settings, label, descriptors, samples in ROWS:
        data = read(label, descriptors)
        own = GraphNetworkSettings(**settings)
        predicted, began = np.empty(len(data.y)), time.process_time()
        splitter = GroupKFold(FOLDS, shuffle=True, random_state=SEED)
        for inner, outer in splitter.split(data.x, data.y, data.samples):
            train = data.only(inner)
            train = train.of_samples(np.unique(train.samples)[:samples])
            predicted[outer] = predict(train, data.only(outer), "graph-network", own, SEED, 1)
        seconds = time.process_time() - began
        found = pearson_interval(data.samples, predicted, data.y, SEED)
        ceiling = mean_ceiling(ceilings, label, 1, [])
        top = mean_over_samples(top_precision, data.samples, predicted, data.y)
        about = ", ".join(f"{name} {value}" for name, value in settings.items())
        print(
            f"| {label} | {descriptors} | {samples} | {about} | {found.value:.3f} | {found.low:.3f} to "
            f"{found.high:.3f} | {100 * found.value / ceiling:.0f} % | {top:.2f} | {seconds:.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
