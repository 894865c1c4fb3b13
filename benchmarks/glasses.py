"""Test of the preparation: inherent-structure energies against the preparation temperature.

    python benchmarks/glasses.py FOLDER > benchmarks/glasses.md

The script makes small glasses at three temperatures T_f, and one of 1500 particles at 0.07 and at 0.092. It
explores them and prints the lowest inherent-structure energy per particle of every glass. This takes ten
minutes on two cores. FOLDER keeps finished glasses and the state of unfinished ones. An interrupted run
continues from there.
"""

import argparse
import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

from glasscape.exploration.explore import explore
from glasscape.exploration.settings import ExplorationSettings
from glasscape.files import read_json, write_json
from glasscape.forces.engine import make_engine
from glasscape.minima.settings import MinimaSettings
from glasscape.potentials.settings import PotentialSettings
from glasscape.preparation.prepare import prepare_glass
from glasscape.preparation.settings import PreparationSettings

POTENTIAL = PotentialSettings()
# lowest inherent-structure energy per particle of published glasses at T_f = 0.07: mean, standard deviation
PUBLISHED, PUBLISHED_SPREAD = 0.2145, 0.0022
WORKERS = 2


class Case(NamedTuple):
    """A glass to be made, with the number of blocks of its equilibration."""

    particles: int
    temperature: float
    blocks: int
    seed: int


CASES = [
    # long ones first, so that both workers end at about the same time
    Case(1500, 0.07, 20_000, 1),
    *(Case(300, 0.07, 12_000, seed) for seed in range(1, 5)),
    Case(1500, 0.092, 3_000, 1),
    *(Case(300, 0.092, 3_000, seed) for seed in range(1, 5)),
    *(Case(300, 0.12, 1_000, seed) for seed in range(1, 5)),
]


class Outcome(NamedTuple):
    """Results for a glass. Energies are per particle."""

    particles: int
    temperature: float
    seed: int
    blocks: int
    energy: float
    lowest: float
    relaxation_blocks: float | None
    acceptance: float
    drift: float
    prepare_seconds: float
    explore_seconds: float


def run(case: Case, folder: Path) -> Outcome:
    """Make and explore one glass, or read its results."""
    name = f"{case.particles}-{case.temperature}-{case.seed}"
    finished = folder / f"{name}.json"
    if finished.exists():
        return Outcome(**read_json(finished))
    settings = PreparationSettings(
        particles=case.particles, temperature=case.temperature, blocks=case.blocks, seed=case.seed
    )
    exploration, minima = ExplorationSettings(steps=1_000, quench_every=5), MinimaSettings()
    began = time.process_time()
    made = prepare_glass(POTENTIAL, settings, exploration.temperature, name, folder / f"{name}.npz")
    prepared = time.process_time()
    runs = [
        explore(made.particles, made.positions, make_engine(POTENTIAL), exploration, minima, seed)
        for seed in (1, 2)
    ]
    print(made.report.headline(), file=sys.stderr, flush=True)
    state = made.report.equilibration
    outcome = Outcome(
        case.particles,
        case.temperature,
        case.seed,
        case.blocks,
        state.energy,
        min(float(visited.energies.min()) for visited in runs) / case.particles,
        state.relaxation_blocks,
        made.report.exchange_acceptance or 0.0,
        max(visited.energy_drift for visited in runs),
        prepared - began,
        time.process_time() - prepared,
    )
    write_json(finished, outcome._asdict())
    return outcome


def main() -> None:
    parser = argparse.ArgumentParser(description="Inherent-structure energies against temperature.")
    parser.add_argument("folder", type=Path, help="folder that keeps the state of unfinished glasses")
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(WORKERS) as pool:
        outcomes = list(pool.map(run, CASES, [folder] * len(CASES)))
    print("# Made glasses\n")
    print(
        "`python benchmarks/glasses.py FOLDER`, two processes. Energies are per particle in epsilon. Times "
        "are processor times in seconds (of the last run, where a preparation was interrupted).\n\n"
        "- prepare, explore: seconds to prepare the glass and to explore its minima\n"
        "- relaxation: relaxation time in blocks; times: relaxation times in the second half of the "
        "equilibration\n"
        "- accepted: part of the exchanges that is accepted\n"
        "- energy: at T_f; lowest: lowest inherent structure; drift: energy drift\n"
    )
    print(
        "| N | T_f | seed | blocks | prepare | relaxation | times | accepted | energy | lowest | drift "
        "| explore |"
    )
    print("| " + " | ".join(["---"] * 12) + " |")
    for o in sorted(outcomes, key=lambda o: o[:3]):
        relaxation = "-" if o.relaxation_blocks is None else f"{o.relaxation_blocks:.0f}"
        times = "-" if o.relaxation_blocks is None else f"{o.blocks / 2 / o.relaxation_blocks:.1f}"
        print(
            f"| {o.particles} | {o.temperature} | {o.seed} | {o.blocks} "
            f"| {o.prepare_seconds:.0f} | {relaxation} | {times} "
            f"| {o.acceptance:.0%} | {o.energy:.5f} | {o.lowest:.5f} "
            f"| {o.drift:.1e} | {o.explore_seconds:.0f} |"
        )
    print()
    for particles in (300, 1500):
        for temperature in sorted({case.temperature for case in CASES if case.particles == particles}):
            lowest = [o.lowest for o in outcomes if (o.particles, o.temperature) == (particles, temperature)]
            error = f" +- {statistics.stdev(lowest) / len(lowest) ** 0.5:.5f}" if len(lowest) > 1 else ""
            print(f"- N = {particles}, T_f = {temperature}: {statistics.mean(lowest):.5f}{error}")
    (made,) = (o.lowest for o in outcomes if (o.particles, o.temperature) == (1500, 0.07))
    print(
        f"\nPublished at N = 1500, T_f = 0.07: {PUBLISHED} +- {PUBLISHED_SPREAD}; made here: {made:.5f}, "
        f"{(made - PUBLISHED) / PUBLISHED_SPREAD:+.1f} standard deviations."
    )


if __name__ == "__main__":
    main()
