"""When are motions most heterogeneous: in single runs, in means over runs, and in predictions.

    snakemake --cores 2 --configfile config/examples/transfer.yaml
    python benchmarks/transfer.py results

chi_4 of the overlap, and S_4 as a mean over the wave vectors of the three smallest wave numbers. A single run
has the fluctuations between configurations and those within a configuration. The mean over R runs has 1/R of
the latter. What is left without them is `structure`, the part that predictions can have. Errors are those of
the jackknife over samples. Behind a maximum are the shares of bootstrap draws of samples that have it there.
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from glasscape.arrays import Floats
from glasscape.descriptors.configuration import Configuration
from glasscape.particles.heterogeneity import Field, structure_factor, wave_vectors
from glasscape.particles.tables import TRANSFER_PREDICTIONS
from glasscape.trajectories.isoconfigurational import read_isoconfigurational
from glasscape.trajectories.labels import overlap

DISTANCE = 0.3
SHELLS = 3
DRAWS = 2000


def factor(configuration: Configuration, rows: Floats, values: Floats, level: float) -> float:
    """S_4 of the numbers of some particles, mean over the wave vectors of the smallest wave numbers."""
    cell = configuration.particles.cell
    waves = wave_vectors(cell)[0][:SHELLS]
    found = structure_factor(Field(cell, configuration.inherent[rows], values), waves, level)
    return float(np.average(found, weights=[len(each) for each in waves]))


def report(name: str, values: Floats, times: Floats, variance: bool = False) -> None:
    """Print the mean of numbers over samples, shape (samples, T), or their variance, and its maximum."""

    def estimate(chosen: Floats) -> Floats:
        return values[chosen].var(axis=0, ddof=1) if variance else values[chosen].mean(axis=0)

    every, rng = np.arange(len(values)), np.random.default_rng(1)
    found, without = estimate(every), np.array([estimate(np.delete(every, k)) for k in every])
    spread = np.sum((without - without.mean(axis=0)) ** 2, axis=0)
    errors = np.sqrt((len(every) - 1) / len(every) * spread)
    best = [int(np.argmax(estimate(rng.choice(every, len(every))))) for _ in range(DRAWS)]
    shares = ", ".join(f"{times[k]:g}: {np.mean(np.array(best) == k):.2f}" for k in np.unique(best))
    cells = " ".join(f"{a:.2f}+-{b:.2f}" for a, b in zip(found, errors, strict=True))
    print(f"{name:28} {cells}; maximum at {times[int(np.argmax(found))]:g} ({shares})")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("results", type=Path, help="folder of the results")
    root = parser.parse_args().results
    folder = root / "propensity" / "_transfer" / "overlap" / "cage"
    tables = pd.concat(map(TRANSFER_PREDICTIONS.read, sorted(folder.glob("*.predictions.parquet"))))
    everything = max(tables.trained_on.unique(), key=len)
    tables = tables[tables.trained_on == everything]
    for (ensemble, species), state in tables.groupby(["ensemble", "species"]):
        times = np.unique(state.time)
        samples = np.unique(state["sample"])
        configurations = [
            Configuration.read(root / "propensity" / ensemble / "samples" / sample / "configuration.npz")
            for sample in samples
        ]
        rows = [np.flatnonzero(each.particles.species == species - 1) for each in configurations]
        runs = []
        for sample, own in zip(samples, rows, strict=True):
            files = root / "samples" / ensemble / sample / "isoconfigurational"
            read = read_isoconfigurational(files / "0.npz")
            runs.append([overlap(read, k, DISTANCE).runs[:, own] for k in range(len(times))])
        # samples, times, runs, particles
        single = np.array(runs)
        count, particles = single.shape[2:]
        level = single.mean(axis=(0, 2, 3))
        print(f"\n{ensemble}, species {species}, times {times}, mean overlap {np.round(level, 2)}")
        means = np.sqrt(particles) * single.mean(axis=3)
        report("chi_4, means over runs", means.mean(axis=2), times, variance=True)
        report("chi_4, within configurations", means.var(axis=2, ddof=1), times)
        of_runs, of_means = np.empty((2, len(samples), len(times)))
        for j, (configuration, own) in enumerate(zip(configurations, rows, strict=True)):
            for k in range(len(times)):
                each = [factor(configuration, own, run, level[k]) for run in single[j, k]]
                of_runs[j, k] = np.mean(each)
                of_means[j, k] = factor(configuration, own, single[j, k].mean(axis=0), level[k])
        report("S_4, single runs", of_runs, times)
        report("S_4, means over runs", of_means, times)
        report("S_4, structure", of_means - (of_runs - of_means) / (count - 1), times)
        for model, own_rows in state.groupby("model"):
            table = own_rows.pivot(index=["sample", "particle"], columns="time", values="predicted")
            found = [
                [
                    factor(
                        configurations[j],
                        rows[j],
                        table[time][sample][rows[j]].to_numpy(),
                        table[time].mean(),
                    )
                    for time in times
                ]
                for j, sample in enumerate(samples)
            ]
            report(f"S_4, {model}", np.array(found), times)


if __name__ == "__main__":
    main()
