"""Quenches of thermal configurations by this package and by `minimize` of LAMMPS.

    python benchmarks/quench.py > benchmarks/quench.md

A glass of 1500 particles is made at T_f = 0.092 and cooled to T = 0.04. Configurations of molecular dynamics
are quenched by this package and by LAMMPS (conjugate gradients, its default), on one core, until no force
component is above 1e-8.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np

from glasscape.dynamics.velocities import initial_state, thermal_velocities
from glasscape.forces.compiled import CompiledForceField
from glasscape.forces.lammps import LammpsForceField
from glasscape.minimise.quench import quench
from glasscape.potentials.settings import PotentialSettings
from glasscape.preparation.prepare import prepare_glass
from glasscape.preparation.settings import PreparationSettings

POTENTIAL = PotentialSettings()
N_PARTICLES, TEMPERATURE, CONFIGURATIONS = 1500, 0.04, 10
MAX_FORCE = 1e-8
# largest energy difference of two quenches to the same minimum, epsilon
SAME = 1e-6


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = PreparationSettings(particles=N_PARTICLES, temperature=0.092, blocks=6_000)
        made = prepare_glass(POTENTIAL, settings, TEMPERATURE, "quench", Path(folder) / "state.npz")
    compiled = CompiledForceField(made.particles, POTENTIAL.potential)
    velocities = thermal_velocities(made.particles, TEMPERATURE, np.random.default_rng(1))
    motion = initial_state(compiled, made.positions, velocities)
    quench(compiled, made.positions, MAX_FORCE)
    lammps = LammpsForceField(made.particles, POTENTIAL.potential)
    lammps._command("min_style cg", "min_modify norm inf")

    print("# Quench\n")
    print(
        f"`python benchmarks/quench.py`, one core, N = {N_PARTICLES}, T = {TEMPERATURE}; target "
        f"{MAX_FORCE} for the largest force component.\n"
    )
    print("| configuration | engine | ms | evaluations | largest force | energy |")
    print("| --- | --- | --- | --- | --- | --- |")
    ours, ratios, differences = [], [], []
    for k in range(CONFIGURATIONS):
        motion = compiled.advance(motion, 0.01, 200)
        before, began = compiled.evaluations, time.perf_counter()
        result = quench(compiled, motion.positions, MAX_FORCE)
        seconds = time.perf_counter() - began
        print(
            f"| {k} | glasscape | {1e3 * seconds:.1f} | {compiled.evaluations - before} "
            f"| {result.max_force:.1e} | {result.energy:.9f} |"
        )
        lammps._write("x", motion.positions)
        began = time.perf_counter()
        lammps._command(f"minimize 0.0 {MAX_FORCE} 100000 100000")
        theirs = time.perf_counter() - began
        energy = float(lammps._lammps.get_thermo("pe"))
        force = np.abs(lammps._read("f")).max()
        print(f"| {k} | LAMMPS | {1e3 * theirs:.0f} | - | {force:.1e} | {energy:.9f} |")
        ours.append(seconds)
        ratios.append(theirs / seconds)
        differences.append(abs(energy - result.energy))
    same = [difference for difference in differences if difference < SAME]
    print(
        f"\nMedian {1e3 * statistics.median(ours):.1f} ms here, LAMMPS takes "
        f"{statistics.median(ratios):.0f} times as long. {len(same)} of {CONFIGURATIONS} "
        f"configurations end in the same minimum, with energies that differ by at most {max(same):.1e} "
        "epsilon."
    )


if __name__ == "__main__":
    main()
