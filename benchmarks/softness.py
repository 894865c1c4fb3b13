"""Lowest modes of large glasses, and scores of the softness of public model glasses.

    python benchmarks/softness.py sizes
    python benchmarks/softness.py scores CONFIGURATIONS WORK

`sizes` quenches glasses and computes their modes on one core, every size in its own process. Peers are
dense LAPACK, and Lanczos iterations on the inverse.

`scores` reads `configurations.npz`, the public configurations of Singh (2025), quenches them, and evaluates
models on folds of whole samples. Minima, descriptors and labels are kept in the folder WORK.
"""

import argparse
import json
import multiprocessing
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.linalg import eigh
from scipy.sparse.linalg import eigsh
from sklearn.model_selection import GroupKFold
from threadpoolctl import threadpool_limits
from tqdm import tqdm

from glasscape.arrays import Floats
from glasscape.descriptors.configuration import Configuration
from glasscape.descriptors.describe import describe
from glasscape.descriptors.settings import DescriptorSettings
from glasscape.files import read_arrays, write_arrays
from glasscape.forces.engine import make_engine
from glasscape.learning.settings import FamilyName, LightGBMSettings, RidgeSettings
from glasscape.minimise.quench import quench
from glasscape.modes.normal import lowest_modes
from glasscape.modes.softness import hessian_of_minimum, modes_of_minimum, vibrality
from glasscape.particles.data import ParticleData
from glasscape.particles.evaluate import predict
from glasscape.particles.scores import mean_over_samples, pearson, pearson_interval
from glasscape.potentials.models import SWITCHED_KOB_ANDERSEN
from glasscape.potentials.settings import PotentialSettings
from glasscape.preparation.draw import draw_glass, spread_positions
from glasscape.structures.cell import Cell
from glasscape.structures.particles import Particles

ENGINE = make_engine(PotentialSettings(model="kob-andersen-switched"))
SIZES, MODES = (1000, 2000, 10_000, 100_000), 10
# peers take too long above these sizes
LARGEST_DENSE, LARGEST_INVERSE = 2000, 2000
FOLDS, SEED, THREADS = 3, 1, 1
DESCRIPTORS = DescriptorSettings(
    families=["coarse-grained", "bonds", "hessian"],
    lengths=[0.5, 0.75, 1.0, 1.5, 2.0, 3.0],
    states=["inherent"],
)
FAMILIES: dict[FamilyName, LightGBMSettings | RidgeSettings] = {
    "ridge": RidgeSettings(),
    "lightgbm": LightGBMSettings(),
}
OWN = tuple(f"inherent_stiffness_{rank}" for rank in ("lowest", "middle", "highest"))


def made(n: int) -> tuple[Particles, Floats]:
    """A glass quenched from a lattice of random order."""
    rng = np.random.default_rng(n)
    particles = draw_glass(SWITCHED_KOB_ANDERSEN.composition, n, rng)
    found = quench(ENGINE.force_field(particles), spread_positions(particles, rng), max_evaluations=50_000)
    return particles, found.positions


def row_of_size(n: int) -> str:
    """Seconds and memory for one size."""
    with threadpool_limits(1):
        particles, positions = made(n)
        masses = np.ones(n)
        hessian = hessian_of_minimum(ENGINE.force_field(particles), positions)
        before = peak_memory()
        began = time.process_time()
        modes = modes_of_minimum(hessian, masses, MODES)
        filtered = time.process_time() - began
        memory = peak_memory()
        inverse = dense = all_of_them = None
        if n <= LARGEST_INVERSE:
            began = time.process_time()
            below = -1e-4 * float(hessian.diagonal().mean())
            eigsh(hessian.tocsc(), MODES + 3, sigma=below)
            inverse = time.process_time() - began
        if n <= LARGEST_DENSE:
            began = time.process_time()
            vibrality(hessian, masses)
            all_of_them = time.process_time() - began
            began = time.process_time()
            _, vectors = eigh(hessian.toarray(), overwrite_a=True)
            dense = time.process_time() - began
            squares = np.sum(vectors.T[3 : 3 + MODES].reshape(MODES, n, 3) ** 2, axis=(0, 2))
            assert np.abs(squares - modes.softness(MODES)).max() < 1e-6
    times = [filtered, inverse, all_of_them, dense]
    shown = " | ".join("" if each is None else f"{each:.2f}" for each in times)
    ratio = "" if dense is None else f"{dense / filtered:.0f}"
    return f"| {n:,} | {hessian.nnz:,} | {shown} | {ratio} | {before:.2f} | {memory:.2f} |"


def peak_memory() -> float:
    """Largest memory of this process so far, GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def sizes() -> None:
    """Print the table of sizes."""
    print(f"| N | elements | {MODES} modes | inverse | vibrality | dense | ratio | GB before | GB |")
    print("| ---: |" + " ---: |" * 8)
    context = multiprocessing.get_context("spawn")
    for n in SIZES:
        with ProcessPoolExecutor(1, mp_context=context) as pool:
            print(pool.submit(row_of_size, n).result(), flush=True)


class Singh(NamedTuple):
    """Particles of all samples: descriptors and labels of published configurations and of their minima."""

    samples: Any
    published_x: Floats
    x: Floats
    names: tuple[str, ...]
    labels: dict[str, Floats]


def published_softness(configuration: Configuration) -> Floats:
    """The published label: eigenvectors 3 to 12 of the Hessian, whatever they are, where there are forces.

    At a minimum the first three would be the translations. Here they are the most unstable directions.
    """
    n = len(configuration.particles)
    hessian = ENGINE.force_field(configuration.particles).hessian(configuration.inherent)
    modes = lowest_modes(hessian, np.ones(n), 13)
    # every translation has a thirdful of 1 / N on every particle
    squares = np.concatenate([np.sum(modes.vectors**2, axis=2), np.full((3, n), 1.0 / n)])
    order = np.argsort(np.concatenate([modes.eigenvalues, np.zeros(3)]), kind="stable")
    found: Floats = squares[order[3:13]].sum(axis=0)
    return found


def of_sample(content: Any, name: str) -> dict[str, Floats]:
    """Descriptors and labels of a public configuration and of its minimum, in units of its scale of sigma."""
    scale = json.loads(str(content[f"{name}_parameters"]))["sigma_scale"]
    species = content[f"{name}_species"].astype(np.int32)
    particles = Particles(np.ones(len(species)), species, Cell.cubic(float(content[f"{name}_box"]) / scale))
    published = Configuration(particles, content[f"{name}_positions"].astype(np.float64) / scale)
    minimum = Configuration(
        particles, Configuration.quenched(ENGINE, particles, published.inherent, 1e-8).inherent
    )
    hessian = hessian_of_minimum(ENGINE.force_field(particles), minimum.inherent)
    modes = modes_of_minimum(hessian, np.ones(len(species)), 30)
    return {
        "published_x": np.column_stack([describe(ENGINE, published, DESCRIPTORS).values, species]),
        "x": np.column_stack([describe(ENGINE, minimum, DESCRIPTORS).values, species]),
        "published": content[f"{name}_softness"].astype(np.float64),
        "published_again": published_softness(published),
        "softness_10": modes.softness(10),
        "softness_30": modes.softness(30),
        "log_vibrality": np.log(vibrality(hessian, np.ones(len(species)))),
        "inherent": minimum.inherent,
    }


def read(path: Path, work: Path) -> Singh:
    """Descriptors and labels of all public configurations; what is in the folder `work` is not computed."""
    content = np.load(path, allow_pickle=False)
    names = sorted(key.removesuffix("_positions") for key in content.files if key.endswith("_positions"))
    parts = []
    for name in tqdm(names, "samples", disable=None):
        file = work / f"{name}.npz"
        if not file.exists():
            write_arrays(file, of_sample(content, name))
        parts.append(read_arrays(file))
    labels = ("published", "published_again", "softness_10", "softness_30", "log_vibrality")
    every = {key: np.concatenate([part[key] for part in parts]) for key in ("published_x", "x", *labels)}
    samples = np.repeat(names, [len(part["x"]) for part in parts])
    # names of the columns, which are the same for all samples
    few = made(500)
    columns = (*describe(ENGINE, Configuration(*few), DESCRIPTORS).names, "species")
    return Singh(samples, every["published_x"], every["x"], columns, {key: every[key] for key in labels})


def out_of_fold(data: ParticleData, family: FamilyName) -> Floats:
    """Predictions for every particle by models that have not seen its sample."""
    predicted = np.empty(len(data.y))
    splitter = GroupKFold(FOLDS, shuffle=True, random_state=SEED)
    for inner, outer in splitter.split(data.x, data.y, data.samples):
        predicted[outer] = predict(
            data.only(inner), data.only(outer), family, FAMILIES[family], SEED, THREADS
        )
    return predicted


def with_leak(data: ParticleData, family: FamilyName) -> Floats:
    """Predictions by a model that has seen rotated copies of the test samples.

    Descriptors and labels do not change by a rotation, so that these are predictions for training particles.
    """
    return predict(data, data, family, FAMILIES[family], SEED, THREADS)


def score(data: ParticleData, predicted: Floats) -> str:
    """Mean over samples of the correlation, with its interval, and that of all particles together."""
    found = pearson_interval(data.samples, predicted, data.y, SEED)
    return f"{found.value:.3f} | {found.low:.3f} to {found.high:.3f} | {pearson(predicted, data.y):.3f}"


def scores(path: Path, work: Path) -> None:
    """Print the tables of scores."""
    work.mkdir(parents=True, exist_ok=True)
    singh = read(path, work)
    compliance = [k for k, name in enumerate(singh.names) if "compliance" in name]
    everything = range(len(singh.names))
    columns = {
        "own 3 x 3 block": [k for k in everything if singh.names[k] in (*OWN, "species")],
        "without compliance": [k for k in everything if k not in compliance],
        "all": list(everything),
    }

    def data(label: str, x: Floats, chosen: str, rows: Any = slice(None)) -> ParticleData:
        samples, kept = singh.samples[rows], x[rows][:, columns[chosen]]
        names = tuple(singh.names[k] for k in columns[chosen])
        return ParticleData(samples, np.arange(len(samples)), kept, names, singh.labels[label][rows])

    first = singh.x[:, -1] == 0.0
    count = len(np.unique(singh.samples))
    print(f"\n{count} samples, {FOLDS} folds of whole samples\n")
    print("| label | descriptors | particles | model | R | 90 % | pooled |")
    print("| --- | --- | --- | --- | ---: | --- | ---: |")
    for label in ("softness_10", "softness_30", "log_vibrality"):
        for chosen in columns:
            for whom, rows in (("all", slice(None)), ("species 1", first)):
                given = data(label, singh.x, chosen, rows)
                shown = score(given, out_of_fold(given, "ridge"))
                print(f"| {label} | {chosen} | {whom} | ridge | {shown} |", flush=True)
    print("\n| label | configurations | split | model | R | 90 % | pooled |")
    print("| --- | --- | --- | --- | ---: | --- | ---: |")
    for family in FAMILIES:
        for where, x in (("published", singh.published_x), ("minima", singh.x)):
            given = data("published", x, "without compliance")
            for split, predictions in (("rotated copies in both", with_leak), ("whole samples", out_of_fold)):
                shown = score(given, predictions(given, family))
                print(f"| published | {where} | {split} | {family} | {shown} |", flush=True)
    for one, other in (("published", "published_again"), ("published", "softness_10")):
        found = mean_over_samples(pearson, singh.samples, singh.labels[one], singh.labels[other])
        print(f"\nCorrelation of {one} and {other}: {found:.3f}")
    print("\n| label | descriptors | particles | model | R | 90 % | pooled |")
    print("| --- | --- | --- | --- | ---: | --- | ---: |")
    for label in ("softness_10", "softness_30", "log_vibrality"):
        for chosen in ("without compliance", "all"):
            given = data(label, singh.x, chosen)
            shown = score(given, out_of_fold(given, "lightgbm"))
            print(f"| {label} | {chosen} | all | lightgbm | {shown} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("sizes", help="time and memory against the number of particles")
    of_singh = commands.add_parser("scores", help="scores of models")
    of_singh.add_argument("configurations", type=Path, help="configurations.npz")
    of_singh.add_argument("work", type=Path, help="folder of the minima")
    options = parser.parse_args()
    if options.command == "sizes":
        sizes()
    else:
        scores(options.configurations, options.work)


if __name__ == "__main__":
    main()
