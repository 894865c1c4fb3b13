"""The minima of one sample in one HDF5 file."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np

from glasscape.arrays import Floats, Integers
from glasscape.errors import StructureError
from glasscape.files import atomic_path
from glasscape.structures.hdf import mapped, read_particles, write_particles
from glasscape.structures.particles import Particles


@dataclass(frozen=True, eq=False)
class Transitions:
    """Counts of transitions between minima, summed over trajectories, as a sparse list.

    Attributes
    ----------
    origin, destination : ndarray of int, shape (T,)
        Indices of the minima.
    count : ndarray of int, shape (T,)
        Number of transitions.
    """

    origin: Integers
    destination: Integers
    count: Integers


def count_transitions(steps: Mapping[tuple[int, int], int]) -> Transitions:
    """The sparse list of counted transitions, in the order of the minima."""
    pairs = np.array(sorted(steps), dtype=np.int64).reshape(-1, 2)
    return Transitions(pairs[:, 0], pairs[:, 1], np.array([steps[a, b] for a, b in pairs], dtype=np.int64))


@dataclass(frozen=True, eq=False)
class MinimaLibrary:
    """Unique inherent structures of one sample, ordered by energy.

    Attributes
    ----------
    particles : Particles
        The particles.
    positions : ndarray, shape (n, N, 3)
        Positions of the minima in sigma.
    energies : ndarray, shape (n,)
        Their total potential energies in epsilon, ascending.
    names : tuple of str
        Origin of every minimum: its file and frame, or its trajectory.
    transitions : Transitions or None
        Counts of transitions. None if transitions were not counted.
    """

    particles: Particles
    positions: Floats
    energies: Floats
    names: tuple[str, ...]
    transitions: Transitions | None = None

    @property
    def transitions_seen(self) -> int:
        """Number of counted transitions from one minimum to another."""
        return 0 if self.transitions is None else int(self.transitions.count.sum())

    def write(self, path: str | Path) -> None:
        """Write the library as HDF5, atomically."""
        with atomic_path(path) as temporary, h5py.File(temporary, "w") as file:
            write_particles(file, self.particles)
            file["positions"] = self.positions
            file["energies"] = self.energies
            file["names"] = list(self.names)
            if self.transitions is not None:
                group = file.create_group("transitions")
                group["origin"] = self.transitions.origin
                group["destination"] = self.transitions.destination
                group["count"] = self.transitions.count

    @classmethod
    def read(cls, path: str | Path) -> "MinimaLibrary":
        """Read a library from a file of `write`.

        Raises
        ------
        StructureError
            If the file is not such a library.
        """
        if not Path(path).is_file():
            raise StructureError(f"{path}: no such file")
        try:
            with h5py.File(path, "r") as file:
                group = file.get("transitions")
                return cls(
                    particles=read_particles(file),
                    positions=mapped(file["positions"]),
                    energies=file["energies"][:],
                    names=tuple(file["names"].asstr()[:]),
                    transitions=None
                    if group is None
                    else Transitions(group["origin"][:], group["destination"][:], group["count"][:]),
                )
        except (OSError, KeyError, TypeError, ValueError) as error:
            raise StructureError(
                f"{path}: is not a library of minima ({error}); if glasscape has made it, delete it and run "
                "again"
            ) from error


def sample_name(library: str) -> str:
    """Name of the sample to which a library of minima belongs: its folder."""
    return Path(library).parent.name
