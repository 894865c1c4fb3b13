"""How fast a liquid relaxes by hybrid Monte Carlo, with other lengths of blocks and time steps.

    python benchmarks/equilibration.py [--temperatures 0.092 0.07] [--seconds 70]

A liquid of 600 soft spheres is equilibrated, and then runs with every setting for some seconds of processor
time. Printed are the acceptance of the dynamics, the time of a block, and the processor time after which the
overlap of configurations falls below 0.8, 0.6 and 1/e, averaged over the run.
"""

import argparse
import math
import time
from collections.abc import Iterator

import numpy as np

from glasscape.arrays import Floats
from glasscape.forces.engine import Engine, make_engine
from glasscape.potentials.settings import PotentialSettings
from glasscape.preparation.draw import draw_glass
from glasscape.preparation.prepare import thermal_positions
from glasscape.samplers.equilibration import overlap
from glasscape.samplers.hybrid import Blocks, hybrid_blocks
from glasscape.samplers.settings import HybridMonteCarloSettings
from glasscape.structures.particles import Particles

N, BLOCKS = 600, 40
OVERLAPS = (0.8, 0.6, math.exp(-1.0))
# attempted swaps per particle, steps of dynamics, time step
SETTINGS = [
    (5, 10, 0.01),
    (5, 20, 0.01),
    (2, 10, 0.015),
    (5, 10, 0.015),
    (5, 15, 0.015),
    (5, 20, 0.02),
    (5, 30, 0.02),
    (5, 50, 0.02),
]


def run(
    engine: Engine,
    particles: Particles,
    positions: Floats,
    settings: HybridMonteCarloSettings,
    seconds: float,
) -> Iterator[Blocks]:
    """Blocks of a run, for some seconds of processor time."""
    rng = np.random.default_rng(3)
    end = time.process_time() + seconds
    while time.process_time() < end:
        blocks = hybrid_blocks(particles, positions, BLOCKS, engine, settings, rng)
        particles, positions = blocks.particles, blocks.positions
        yield blocks


def main() -> None:
    parser = argparse.ArgumentParser(description="Relaxation of a liquid by hybrid Monte Carlo.")
    parser.add_argument("--temperatures", type=float, nargs="+", default=[0.092, 0.07])
    parser.add_argument("--seconds", type=float, default=70.0, help="processor time of every setting, s")
    arguments = parser.parse_args()
    potential = PotentialSettings()
    engine, rng = make_engine(potential), np.random.default_rng(1)
    assert potential.composition is not None
    particles = draw_glass(potential.composition, N, rng)
    step = HybridMonteCarloSettings().time_step
    positions = thermal_positions(engine, particles, arguments.temperatures[0], step, rng)
    print("| T | swaps | steps | time step | accepted | ms per block | s to 0.8 | 0.6 | 1/e |")
    print("| ---: " * 9 + "|")
    for temperature in arguments.temperatures:
        default = HybridMonteCarloSettings(temperature=temperature)
        for last in run(engine, particles, positions, default, 2.0 * arguments.seconds):
            particles, positions = last.particles, last.positions
        for swaps, steps, time_step in SETTINGS:
            settings = HybridMonteCarloSettings(
                temperature=temperature, swaps_per_particle=swaps, steps_per_block=steps, time_step=time_step
            )
            done = list(run(engine, particles, positions, settings, arguments.seconds))
            each = arguments.seconds / len(done)
            after = [
                np.mean(
                    [
                        overlap(one.positions, other.positions, particles.cell)
                        for one, other in zip(done, done[lag:], strict=False)
                    ]
                )
                for lag in range(1, 2 * len(done) // 3)
            ]
            times = [
                next((f"{each * k:.1f}" for k, c in enumerate(after, 1) if c < limit), "")
                for limit in OVERLAPS
            ]
            accepted = sum(blocks.accepted for blocks in done) / (BLOCKS * len(done))
            print(
                f"| {temperature} | {swaps} | {steps} | {time_step} | {accepted:.0%} "
                f"| {1e3 * each / BLOCKS:.1f} | {' | '.join(times)} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
