"""Do glasses come out as they should? Inherent-structure energies against the preparation temperature.

    python benchmarks/glasses.py FOLDER > benchmarks/glasses.md

Makes small glasses at three temperatures T_f, and one of 1500 particles at 0.07 and at 0.092, explores
them and prints the lowest inherent-structure energy per particle of every glass. Takes the better part of an
hour on two cores. FOLDER keeps the state: a run that was interrupted goes on from there.
"""

import argparse
import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

from glasscape.landscape.collect import collect
from glasscape.landscape.settings import ExplorationSettings, MinimaSettings
from glasscape.landscape.trajectory import explore
from glasscape.potentials.settings import PotentialSettings
from glasscape.preparation.prepare import prepare_glass
from glasscape.preparation.settings import PreparationSettings

POTENTIAL = PotentialSettings()
# per particle, lowest inherent structure of every published glass at T_f = 0.07: mean and standard deviation
PUBLISHED, PUBLISHED_SPREAD = 0.2145, 0.0022
WORKERS = 2


class Case(NamedTuple):
    """Glass to make, with the number of blocks of its equilibration."""

    particles: int
    temperature: float
    blocks: int
    seed: int


CASES = [
    # long ones first, so that both workers end together
    Case(1500, 0.07, 150_000, 1),
    *(Case(300, 0.07, 100_000, seed) for seed in range(1, 5)),
    Case(1500, 0.092, 20_000, 1),
    *(Case(300, 0.092, 20_000, seed) for seed in range(1, 5)),
    *(Case(300, 0.12, 5_000, seed) for seed in range(1, 5)),
]


class Outcome(NamedTuple):
    """What became of a glass."""

    case: Case
    energy: float
    lowest: float
    equilibrated: bool
    relaxation_blocks: float | None
    acceptance: float | None
    minima: int
    drift: float
    prepare_seconds: float
    explore_seconds: float


def run(case: Case, folder: Path) -> Outcome:
    """Make and explore one glass."""
    settings = PreparationSettings(
        particles=case.particles, temperature=case.temperature, blocks=case.blocks, seed=case.seed
    )
    exploration, minima = ExplorationSettings(steps=2_000, quench_every=10), MinimaSettings()
    began = time.process_time()
    name = f"{case.particles}-{case.temperature}-{case.seed}"
    made = prepare_glass(POTENTIAL, settings, exploration.temperature, name, folder / f"{name}.npz")
    prepared = time.process_time()
    runs = [explore(made.glass, made.positions, POTENTIAL, exploration, minima, seed) for seed in (1, 2)]
    library, report = collect(runs, minima)
    print(made.report.headline(), file=sys.stderr, flush=True)
    return Outcome(
        case,
        made.report.equilibration.energy,
        float(library.energies[0]) / case.particles,
        made.report.equilibration.equilibrated,
        made.report.equilibration.relaxation_blocks,
        made.report.exchange_acceptance,
        report.minima,
        max(report.energy_drift),
        prepared - began,
        time.process_time() - prepared,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Inherent-structure energies against temperature.")
    parser.add_argument("folder", type=Path, help="folder that keeps the state of unfinished glasses")
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(WORKERS) as pool:
        outcomes = list(pool.map(run, CASES, [folder] * len(CASES)))
    print("# Made glasses\n")
    print(
        "`python benchmarks/glasses.py FOLDER`, two processes on two shared cores. Energies per particle in "
        "epsilon, processor time in seconds.\n"
    )
    print(
        "| N | T_f | seed | blocks | s per 1000 blocks | equilibrated | relaxation, blocks "
        "| exchanges accepted | energy at T_f | lowest inherent structure | minima | energy drift "
        "| s to explore |"
    )
    print("| " + " | ".join(["---"] * 13) + " |")
    for o in sorted(outcomes, key=lambda o: (o.case.particles, o.case.temperature, o.case.seed)):
        relaxation = "-" if o.relaxation_blocks is None else f"{o.relaxation_blocks:.0f}"
        print(
            f"| {o.case.particles} | {o.case.temperature} | {o.case.seed} | {o.case.blocks} "
            f"| {1000 * o.prepare_seconds / o.case.blocks:.1f} | {'yes' if o.equilibrated else 'NO'} "
            f"| {relaxation} | {o.acceptance:.0%} | {o.energy:.5f} | {o.lowest:.5f} | {o.minima} "
            f"| {o.drift:.1e} | {o.explore_seconds:.0f} |"
        )
    print()
    for particles in (300, 1500):
        for temperature in sorted({case.temperature for case in CASES if case.particles == particles}):
            lowest = [o.lowest for o in outcomes if o.case[:2] == (particles, temperature)]
            error = f" +- {statistics.stdev(lowest) / len(lowest) ** 0.5:.5f}" if len(lowest) > 1 else ""
            print(f"- N = {particles}, T_f = {temperature}: {statistics.mean(lowest):.5f}{error}")
    (made,) = (o.lowest for o in outcomes if o.case[:2] == (1500, 0.07))
    print(
        f"\nPublished at N = 1500, T_f = 0.07: {PUBLISHED} +- {PUBLISHED_SPREAD}; made here: {made:.5f}, "
        f"{(made - PUBLISHED) / PUBLISHED_SPREAD:+.1f} standard deviations."
    )


if __name__ == "__main__":
    main()
