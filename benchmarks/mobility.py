"""Time and memory to label the particles of one large trajectory.

    python benchmarks/mobility.py

The trajectory is synthetic: particles that rattle in cages and hop, without correlations between particles.
Every step runs in a process of its own, on one core.
"""

import argparse
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from glasscape.arrays import Floats
from glasscape.structures.cell import Cell
from glasscape.structures.particles import Particles
from glasscape.trajectories.cage import plateau, root_mean_square_displacement
from glasscape.trajectories.facilitation import facilitation
from glasscape.trajectories.frames import Trajectory, write_trajectory
from glasscape.trajectories.hops import HOPS, find_hops
from glasscape.trajectories.wavelets import wavelet_amplitudes

DENSITY, INTERVAL = 1.2, 0.1
CAGE, RATE, LENGTH = 0.1, 2e-3, 0.8
THRESHOLD, RESOLUTION = 0.3, 5.0
SCALES = (5.0, 10.0, 15.0)


def _motion(n: int, frames: int) -> Iterator[tuple[int, Floats]]:
    rng = np.random.default_rng(1)
    cages = rng.uniform(0.0, (n / DENSITY) ** (1 / 3), (n, 3))
    for k in range(frames):
        vectors = rng.standard_normal((n, 3))
        vectors *= LENGTH / np.linalg.norm(vectors, axis=1, keepdims=True)
        cages += np.where(rng.random((n, 1)) < RATE, vectors, 0.0)
        yield k, cages + CAGE * rng.standard_normal((n, 3))


def _write(folder: Path, n: int, frames: int) -> str:
    cell = Cell.cubic((n / DENSITY) ** (1 / 3))
    particles = Particles(np.ones(n), np.zeros(n, dtype=np.int32), cell)
    write_trajectory(folder / "t.h5", particles, INTERVAL, _motion(n, frames))
    return f"{(folder / 't.h5').stat().st_size / 1e6:.0f} MB on disk"


def _plateau(folder: Path, n: int, frames: int) -> str:
    measured = plateau(*root_mean_square_displacement(Trajectory.open(folder / "t.h5")))
    return f"{measured:.3f} sigma, cages alone {CAGE * np.sqrt(6):.3f}"


def _hops(folder: Path, n: int, frames: int) -> str:
    found = find_hops(Trajectory.open(folder / "t.h5"), THRESHOLD, RESOLUTION)
    HOPS.write(folder / "hops.parquet", found.hops)
    return f"{len(found.hops)} hops"


def _wavelets(folder: Path, n: int, frames: int) -> str:
    found = wavelet_amplitudes(Trajectory.open(folder / "t.h5"), SCALES)
    return f"{len(found)} scales"


def _facilitation(folder: Path, n: int, frames: int) -> str:
    cell = Trajectory.open(folder / "t.h5").particles.cell
    found = facilitation([HOPS.read(folder / "hops.parquet")], [cell], frames * INTERVAL, 1)
    return f"{found.pairs.sum()} pairs"


STEPS: dict[str, Callable[[Path, int, int], str]] = {
    "make and write frames": _write,
    "plateau of the displacement": _plateau,
    "p_hop and hops": _hops,
    "wavelet amplitudes": _wavelets,
    "facilitation": _facilitation,
}


def _measure(name: str, folder: Path, n: int, frames: int) -> tuple[float, float, str]:
    """CPU seconds, largest memory in MB, and what was found, after a first call that loads compiled code."""
    with threadpool_limits(1):
        began = time.process_time()
        found = STEPS[name](folder, n, frames)
        seconds = time.process_time() - began
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3, found


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--particles", type=int, default=64_000)
    options.add_argument("--frames", type=int, default=1001)
    given = options.parse_args()
    print("| step | CPU seconds | memory, MB | |")
    print("| --- | ---: | ---: | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for name in STEPS:
            with get_context("spawn").Pool(1) as pool:
                row = pool.apply(_measure, (name, Path(folder), given.particles, given.frames))
            print(f"| {name} | {row[0]:.1f} | {row[1]:.0f} | {row[2]} |", flush=True)


if __name__ == "__main__":
    main()
