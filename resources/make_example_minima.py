"""Make `example-minima.tar.xz`: inherent structures that one small glass visits at low temperature.

A liquid of polydisperse soft spheres is equilibrated by molecular dynamics, cooled fast into a glass and
followed at low temperature. Its configurations are quenched, and the distinct minima are written as LAMMPS
data files with the diameters in the charge column.

    python resources/make_example_minima.py resources/example-minima.tar.xz
"""

import argparse
import io
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from ase import Atoms
from ase.io import write
from numpy.typing import NDArray
from tqdm import tqdm

from glasscape.dynamics.quench import quench
from glasscape.forces.compiled import CompiledForceField
from glasscape.landscape.unique import find_duplicates
from glasscape.potentials.soft_spheres import SoftSpheres
from glasscape.structures.glass import Glass

SEED = 11
N_PARTICLES = 220
TIME_STEP = 0.01
LIQUID, EXPLORATION = 0.12, 0.05
EQUILIBRATION_STEPS, COOLING_STEPS, EXPLORATION_STEPS, QUENCH_EVERY = 200_000, 20_000, 400_000, 40
# steps between the collisions of all particles with the heat bath
COLLIDE_EVERY = 100
N_MINIMA = 110

Floats = NDArray[np.float64]


def quantile_diameters(rng: np.random.Generator) -> Floats:
    """Quantiles of the density s^-3 on 0.73 to 1.62, in random order: a small glass is then a typical one."""
    low, high = 0.73, 1.62
    quantiles = (np.arange(N_PARTICLES) + 0.5) / N_PARTICLES
    return rng.permutation((low**-2 - quantiles * (low**-2 - high**-2)) ** -0.5)


def simulate(
    field: CompiledForceField,
    positions: Floats,
    temperatures: Floats,
    rng: np.random.Generator,
    name: str,
) -> Iterator[Floats]:
    """Velocity Verlet steps, one for each temperature, with an Andersen thermostat; yields every position."""
    velocities = np.zeros_like(positions)
    forces = field.evaluate(positions[None]).forces[0]
    for step, temperature in enumerate(tqdm(temperatures, name, disable=None)):
        if step % COLLIDE_EVERY == 0:
            velocities = np.sqrt(temperature) * rng.standard_normal(positions.shape)
            velocities -= velocities.mean(axis=0)
        velocities = velocities + 0.5 * TIME_STEP * forces
        positions = positions + TIME_STEP * velocities
        forces = field.evaluate(positions[None]).forces[0]
        velocities = velocities + 0.5 * TIME_STEP * forces
        yield positions


def main() -> None:
    """Make the archive."""
    parser = argparse.ArgumentParser(description="Make the minima of the default example.")
    parser.add_argument("archive", type=Path)
    archive_path = parser.parse_args().archive
    rng = np.random.default_rng(SEED)
    glass = Glass(quantile_diameters(rng), np.full(3, N_PARTICLES ** (1 / 3)))
    field = CompiledForceField(glass, SoftSpheres())
    positions = quench(field, rng.random((N_PARTICLES, 3)) * glass.cell, 1e-2).positions
    for name, temperatures in (
        ("equilibrate", np.full(EQUILIBRATION_STEPS, LIQUID)),
        ("cool", np.linspace(LIQUID, EXPLORATION, COOLING_STEPS)),
    ):
        for reached in simulate(field, positions, temperatures, rng, name):
            positions = reached
    visited, energies = [], []
    exploration = simulate(field, positions, np.full(EXPLORATION_STEPS, EXPLORATION), rng, "explore")
    for step, reached in enumerate(exploration):
        if step % QUENCH_EVERY == 0:
            minimum = quench(CompiledForceField(glass, SoftSpheres()), reached)
            if minimum.converged:
                visited.append(minimum.positions)
                energies.append(minimum.energy)
    copies = {
        merge.duplicate
        for merge in find_duplicates(np.array(visited), np.array(energies), glass.cell, 1e-6, 1e-3)
    }
    unique = [k for k in range(len(visited)) if k not in copies]
    print(f"{len(visited)} configurations, {len(unique)} distinct minima")
    with tarfile.open(archive_path, "w:xz") as archive, tempfile.TemporaryDirectory() as folder:
        for k in unique[:N_MINIMA]:
            atoms = Atoms("H" * N_PARTICLES, visited[k] % glass.cell, cell=glass.cell, pbc=True)
            atoms.set_initial_charges(glass.diameters)
            path = Path(folder) / f"minimum-{k:05d}.data"
            write(path, atoms, format="lammps-data", atom_style="charge", masses=False)
            member = tarfile.TarInfo(f"example-minima/{path.name}")
            content = path.read_bytes()
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))


if __name__ == "__main__":
    main()
