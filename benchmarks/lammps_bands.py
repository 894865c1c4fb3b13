"""Bands of real pairs: `relax_band` against the `neb` command of LAMMPS.

    python benchmarks/lammps_bands.py ARCHIVE

ARCHIVE holds the published minima of one glass, inherent-structures-T0.062-Cnf-148750000.tar.xz.
"""

import argparse
import sys
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from glasscape.forces.compiled import CompiledForceField
from glasscape.landscape.ingest import ingest
from glasscape.landscape.settings import MinimaSettings
from glasscape.paths.band import Band, relax_band
from glasscape.paths.lammps import lammps_band
from glasscape.paths.profile import extend, find_wells
from glasscape.paths.settings import PathSettings
from glasscape.potentials.settings import PotentialSettings
from glasscape.structures.settings import StructureFormat

POTENTIAL = PotentialSettings()

# pairs of minima by file name: four double wells and a path that only rises
PAIRS = (
    ("2.044564056E-01.conf.txt", "2.044849555E-01.conf.txt"),
    ("2.044673842E-01.conf.txt", "2.044706090E-01.conf.txt"),
    ("2.045267759E-01.conf.txt", "2.045385635E-01.conf.txt"),
    ("2.044809390E-01.conf.txt", "2.044939750E-01.conf.txt"),
    ("2.044850309E-01.conf.txt", "2.044962725E-01.conf.txt"),
)
# more than the default: FIRE needs more than relax_band
LAMMPS_EVALUATIONS = 60_000


def row(
    name: str, engine: str, relax: Callable[[], tuple[Band, int]], force_field: CompiledForceField
) -> str:
    """Line of the table for one pair and one engine."""
    began = time.perf_counter()
    band, evaluations = relax()
    seconds = time.perf_counter() - began
    profile = extend(force_field, band, PathSettings().extension_action)
    wells = find_wells(profile)
    print(f"{name} {engine}: {seconds:.1f} s", file=sys.stderr, flush=True)
    residual = f"{band.residual_force:.1e}" + ("" if band.converged else " (not converged)")
    return (
        f"| {name} | {engine} | {wells.shape} | {len(wells.minima)} | {wells.barrier:.6f} | "
        f"{profile.path_length:.4f} | {residual} | {seconds:.1f} | {evaluations} |"
    )


def compare(
    force_field: CompiledForceField, name: str, start: NDArray[np.float64], end: NDArray[np.float64]
) -> list[str]:
    """Lines of the table for one pair."""
    settings = PathSettings()
    patient = PathSettings(max_evaluations=LAMMPS_EVALUATIONS)

    def ours() -> tuple[Band, int]:
        before = force_field.evaluations
        band = relax_band(force_field, start, end, settings)
        return band, force_field.evaluations - before

    def theirs() -> tuple[Band, int]:
        return lammps_band(force_field.glass, POTENTIAL.potential, start, end, patient)

    return [row(name, "glasscape", ours, force_field), row(name, "LAMMPS", theirs, force_field)]


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare relax_band with the neb command of LAMMPS")
    parser.add_argument("archive", help="tar archive of the published minima of one glass")
    library, _ = ingest(parser.parse_args().archive, None, POTENTIAL, StructureFormat(), MinimaSettings())
    index = {name: i for i, name in enumerate(library.names)}
    force_field = CompiledForceField(library.glass, POTENTIAL.potential)
    # compile before the clock runs
    relax_band(force_field, library.positions[0], library.positions[1], PathSettings(max_evaluations=100))

    print("| pair | engine | verdict | interior minima | barrier | length | residual | s | evaluations |")
    print("| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for pair in PAIRS:
        a, b = sorted(index[name] for name in pair)
        lines = compare(force_field, f"{a}-{b}", library.positions[a], library.positions[b])
        print("\n".join(lines), flush=True)


if __name__ == "__main__":
    main()
