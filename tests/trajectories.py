"""Trajectories with transitions between three minima, in the formats of LAMMPS and other programs.

The fixtures `trajectory_particles`, `trajectory_frames` and `trajectory_library` use them.
"""

import gzip
import re

import gsd.hoomd
import h5py
import numpy as np
from ase import Atoms
from ase.io import write
from ase.io.netcdftrajectory import NetCDFTrajectory
from netCDF4 import Dataset

from glasscape.ingest.ingest import ingest
from glasscape.ingest.settings import IngestSettings
from glasscape.minima.settings import MinimaSettings
from glasscape.potentials.settings import PotentialSettings
from glasscape.structures.cell import Cell

CELLS = {
    "cubic": Cell.cubic(5.2),
    "tilted": Cell(np.array([[5.2, 0.0, 0.0], [1.9, 5.0, 0.0], [-2.1, 2.3, 5.0]])),
}
# minimum of every frame
VISITS = [0, 0, 1, 0, 1, 1, 2, 2]
# number of transitions
COUNTS = {(0, 1): 2, (1, 0): 1, (1, 2): 1}


def dump_text(particles, frames, columns="id type x y z diameter", steps=None, digits=17, seed=1):
    """Text as `dump custom` of LAMMPS writes it: atoms are not sorted."""
    rng = np.random.default_rng(seed)
    cell = particles.cell
    xy, xz, yz = cell.vectors[[1, 2, 2], [0, 0, 1]]
    fractions = np.linalg.inv(cell.vectors)
    low = np.array([min(0, xy, xz, xy + xz), min(0, yz), 0.0])
    high = np.add(cell.lengths, [max(0, xy, xz, xy + xz), max(0, yz), 0.0])
    text = ""
    for k, positions in enumerate(frames):
        turns = rng.integers(-3, 4, positions.shape)
        values = {
            "id": np.arange(1, len(particles) + 1),
            "type": np.ones(len(particles), dtype=int),
            "element": np.full(len(particles), "Ar"),
            "diameter": particles.diameters,
            "radius": particles.diameters / 2,
            **dict(zip(["ix", "iy", "iz"], turns.T, strict=True)),
            **dict(zip("xyz", positions.T, strict=True)),
            **dict(zip(["xu", "yu", "zu"], (positions + turns @ cell.vectors).T, strict=True)),
            **dict(zip(["xs", "ys", "zs"], (positions @ fractions).T, strict=True)),
            **dict(zip(["xsu", "ysu", "zsu"], (positions @ fractions + turns).T, strict=True)),
        }
        text += f"ITEM: TIMESTEP\n{steps[k] if steps else 100 * k}\nITEM: NUMBER OF ATOMS\n{len(particles)}\n"
        text += "ITEM: BOX BOUNDS " + ("xy xz yz " if cell.is_tilted else "") + "pp pp pp\n"
        for axis, tilt in enumerate((xy, xz, yz)):
            text += f"{low[axis]!r} {high[axis]!r}" + (f" {tilt!r}\n" if cell.is_tilted else "\n")
        text += f"ITEM: ATOMS {columns} \n"
        for i in rng.permutation(len(particles)):
            fields = [values[name][i] for name in columns.split()]
            text += " ".join(f"{v:.{digits}g}" if isinstance(v, float) else str(v) for v in fields) + "\n"
    return text.replace("np.float64(", "").replace(")", "")


def write_gzip(path, particles, frames):
    with gzip.open(path, "wt") as file:
        file.write(dump_text(particles, frames))


def atoms_of(particles, positions):
    atoms = Atoms("Ar" * len(positions), positions, cell=particles.cell.vectors, pbc=True)
    atoms.arrays["diameter"] = particles.diameters.copy()
    return atoms


def write_extxyz(path, particles, frames):
    write(path, [atoms_of(particles, positions) for positions in frames], format="extxyz")


def write_netcdf(path, particles, frames):
    with NetCDFTrajectory(str(path), mode="w") as trajectory:
        for positions in frames:
            atoms = atoms_of(particles, positions)
            trajectory.write(atoms, arrays=["diameter"])


def write_netcdf_of_lammps(path, particles, frames):
    """Write as `dump netcdf` of LAMMPS does: AMBER convention, atoms not sorted, with ids."""
    rng = np.random.default_rng(5)
    vectors = particles.cell.vectors
    lengths = np.linalg.norm(vectors, axis=1)
    cosines = [np.dot(vectors[i], vectors[j]) / lengths[i] / lengths[j] for i, j in ((1, 2), (0, 2), (0, 1))]
    with Dataset(path, "w", format="NETCDF3_64BIT_OFFSET") as file:
        for name, size in {"frame": None, "atom": len(particles), "spatial": 3, "cell_spatial": 3,
                           "cell_angular": 3, "label": 10}.items():  # fmt: skip
            file.createDimension(name, size)
        file.Conventions, file.ConventionVersion, file.program = "AMBER", "1.0", "LAMMPS"
        for name, kind, axes in (
            ("time", "f8", ("frame",)),
            ("cell_origin", "f8", ("frame", "cell_spatial")),
            ("cell_lengths", "f8", ("frame", "cell_spatial")),
            ("cell_angles", "f8", ("frame", "cell_angular")),
            ("id", "i4", ("frame", "atom")),
            ("type", "i4", ("frame", "atom")),
            ("coordinates", "f8", ("frame", "atom", "spatial")),
            ("diameter", "f8", ("frame", "atom")),
        ):
            file.createVariable(name, kind, axes)
        for k, positions in enumerate(frames):
            order = rng.permutation(len(particles))
            file["time"][k] = 0.5 * k
            file["cell_origin"][k] = 0.0
            file["cell_lengths"][k] = lengths
            file["cell_angles"][k] = np.degrees(np.arccos(cosines))
            file["id"][k] = order + 1
            file["type"][k] = 1
            file["coordinates"][k] = positions[order]
            file["diameter"][k] = particles.diameters[order]


def write_h5md(path, particles, frames):
    with h5py.File(path, "w") as file:
        group = file.create_group("particles/all")
        box = group.create_group("box")
        box.attrs["dimension"] = 3
        box.attrs["boundary"] = [b"periodic"] * 3
        cell = particles.cell
        if cell.is_tilted:
            box.create_group("edges")["value"] = np.array([cell.vectors] * len(frames))
        else:
            box["edges"] = cell.lengths
        group.create_group("position")["value"] = np.array(frames)
        group["position/step"] = 100 if cell.is_tilted else 100 * np.arange(len(frames))
        group["diameter"] = particles.diameters
        group.create_group("species")["value"] = np.ones((len(frames), len(particles)), dtype=int)


def write_gsd(path, particles, frames):
    (x, _, _), (xy, y, _), (xz, yz, z) = particles.cell.vectors
    with gsd.hoomd.open(path, "w") as file:
        for k, positions in enumerate(frames):
            frame = gsd.hoomd.Frame()
            frame.configuration.step = 100 * k
            frame.configuration.box = [x, y, z, xy / y, xz / z, yz / z]
            frame.particles.N = len(particles)
            frame.particles.position = positions
            frame.particles.diameter = particles.diameters
            file.append(frame)


def ingest_trajectory(path, **how):
    """The library of a trajectory of soft spheres, and the report about it."""
    settings = IngestSettings.model_validate({"format": "lammps-dump", "diameter": "diameter", **how})
    return ingest(path, None, PotentialSettings(), settings, MinimaSettings())


def transitions_of(library):
    """Transitions between minima, which are numbered by their first frames."""
    order = np.argsort([int(re.search(r"frame (\d+)", name)[1]) for name in library.names])
    place = np.argsort(order)
    steps = library.transitions
    return {
        (int(place[a]), int(place[b])): int(n)
        for a, b, n in zip(steps.origin, steps.destination, steps.count, strict=True)
    }
