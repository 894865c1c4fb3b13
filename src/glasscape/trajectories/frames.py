"""Trajectories on disk: the frames of one run, which may exceed the memory."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np

from glasscape.arrays import Floats, ShortFloats
from glasscape.errors import StructureError
from glasscape.files import atomic_path
from glasscape.structures.hdf import read_particles, write_particles
from glasscape.structures.particles import Particles

# frames and particles of a chunk of the file: frames are written, and particles are read
CHUNK_FRAMES, CHUNK_PARTICLES = 32, 512
# memory for the positions of a block of particles, bytes
BLOCK_BYTES = 2**26
BYTES_PER_POSITION = 12


@dataclass(frozen=True, eq=False)
class Block:
    """Positions of some particles in all frames.

    Attributes
    ----------
    particles : slice
        Which particles.
    positions : ndarray of float32, shape (n, T, 3)
        Their positions, sigma, not wrapped, by particle and frame.
    """

    particles: slice
    positions: ShortFloats


@dataclass(frozen=True, eq=False)
class Trajectory:
    """Frames of a run at equal intervals. Positions stay on disk.

    Attributes
    ----------
    path : Path
        The HDF5 file, of `write_trajectory`.
    particles : Particles
        The particles.
    interval : float
        Time between two frames, sigma sqrt(m / epsilon).
    frames : int
        T, the number of frames.
    """

    path: Path
    particles: Particles
    interval: float
    frames: int

    @classmethod
    def open(cls, path: str | Path) -> "Trajectory":
        """Open a file of `write_trajectory`.

        Raises
        ------
        StructureError
            If the file holds no trajectory.
        """
        try:
            with h5py.File(path, "r") as file:
                return cls(
                    Path(path),
                    read_particles(file),
                    float(file["interval"][()]),
                    len(file["positions"]),
                )
        except (OSError, KeyError, TypeError, ValueError) as error:
            raise StructureError(
                f"{path} does not hold a trajectory ({error}); delete it and run again"
            ) from error

    @property
    def centre(self) -> int:
        """Index of the central frame: at least as many frames follow it as precede it."""
        return (self.frames - 1) // 2

    def frame(self, k: int) -> Floats:
        """Positions in frame k, shape (N, 3), sigma, not wrapped."""
        with h5py.File(self.path, "r") as file:
            return np.asarray(file["positions"][k], dtype=np.float64)

    def blocks(self) -> Iterator[Block]:
        """All frames of some particles after the other, so that memory does not grow with their number."""
        per_chunk = CHUNK_PARTICLES * self.frames * BYTES_PER_POSITION
        size = CHUNK_PARTICLES * max(1, BLOCK_BYTES // per_chunk)
        with h5py.File(self.path, "r") as file:
            for start in range(0, len(self.particles), size):
                some = slice(start, min(start + size, len(self.particles)))
                by_frame = file["positions"][:, some]
                yield Block(some, np.ascontiguousarray(by_frame.swapaxes(0, 1)))


def write_trajectory(
    path: str | Path, particles: Particles, interval: float, numbered: Iterable[tuple[int, Floats]]
) -> None:
    """Write frames as HDF5 while they are made, atomically.

    The centre of mass of every frame is moved to that of the first one. Positions are kept in single
    precision, which rounds them by about 1e-6 sigma.

    Parameters
    ----------
    path : path
        The file.
    particles : Particles
        The particles. All have the same mass.
    interval : float
        Time between two frames, sigma sqrt(m / epsilon).
    numbered : iterable of (int, ndarray)
        Index of a frame, and its positions, shape (N, 3), sigma, not wrapped. The indices ascend or descend
        from the first, and leave no gap.
    """
    n = len(particles)
    chunk = (CHUNK_FRAMES, min(n, CHUNK_PARTICLES), 3)
    # the chunks of one layer of frames are in memory until they are complete
    cache = 2 * CHUNK_FRAMES * (n + CHUNK_PARTICLES) * BYTES_PER_POSITION
    with (
        atomic_path(path) as temporary,
        h5py.File(temporary, "w", rdcc_nbytes=cache, rdcc_w0=1.0) as file,
    ):
        write_particles(file, particles)
        file["interval"] = interval
        positions = file.create_dataset(
            "positions", (0, n, 3), np.float32, maxshape=(None, n, 3), chunks=chunk, fillvalue=np.nan
        )
        origin: Floats | None = None
        for k, configuration in numbered:
            mean = configuration.mean(axis=0)
            origin = mean if origin is None else origin
            if k >= len(positions):
                positions.resize(k + 1, axis=0)
            positions[k] = configuration - (mean - origin)
