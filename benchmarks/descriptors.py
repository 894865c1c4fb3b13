"""Time to describe the particles of a configuration, and the same averages with SciPy and NumPy.

    python benchmarks/descriptors.py > benchmarks/descriptors.md

A Kob-Andersen liquid is quenched from random positions, heated by a short run, and described on one core. The
peer looks for neighbours with a k-d tree of SciPy and sums with NumPy.
"""

import argparse
import time

import numpy as np
from scipy.spatial import KDTree
from threadpoolctl import threadpool_limits

from glasscape.arrays import Floats
from glasscape.descriptors.coarse_grained import REACH
from glasscape.descriptors.configuration import Configuration
from glasscape.descriptors.describe import describe
from glasscape.descriptors.settings import DescriptorSettings, Family
from glasscape.dynamics.velocities import initial_state, thermal_velocities
from glasscape.forces.engine import make_engine
from glasscape.minimise.quench import quench
from glasscape.potentials.models import KOB_ANDERSEN
from glasscape.potentials.settings import PotentialSettings
from glasscape.preparation.draw import draw_glass, random_positions
from glasscape.structures.particles import Particles

N_PARTICLES, TEMPERATURE, STEPS, REPEATS = 4096, 0.44, 400, 3
FAMILIES: tuple[Family, ...] = ("coarse-grained", "radial", "bonds", "hessian")


def averages(particles: Particles, positions: Floats, values: Floats, lengths: list[float]) -> Floats:
    """Averages over the neighbours of all species, shape (N, lengths), with a k-d tree."""
    width = particles.cell.width
    tree = KDTree(positions % width, boxsize=width)
    found = []
    for length in lengths:
        reach = min(REACH * length, 0.5 * width)
        weights = tree.sparse_distance_matrix(tree, reach, output_type="coo_matrix").tocsr()
        # the distance of a particle to itself is an explicit zero, of weight 1
        weights.data = np.exp(-weights.data / length)
        found.append((weights @ values) / weights.sum(axis=1).A1)
    return np.column_stack(found)


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.parse_args()
    rng = np.random.default_rng(1)
    engine = make_engine(PotentialSettings(model="kob-andersen"))
    particles = draw_glass(KOB_ANDERSEN.composition, N_PARTICLES, rng)
    field = engine.force_field(particles)
    start = quench(field, random_positions(particles, rng), 1e-3).positions
    state = initial_state(field, start, thermal_velocities(particles, 2.0 * TEMPERATURE, rng))
    thermal = field.advance(state, 0.005, STEPS).positions
    began = time.process_time()
    configuration = Configuration.quenched(engine, particles, thermal, 1e-8)
    quenching = time.process_time() - began

    print("# Descriptors of particles\n")
    print(
        f"`python benchmarks/descriptors.py`, one core, Kob-Andersen mixture, N = {N_PARTICLES}; CPU "
        f"seconds to\ndescribe the thermal and the inherent structure, the fastest of {REPEATS}.\n"
    )
    print("| families | descriptors | seconds |")
    print("| --- | ---: | ---: |")
    for families in (*([family] for family in FAMILIES), list(FAMILIES)):
        settings = DescriptorSettings(families=families)
        seconds = []
        for _ in range(REPEATS):
            began = time.process_time()
            table = describe(engine, configuration, settings)
            seconds.append(time.process_time() - began)
        print(f"| {', '.join(families)} | {len(table.names)} | {min(seconds):.2f} |")
    print(f"\nThe quench to the inherent structure takes {quenching:.1f} s.\n")

    settings = DescriptorSettings(families=["coarse-grained"], states=["inherent"])
    began = time.process_time()
    ours = describe(engine, configuration, settings)
    seconds_here = time.process_time() - began
    began = time.process_time()
    inherent = configuration.inherent
    theirs = averages(particles, inherent, field.particle_energies(inherent), settings.lengths)
    seconds_there = time.process_time() - began
    found = ours.only([f"inherent_energy_all_L{length:g}" for length in settings.lengths]).values
    print(
        f"Averages of the energy alone, over all neighbours, take {seconds_there:.1f} s with a k-d tree. All "
        f"{len(ours.names)} coarse-grained\ndescriptors of the inherent structure take {seconds_here:.1f} s "
        f"here. The averages differ by at most\n{np.abs(found - theirs).max():.0e} epsilon."
    )


if __name__ == "__main__":
    with threadpool_limits(1):
        main()
