"""Unit costs of a campaign at N = 1500, and predictions of 1e8 pairs within a few GiB.

    python benchmarks/scale.py [--minima 14200] [--predicted 100000000]

Minima are drawn as random displacements of a common configuration, with realistic sizes. On one core the
script measures pairs per second of the features, of the screening by products of matrices, and of the
screening pair by pair. Then it screens all pairs of the minima and predicts the requested number of pairs,
block by block as in the workflow. It prints the largest memory.
"""

import argparse
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numba
import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from glasscape.minima.library import MinimaLibrary
from glasscape.structures.cell import Cell
from glasscape.structures.particles import Particles
from glasscape.studies.two_level_systems.pairs.displaced import DisplacedMinima
from glasscape.studies.two_level_systems.pairs.near import near_pairs
from glasscape.studies.two_level_systems.pairs.screen import describe_pairs, screen_pairs, total_displacements
from glasscape.studies.two_level_systems.pairs.settings import PairSettings
from glasscape.studies.two_level_systems.pairs.tables import KEY, PairFeatures
from glasscape.studies.two_level_systems.pairs.zero_point import ZeroPointEnergies
from glasscape.studies.two_level_systems.search.models import predict, train
from glasscape.studies.two_level_systems.search.select import select_best
from glasscape.studies.two_level_systems.search.settings import (
    LearningSettings,
    SearchSettings,
    TargetSettings,
)
from glasscape.studies.two_level_systems.search.tables import PREDICTIONS
from glasscape.studies.two_level_systems.search.target import Target
from glasscape.studies.two_level_systems.search.training import Training
from glasscape.tunnelling.settings import QuantumSettings

N, THREADS = 1500, 2
MAX_DISPLACEMENT = 1.5
# sites of particles along an edge of the cell
SITES = 12
FEATURES = PairFeatures(3)
TARGET = Target.of(TargetSettings(), QuantumSettings())
FAST = LearningSettings(families=["catboost"], stack=None, prefilter=False)


def draw_library(n_minima: int, spread: float = 0.5) -> MinimaLibrary:
    """Random minima: in each, some particles have large displacements, and the others have small ones.

    Diameters scatter by `spread`. Particles keep a distance as in a glass.
    """
    rng = np.random.default_rng(1)
    side = N ** (1 / 3)
    sites = np.stack(np.meshgrid(*[np.arange(SITES) * side / SITES] * 3), axis=-1).reshape(-1, 3)
    base = sites[rng.permutation(len(sites))[:N]]
    positions = np.empty((n_minima, N, 3))
    for k in range(n_minima):
        positions[k] = base + 0.01 * rng.standard_normal((N, 3))
        moved = rng.integers(N, size=rng.integers(2, 40))
        positions[k, moved] += 0.3 * rng.standard_normal((len(moved), 3))
    diameters = 1.0 + spread * rng.random(N)
    particles = Particles(diameters, np.zeros(N, dtype=np.int32), Cell.cubic(side))
    return MinimaLibrary(particles, positions, np.sort(rng.random(n_minima)), tuple("x" * n_minima))


def rate(action: Callable[[], object], pairs: int) -> float:
    """Million pairs per second, the median of three runs."""
    seconds = []
    for _ in range(3):
        began = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - began)
    return 1e-6 * pairs / statistics.median(seconds)


def memory() -> str:
    """Largest resident memory so far."""
    return f"at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.1f} GiB of memory"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--minima", type=int, default=14_200)
    parser.add_argument("--predicted", type=int, default=100_000_000)
    arguments = parser.parse_args()
    few = draw_library(4000)
    minima = DisplacedMinima.of(few.positions, few.particles)
    identical = DisplacedMinima.of(few.positions, draw_library(2, spread=0.0).particles)
    everything = few.energies[-1] - few.energies[0]
    total = len(few.energies) * (len(few.energies) - 1) // 2
    # in ascending order, as in blocks of a table
    a, b = (ends[:100_000] for ends in np.triu_indices(len(few.energies), 1))
    numba.set_num_threads(1)
    print("| on one core, N = 1500 | million pairs per second |\n| --- | ---: |")
    with threadpool_limits(1):
        describe_pairs("g", few, minima, few.energies, a[:10], b[:10], FEATURES)
        for name, action, pairs in (
            ("features", lambda: describe_pairs("g", few, minima, few.energies, a, b, FEATURES), len(a)),
            ("screening pair by pair", lambda: total_displacements(minima, a, b), len(a)),
            (
                "the same, identical particles",
                lambda: total_displacements(identical, a, b, MAX_DISPLACEMENT),
                len(a),
            ),
            ("screening by matrices", lambda: list(near_pairs(few.energies, minima, everything, 1.0)), total),
        ):
            print(f"| {name} | {rate(action, pairs):.2f} |", flush=True)

    numba.set_num_threads(THREADS)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "minima.h5"
        draw_library(arguments.minima).write(path)
        library = MinimaLibrary.read(path)
        limits = PairSettings(max_energy_difference=2.0, max_displacement=MAX_DISPLACEMENT)
        began = time.perf_counter()
        counts = screen_pairs(
            "g", library, ZeroPointEnergies(library.energies, False), limits, Path(folder) / "pairs.parquet"
        )
        print(
            f"\n{counts.within_energy:.3g} pairs of {arguments.minima} minima screened on {THREADS} cores in "
            f"{time.perf_counter() - began:.0f} s, {counts.kept:.3g} of them kept; {memory()}",
            flush=True,
        )

        def blocks() -> Iterator[pd.DataFrame]:
            """The pairs, read from their file repeatedly."""
            return FEATURES.pairs.row_groups(*[Path(folder) / "pairs.parquet"] * rounds)

        rounds = max(1, arguments.predicted // counts.kept)
        known = labelled(next(blocks()))
        models = train(known, Training(FEATURES, TARGET, FAST, 1, THREADS))
        predictions = Path(folder) / "predictions.parquet"
        began = time.perf_counter()
        with PREDICTIONS.writer(predictions) as writer:
            for block in blocks():
                writer.write_table(PREDICTIONS.arrow(predict(models, block, THREADS)))
        seconds, predicted = time.perf_counter() - began, rounds * counts.kept
        print(
            f"{predicted:.3g} pairs read, predicted with the fast preset and written in {seconds:.0f} s, "
            f"{1e6 * seconds / predicted:.2f} us per pair; {memory()}",
            flush=True,
        )
        began = time.perf_counter()
        answers = PREDICTIONS.row_groups(predictions)
        selection = select_best(answers, known[KEY], SearchSettings(), TARGET, 1)
        seconds = time.perf_counter() - began
        print(
            f"{len(selection.pairs)} of them selected in {seconds:.0f} s, "
            f"{1e6 * seconds / predicted:.2f} us per pair; {memory()}"
        )


def labelled(pairs: pd.DataFrame) -> pd.DataFrame:
    """Artificial exact results of some pairs, computed from their features."""
    some = pairs.sample(2000, random_state=1)
    well = some.total_displacement < some.total_displacement.median()
    return some.assign(
        verdict=np.where(well, "double well", "no barrier"),
        status="ok",
        quantum_splitting=np.where(well, 1e-4 + some.energy_difference, np.nan),
        reason="random",
    )


if __name__ == "__main__":
    main()
