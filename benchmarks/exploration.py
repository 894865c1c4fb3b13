"""Cost of exploration: quenches that end early, and other ways to minima than dynamics at T = 0.04.

    python benchmarks/exploration.py [STRUCTURE ...] [--evaluations 300000] [--pairs 150]

A glass of 1500 soft spheres is made at T_f = 0.092. Every STRUCTURE is another glass: `glass.extxyz` of a
sample, or a minimum as a LAMMPS data file with the diameters as charges, as in the published data.

The first table compares quenches that end early with full ones, on the same trajectories, and dynamics and
quenches together with full quenches and time steps half as long, the former way. It also counts what
bisection of every eight intervals would quench (Doliwa and Heuer, Phys. Rev. E 67, 031506 (2003)), the ends
and what is between ends that differ, and the minima that it would miss. The second table compares
ways to minima with the same number of force evaluations: dynamics at several temperatures with a quench every
100 steps, and pushes along soft modes. A push starts at a minimum found so far, within 1 epsilon of the
first. The minimum is displaced along the core of one of the 100 lowest modes of the first minimum: the
particles with at least 30 % of the largest displacement. The number of double wells follows from exact
calculations of --pairs random candidate pairs.
"""

import argparse
import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np

from glasscape.arrays import Floats
from glasscape.dynamics.velocities import initial_state, thermal_velocities
from glasscape.forces.engine import make_engine
from glasscape.forces.force_field import ForceField
from glasscape.ingest.settings import IngestSettings
from glasscape.minima.settings import MinimaSettings
from glasscape.minima.unique import UniqueMinima
from glasscape.minimise.quench import quench
from glasscape.modes.normal import lowest_modes
from glasscape.paths.extension import extension_action
from glasscape.paths.path import compute_path
from glasscape.paths.settings import NEBSettings, PathSettings
from glasscape.potentials.settings import PotentialSettings
from glasscape.preparation.prepare import prepare_glass
from glasscape.preparation.settings import PreparationSettings
from glasscape.structures.particles import Particles
from glasscape.structures.readers import read_structure
from glasscape.structures.writers import GLASS_FORMAT
from glasscape.studies.two_level_systems.exact.outcome import outcome
from glasscape.studies.two_level_systems.pairs.settings import PairSettings
from glasscape.tunnelling.verdict import DOUBLE_WELLS
from glasscape.units import ARGON

POTENTIAL, MINIMA, LIMITS = PotentialSettings(), MinimaSettings(), PairSettings()
ENGINE = make_engine(POTENTIAL)
PATHS = PathSettings(POTENTIAL, MINIMA, NEBSettings(), extension_action(ARGON))
TIME_STEP, STEPS = 0.02, 100
# steps between quenches before, at half the time step
FORMER_STEPS = 200
SEED = 7


def dynamics(field: ForceField, start: Floats, temperature: float) -> Iterator[Floats]:
    """Configurations of a trajectory, every `STEPS` steps. A minimum needs twice the temperature."""
    rng = np.random.default_rng(SEED)
    state = initial_state(field, start, thermal_velocities(field.particles, temperature, rng))
    while True:
        state = field.advance(state, TIME_STEP, STEPS)
        yield state.positions


def pushes(field: ForceField, minima: UniqueMinima, start: Floats, length: float) -> Iterator[Floats]:
    """Minima found so far, displaced by `length` along the cores of soft modes of the first."""
    yield start
    rng = np.random.default_rng(SEED)
    modes = lowest_modes(field.hessian(minima.positions[0]), np.ones(len(start)), 100)
    sizes = np.linalg.norm(modes.vectors, axis=2, keepdims=True)
    cores = np.where(sizes > 0.3 * sizes.max(axis=1, keepdims=True), modes.vectors, 0.0)
    cores /= np.linalg.norm(cores, axis=(1, 2), keepdims=True)
    while True:
        low = [k for k, energy in enumerate(minima.energies) if energy < minima.energies[0] + 1.0]
        push = rng.choice([-length, length]) * cores[rng.integers(len(cores))]
        yield minima.positions[low[rng.integers(len(low))]] + push


def bisected(visits: list[int], first: int, last: int) -> set[int]:
    """Which visits between two are quenched by bisection."""
    if visits[first] == visits[last] or last - first < 2:
        return set()
    middle = (first + last) // 2
    return {middle} | bisected(visits, first, middle) | bisected(visits, middle, last)


def double_wells(particles: Particles, minima: UniqueMinima, pairs: int) -> tuple[float, float]:
    """Number of candidate pairs, and of double wells among them, from a random part of both."""
    energies = np.array(minima.energies)
    order = np.argsort(energies)
    close = [
        (a, b)
        for place, a in enumerate(order)
        for b in order[place + 1 :]
        if energies[b] - energies[a] <= LIMITS.max_energy_difference
    ]
    tried = [close[k] for k in np.random.default_rng(SEED).permutation(len(close))[:8000]]
    near = [
        (a, b)
        for a, b in tried
        if np.linalg.norm(particles.cell.displacement(minima.positions[a], minima.positions[b]))
        <= LIMITS.max_displacement
    ]
    candidates = len(close) * len(near) / max(1, len(tried))
    computed = near[:pairs]
    wells = sum(
        outcome(compute_path(ENGINE, particles, minima.positions[a], minima.positions[b], PATHS), ARGON)[
            "verdict"
        ]
        in DOUBLE_WELLS
        for a, b in computed
    )
    return candidates, candidates * wells / max(1, len(computed))


def early(name: str, particles: Particles, start: Floats, temperature: float, evaluations: int) -> None:
    """Print a row of the first table."""
    moving, full, ending = (ENGINE.force_field(particles) for _ in range(3))
    minima = UniqueMinima(particles, MINIMA)
    known = wrong = 0
    visits: list[int] = []
    for positions in dynamics(moving, start, temperature):
        if moving.evaluations + full.evaluations > evaluations:
            break
        end = quench(ending, positions, MINIMA.max_force, known=minima.near)
        whole = quench(full, positions, MINIMA.max_force)
        index, match = minima.place(whole.positions, whole.energy)
        visits.append(index)
        known += match is not None
        wrong += end.known is not None and end.known != index
    quenches = len(visits)
    ends = range(0, quenches, 8)
    kept = set(ends).union(*(bisected(visits, a, b) for a, b in pairwise(ends)))
    missed = len(minima.energies) - len({visits[k] for k in kept} | set(visits[ends[-1] :]))
    ratio = full.evaluations / ending.evaluations
    former = FORMER_STEPS * quenches + full.evaluations
    with_dynamics = former / (moving.evaluations + ending.evaluations)
    print(
        f"| {name} | {quenches} | {len(minima.energies)} | {known / quenches:.0%} | "
        f"{full.evaluations / quenches:.0f} | {ending.evaluations / quenches:.0f} | "
        f"{ratio:.2f} | {with_dynamics:.2f} | {wrong} | "
        f"{len(kept) / ends[-1]:.0%} | {missed} |",
        flush=True,
    )


def way(
    title: str, particles: Particles, start: Floats, how: str, size: float, evaluations: int, pairs: int
) -> None:
    """Print a row of the second table."""
    moving, quenching = ENGINE.force_field(particles), ENGINE.force_field(particles)
    minima = UniqueMinima(particles, MINIMA)
    pushed = how == "pushes"
    places = pushes(quenching, minima, start, size) if pushed else dynamics(moving, start, size)
    for positions in places:
        end = quench(quenching, positions, MINIMA.max_force, known=minima.near)
        if end.converged:
            minima.place(end.positions, end.energy)
        spent = moving.evaluations + quenching.evaluations
        if spent > evaluations:
            break
    candidates, wells = double_wells(particles, minima, pairs)
    print(
        f"| {title} | {len(minima.energies)} | {candidates:.0f} | {wells:.0f} | {1e5 * wells / spent:.0f} |",
        flush=True,
    )


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("structures", type=Path, nargs="*")
    options.add_argument("--evaluations", type=int, default=300_000)
    options.add_argument("--pairs", type=int, default=150)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = PreparationSettings(particles=1500, temperature=0.092, blocks=3_000)
        made = prepare_glass(POTENTIAL, settings, 0.04, "exploration", Path(folder) / "state.npz")
    # a minimum starts with twice the temperature: half of the kinetic energy goes into vibration
    samples = [("T_f = 0.092", made.particles, made.positions, 1.0)]
    for path in given.structures:
        made_here = path.suffix == ".extxyz"
        read = read_structure(path, GLASS_FORMAT if made_here else IngestSettings())
        samples.append((str(path), read.particles, read.positions, 1.0 if made_here else 2.0))
    print(
        "| glass | quenches | minima | known | full | early | full / early | with dynamics | wrong | "
        "bisected | missed |"
    )
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name, particles, start, factor in samples:
        early(name, particles, start, 0.04 * factor, given.evaluations)
    print("\n| glass | way | minima | candidates | double wells | per 100,000 evaluations |")
    print("| --- | --- | ---: | ---: | ---: | ---: |")
    for name, particles, start, factor in samples:
        for how, size in (
            *(("dynamics", temperature) for temperature in (0.04, 0.05, 0.06)),
            *(("pushes", length) for length in (2.0, 3.0)),
        ):
            title = f"{name} | pushes of {size:g} sigma" if how == "pushes" else f"{name} | T = {size:g}"
            size = size if how == "pushes" else size * factor
            way(title, particles, start, how, size, given.evaluations, given.pairs)


if __name__ == "__main__":
    main()
