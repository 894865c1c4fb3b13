"""Sums of vibrational frequencies of minima, by diagonalisation and by faster methods.

    python benchmarks/modes.py > benchmarks/modes.md

Glasses of three sizes are drawn, and minima around one minimum are found by kicks of single particles, on one
core. The differences of the zero-point energies between these minima are in the units of argon.
"""

import argparse
import statistics
import time

import numpy as np
from threadpoolctl import threadpool_limits

from glasscape.arrays import Floats
from glasscape.forces.compiled import CompiledForceField
from glasscape.minimise.quench import quench
from glasscape.modes.frequencies import Method, frequency_sum
from glasscape.potentials.models import POLYDISPERSE_SOFT_SPHERES
from glasscape.preparation.draw import draw_glass
from glasscape.units import ARGON

SIZES, MINIMA = (220, 600, 1500), 6
METHODS: tuple[Method, ...] = ("dense", "sparse", "einstein")
KICK, NEAREST, FARTHEST = 0.4, 0.1, 1.5


def neighbours(field: CompiledForceField, rng: np.random.Generator) -> list[Floats]:
    """A minimum and others near it."""
    n = len(field.particles)
    found = [quench(field, rng.random((n, 3)) @ field.particles.cell.vectors).positions]
    while len(found) < MINIMA:
        kick = np.zeros((n, 3))
        kick[rng.integers(n)] = KICK * rng.standard_normal(3)
        new = quench(field, found[0] + kick)
        if new.converged and NEAREST < min(np.linalg.norm(new.positions - old) for old in found) < FARTHEST:
            found.append(new.positions)
    return found


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.parse_args()
    print("# Sums of vibrational frequencies\n")
    print(f"`python benchmarks/modes.py`, one core, {MINIMA} minima of every size; medians of seconds.\n")
    print(
        "`difference` is the root mean square of the differences of the zero-point energies of two minima, "
        "`error` that\nof the errors of these differences, epsilon.\n"
    )
    print("| N | Hessian | dense | sparse | dense / sparse | einstein | difference | error | its error |")
    print("| ---: |" + " ---: |" * 8)
    with threadpool_limits(1):
        for n in SIZES:
            rng = np.random.default_rng(n)
            particles = draw_glass(POLYDISPERSE_SOFT_SPHERES.composition, n, rng)
            field = CompiledForceField(particles, POLYDISPERSE_SOFT_SPHERES.potential)
            masses = np.ones(n)
            energies: dict[Method, list[float]] = {method: [] for method in METHODS}
            seconds: dict[str, list[float]] = {name: [] for name in ("hessian", *METHODS)}
            for positions in neighbours(field, rng):
                began = time.perf_counter()
                hessian = field.hessian(positions)
                seconds["hessian"].append(time.perf_counter() - began)
                for method in METHODS:
                    began = time.perf_counter()
                    found = 0.5 * ARGON.hbar * frequency_sum(hessian, masses, method)
                    seconds[method].append(time.perf_counter() - began)
                    energies[method].append(found)
            took = {name: statistics.median(values) for name, values in seconds.items()}
            exact, fast, einstein = (np.subtract.outer(energies[m], energies[m]) for m in METHODS)
            pairs = np.triu_indices(MINIMA, 1)
            print(
                f"| {n} | {took['hessian']:.3f} | {took['dense']:.2f} | {took['sparse']:.2f} | "
                f"{took['dense'] / took['sparse']:.1f} | {took['einstein']:.4f} | {rms(exact[pairs]):.1e} | "
                f"{rms((fast - exact)[pairs]):.1e} | {rms((einstein - exact)[pairs]):.1e} |",
                flush=True,
            )


def rms(values: Floats) -> float:
    """Root mean square."""
    return float(np.sqrt(np.mean(values**2)))


if __name__ == "__main__":
    main()
