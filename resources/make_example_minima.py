"""Make `example-minima.tar.xz`: inherent structures of one small sample.

The temperature is higher than in a real search, so that a few trajectories visit many minima. The minima are
written as LAMMPS data files with the diameters in the charge column.

    python resources/make_example_minima.py resources/example-minima.tar.xz
"""

import argparse
import io
import tarfile
import tempfile
from pathlib import Path

from ase import Atoms
from ase.io import write

from glasscape.exploration.collect import collect
from glasscape.exploration.explore import explore
from glasscape.exploration.settings import ExplorationSettings
from glasscape.minima.settings import MinimaSettings
from glasscape.potentials.settings import PotentialSettings
from glasscape.preparation.prepare import prepare_glass
from glasscape.preparation.settings import PreparationSettings

POTENTIAL = PotentialSettings()
PREPARATION = PreparationSettings(
    particles=220, temperature=0.12, blocks=4000, steps_per_block=10, time_step=0.01
)
EXPLORATION = ExplorationSettings(temperature=0.05, steps=10_000, quench_every=20, time_step=0.01)
TRAJECTORIES = 4


def main() -> None:
    """Make the archive."""
    parser = argparse.ArgumentParser(description="Make the minima of the example.")
    parser.add_argument("archive", type=Path)
    archive_path = parser.parse_args().archive
    with tempfile.TemporaryDirectory() as folder:
        checkpoint = Path(folder) / "preparation.npz"
        made = prepare_glass(POTENTIAL, PREPARATION, EXPLORATION.temperature, "example", checkpoint)
    print(made.report.headline())
    trajectories = [
        explore(made.particles, made.positions, POTENTIAL, EXPLORATION, MinimaSettings(), seed)
        for seed in range(TRAJECTORIES)
    ]
    library, report = collect(trajectories, MinimaSettings())
    print(report.headline())
    with tarfile.open(archive_path, "w:xz") as archive, tempfile.TemporaryDirectory() as folder:
        for k, positions in enumerate(library.positions):
            inside = made.particles.cell.wrap(positions)
            atoms = Atoms("H" * len(positions), inside, cell=made.particles.cell, pbc=True)
            atoms.set_initial_charges(made.particles.diameters)
            path = Path(folder) / f"minimum-{k:05d}.data"
            write(path, atoms, format="lammps-data", atom_style="charge", masses=False)
            member = tarfile.TarInfo(f"example-minima/{path.name}")
            content = path.read_bytes()
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))


if __name__ == "__main__":
    main()
