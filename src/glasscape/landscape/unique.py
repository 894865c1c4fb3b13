"""Tell distinct minima from copies of the same one."""

from bisect import bisect_left, insort
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glasscape.landscape.settings import MinimaSettings
from glasscape.structures.glass import displacement


class Match(NamedTuple):
    """The minimum that a configuration is a copy of.

    Attributes
    ----------
    minimum : int
        Its index.
    energy_difference : float
        In epsilon.
    distance : float
        Total displacement in sigma.
    """

    minimum: int
    energy_difference: float
    distance: float


class UniqueMinima:
    """A growing collection of distinct minima.

    Energy alone would merge distinct minima, so copies share energy AND positions.

    Parameters
    ----------
    cell : ndarray, shape (3,)
        Lengths of the periodic cell.
    settings : MinimaSettings
        By how much copies may differ.
    positions : iterable of ndarray, shape (N, 3)
        Distinct minima to begin with.
    energies : iterable of float
        Their energies in epsilon.
    """

    def __init__(
        self,
        cell: NDArray[np.float64],
        settings: MinimaSettings,
        positions: Iterable[NDArray[np.float64]] = (),
        energies: Iterable[float] = (),
    ) -> None:
        self._cell = cell
        self._settings = settings
        self.positions = list(positions)
        self.energies = list(energies)
        # energy and index, in order of energy
        self._order = sorted((energy, index) for index, energy in enumerate(self.energies))

    def match(self, positions: NDArray[np.float64], energy: float) -> Match | None:
        """The minimum that the configuration is a copy of, or None."""
        within = self._settings.max_energy_difference
        for k in range(bisect_left(self._order, (energy - within, -1)), len(self._order)):
            other, index = self._order[k]
            if other - energy >= within:
                break
            moved = displacement(self.positions[index], positions, self._cell)
            distance = float(np.linalg.norm(moved))
            if distance < self._settings.max_distance:
                return Match(index, abs(energy - other), distance)
        return None

    def place(self, positions: NDArray[np.float64], energy: float) -> tuple[int, Match | None]:
        """Index of the minimum, and how it matches the one that is there; None if it was added."""
        match = self.match(positions, energy)
        if match is not None:
            return match.minimum, match
        index = len(self.positions)
        # a copy: the positions may be mapped from a file
        self.positions.append(np.array(positions))
        self.energies.append(energy)
        insort(self._order, (energy, index))
        return index, None


@dataclass(frozen=True)
class Merge:
    """A configuration that is the same minimum as an earlier one.

    Attributes
    ----------
    duplicate, kept : int
        Indices into the list of configurations.
    energy_difference : float
        In epsilon.
    distance : float
        Total displacement in sigma.
    """

    duplicate: int
    kept: int
    energy_difference: float
    distance: float


def find_duplicates(
    positions: NDArray[np.float64],
    energies: NDArray[np.float64],
    cell: NDArray[np.float64],
    settings: MinimaSettings,
) -> list[Merge]:
    """Find configurations that are copies of one of lower or equal energy.

    Parameters
    ----------
    positions : ndarray, shape (n, N, 3)
        Configurations in any order.
    energies : ndarray, shape (n,)
        Their energies in epsilon.
    cell : ndarray, shape (3,)
        Lengths of the periodic cell.
    settings : MinimaSettings
        By how much copies may differ.
    """
    unique = UniqueMinima(cell, settings)
    kept: list[int] = []
    merges: list[Merge] = []
    for k in np.argsort(energies, kind="stable").tolist():
        index, match = unique.place(positions[k], float(energies[k]))
        if match is None:
            kept.append(k)
        else:
            merges.append(Merge(k, kept[index], match.energy_difference, match.distance))
    return merges
