"""Bands by this package, ASE and LAMMPS: the same real pairs with the same tolerance.

    python benchmarks/exact.py ARCHIVE [--pairs 30] [--lammps-pairs 21]

ARCHIVE holds the published minima of one sample, inherent-structures-T0.062-Cnf-148750000.tar.xz. Two of
three pairs are drawn with a distance of 0.1 to 0.3, where most double wells are. The third has 0.3 to 1.0.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from ase.mep import NEB
from ase.mep.neb import NEBOptimizer

from glasscape import GlassCalculator
from glasscape.arrays import Floats
from glasscape.dynamics.velocities import initial_state
from glasscape.forces.compiled import CompiledForceField
from glasscape.forces.lammps import LammpsForceField
from glasscape.ingest.ingest import ingest
from glasscape.ingest.settings import IngestSettings
from glasscape.minima.library import MinimaLibrary
from glasscape.minima.settings import MinimaSettings
from glasscape.paths.band import Band, complete, relax_band, relax_chain
from glasscape.paths.lammps import lammps_band
from glasscape.paths.profile import find_wells
from glasscape.paths.settings import NEBSettings
from glasscape.potentials.models import POLYDISPERSE_SOFT_SPHERES
from glasscape.potentials.settings import PotentialSettings
from glasscape.structures.writers import to_atoms

POTENTIAL = POLYDISPERSE_SOFT_SPHERES.potential
SETTINGS, MINIMA = NEBSettings(), MinimaSettings()
# FIRE needs more evaluations than the default allows
PATIENT = NEBSettings(max_evaluations=60_000)
CLOSE, FAR = (0.1, 0.3), (0.3, 1.0)
LARGEST_ENERGY_DIFFERENCE = 0.1


class Row(NamedTuple):
    """Result of one engine for one pair."""

    verdict: str
    barrier: float
    length: float
    converged: bool
    seconds: float
    evaluations: int


def measure(relax: Callable[[], Band]) -> Row:
    began = time.perf_counter()
    band = relax()
    seconds = time.perf_counter() - began
    profile = band.profile(np.ones(len(band.images[0])))
    wells = find_wells(profile)
    known = band.converged or band.intermediate
    verdict = "not converged"
    if known:
        verdict = wells.shape if band.converged else "multiple wells"
    return Row(verdict, wells.barrier, profile.path_length, band.converged, seconds, band.evaluations)


class CountingCalculator(GlassCalculator):
    """A calculator that counts its evaluations."""

    evaluations = 0

    def calculate(self, *arguments: Any, **options: Any) -> None:
        """Compute energy and forces."""
        self.evaluations += 1
        super().calculate(*arguments, **options)


def ase_band(library: MinimaLibrary, start: Floats, end: Floats) -> Band:
    """The band of ASE with the forces of this package. Each image has its own neighbour list.

    The adaptive ODE solver for bands was the fastest optimiser of ASE here, before FIRE2, LBFGS and FIRE.
    """
    particles = library.particles
    change = particles.cell.displacement(start, end)
    line = start + np.linspace(0.0, 1.0, SETTINGS.images)[:, None, None] * change
    images = [to_atoms(particles, positions) for positions in line]
    for image in images:
        image.calc = CountingCalculator("polydisperse-soft-spheres")
    band = NEB(images, k=SETTINGS.spring, method="improvedtangent")
    steps = PATIENT.max_evaluations // (len(images) - 2)
    NEBOptimizer(band, logfile=None, method="ODE").run(fmax=SETTINGS.max_force, steps=steps)
    field = CompiledForceField(particles, POTENTIAL)
    field.evaluations = sum(image.calc.evaluations for image in images)
    relaxed = np.array([image.positions for image in images])
    chain = relax_chain(field, relaxed, SETTINGS.spring, SETTINGS.max_force, 0)
    return complete(field, chain, PATIENT, MINIMA, 0)


def relax_in_full(field: CompiledForceField, start: Floats, end: Floats) -> Band:
    """The band of this package without coarse stages, relaxed to the end even if it has several wells."""
    change = field.particles.cell.displacement(start, end)
    images = start + np.linspace(0.0, 1.0, SETTINGS.images)[:, None, None] * change
    relaxed = relax_chain(field, images, SETTINGS.spring, SETTINGS.max_force, PATIENT.max_evaluations)
    return complete(field, relaxed, PATIENT, MINIMA, 0)


def draw_pairs(library: MinimaLibrary, count: int) -> list[tuple[int, int]]:
    """Two close pairs, then a far one, repeatedly. Energy differences are those of candidates."""
    rng = np.random.default_rng(1)
    drawn: list[tuple[int, int]] = []
    while len(drawn) < count:
        a, b = sorted(int(i) for i in rng.integers(len(library.energies), size=2))
        low, high = FAR if len(drawn) % 3 == 2 else CLOSE
        moved = library.particles.cell.displacement(library.positions[a], library.positions[b])
        if (
            (a, b) not in drawn
            and low <= np.linalg.norm(moved) < high
            and library.energies[b] - library.energies[a] <= LARGEST_ENERGY_DIFFERENCE
        ):
            drawn.append((a, b))
    return drawn


def force_seconds(library: MinimaLibrary) -> float:
    """Time of one force evaluation of LAMMPS on one core."""
    field = LammpsForceField(library.particles, POTENTIAL)
    motion = initial_state(field, library.positions[0], np.zeros_like(library.positions[0]))
    began = time.perf_counter()
    field.advance(motion, 0.001, 200)
    return (time.perf_counter() - began) / 200


def line(pair: str, engine: str, row: Row) -> str:
    barrier = f"{row.barrier:.6f}" if row.converged else ""
    length = f"{row.length:.4f}" if row.converged else ""
    return (
        f"| {pair} | {engine} | {row.verdict} | {barrier} | {length} | {row.seconds:.2f} | "
        f"{row.evaluations} |"
    )


def agree(ours: Row, full: Row, theirs: Row) -> str:
    """Whether verdict, barrier (1 % or 2e-5) and length (1 %) agree, and their differences.

    Barrier and length are those of `full`, the band that was relaxed to the end.
    """
    if ours.verdict != theirs.verdict:
        return f"verdicts differ: {ours.verdict}, {theirs.verdict}"
    if not (full.converged and theirs.converged):
        return "verdict; not both converged"
    ours = full
    barrier = abs(ours.barrier - theirs.barrier)
    length = abs(ours.length / theirs.length - 1.0)
    same = barrier < max(0.01 * theirs.barrier, 2e-5) and length < 0.01
    return f"{'all' if same else 'verdict, NOT ALL'}: barrier {barrier:.1e}, length {100 * length:.2f} %"


def summarise(name: str, ours: list[Row], theirs: list[Row]) -> str:
    ratios = [b.seconds / a.seconds for a, b in zip(ours, theirs, strict=True)]
    evaluations = [b.evaluations / a.evaluations for a, b in zip(ours, theirs, strict=True)]
    return (
        f"{name} over glasscape, {len(ours)} pairs: seconds {statistics.median(ratios):.0f} (from "
        f"{min(ratios):.0f} to {max(ratios):.0f}), force evaluations {statistics.median(evaluations):.1f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("archive", help="tar archive of the published minima of one sample")
    parser.add_argument("--pairs", type=int, default=30, help="pairs for glasscape and ASE")
    parser.add_argument("--lammps-pairs", type=int, default=21, help="how many of them LAMMPS computes")
    arguments = parser.parse_args()
    library, _ = ingest(arguments.archive, None, PotentialSettings(), IngestSettings(), MINIMA)
    glass, positions = library.particles, library.positions
    # compile before the time is measured
    few = NEBSettings(max_evaluations=100)
    relax_band(CompiledForceField(glass, POTENTIAL), positions[0], positions[1], few, MINIMA)
    print("| pair | engine | verdict | barrier | length | s | evaluations |")
    print("| --- | --- | --- | ---: | ---: | ---: | ---: |")
    ours, ase, lammps = [], [], []
    agreements: dict[str, list[str]] = {"ASE": [], "LAMMPS": []}
    for k, (a, b) in enumerate(draw_pairs(library, arguments.pairs)):
        name, start, end = f"{a}-{b}", positions[a], positions[b]
        field = CompiledForceField(glass, POTENTIAL)
        ours.append(measure(lambda: relax_band(field, start, end, SETTINGS, MINIMA)))  # noqa: B023 - called at once
        print(line(name, "glasscape", ours[-1]), flush=True)
        full = ours[-1]
        if not full.converged:
            full = measure(lambda: relax_in_full(CompiledForceField(glass, POTENTIAL), start, end))  # noqa: B023
            print(line(name, "glasscape, in full", full), flush=True)
        ase.append(measure(lambda: ase_band(library, start, end)))  # noqa: B023 - called at once
        print(line(name, "ASE", ase[-1]), flush=True)
        agreements["ASE"].append(f"{name}: {agree(ours[-1], full, ase[-1])}")
        if k < arguments.lammps_pairs:
            serial = LammpsForceField(glass, POTENTIAL)
            lammps.append(measure(lambda: lammps_band(serial, POTENTIAL, start, end, PATIENT, MINIMA)))  # noqa: B023
            print(line(name, "LAMMPS", lammps[-1]), flush=True)
            agreements["LAMMPS"].append(f"{name}: {agree(ours[-1], full, lammps[-1])}")
    seconds = [row.seconds for row in ours]
    print(
        f"\nglasscape, {len(ours)} pairs: median {statistics.median(seconds):.2f} s, "
        f"most {max(seconds):.2f} s"
    )
    wells = [row.seconds for row in ours if row.verdict == "double well"]
    print(f"{len(wells)} double wells among them: median {statistics.median(wells):.2f} s")
    print(summarise("ASE", ours, ase) + "\n")
    for name, lines in agreements.items():
        print(f"agreement with {name}\n" + "\n".join(lines) + "\n")
    if not lammps:
        return
    print(summarise("LAMMPS", ours[: len(lammps)], lammps))
    each = force_seconds(library)
    idle = [row.evaluations * each for row in lammps]
    per_core = [theirs / row.seconds for row, theirs in zip(ours, idle, strict=False)]
    print(
        f"LAMMPS, one force evaluation {1e3 * each:.2f} ms; on {SETTINGS.images} idle cores without any "
        f"communication: median {statistics.median(idle) / SETTINGS.images:.2f} s, and "
        f"{statistics.median(per_core):.0f} times the core-seconds of glasscape"
    )


if __name__ == "__main__":
    main()
