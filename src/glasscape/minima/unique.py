"""Tell distinct minima from copies of the same one."""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from glasscape.arrays import Floats, Integers
from glasscape.minima.library import MinimaLibrary, count_transitions
from glasscape.minima.settings import MinimaSettings
from glasscape.structures.cell import Cell
from glasscape.structures.particles import Particles

# a visit whose minimum is not known
LOST = -1


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
    cell : Cell
        The periodic cell.
    settings : MinimaSettings
        By how much copies may differ.
    positions : iterable of ndarray, shape (N, 3)
        Distinct minima to begin with.
    energies : iterable of float
        Their energies in epsilon.
    """

    def __init__(
        self,
        cell: Cell,
        settings: MinimaSettings,
        positions: Iterable[Floats] = (),
        energies: Iterable[float] = (),
    ) -> None:
        self._cell = cell
        self._settings = settings
        self.positions = list(positions)
        self.energies = list(energies)
        # energy and index, in order of energy
        self._order = sorted((energy, index) for index, energy in enumerate(self.energies))

    def match(self, positions: Floats, energy: float) -> Match | None:
        """The minimum that the configuration is a copy of, or None."""
        within = self._settings.max_energy_difference
        for k in range(bisect_left(self._order, (energy - within, -1)), len(self._order)):
            other, index = self._order[k]
            if other - energy >= within:
                break
            moved = self._cell.displacement(self.positions[index], positions)
            distance = float(np.linalg.norm(moved))
            if distance < self._settings.max_distance:
                return Match(index, abs(energy - other), distance)
        return None

    def place(self, positions: Floats, energy: float) -> tuple[int, Match | None]:
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


def library_of(
    particles: Particles,
    unique: UniqueMinima,
    names: Sequence[str],
    sequences: Iterable[Sequence[int]] | None,
) -> tuple[MinimaLibrary, Integers]:
    """The library of a collection of minima, and the place of each of them in it.

    Parameters
    ----------
    particles : Particles
        The particles.
    unique : UniqueMinima
        One minimum at least.
    names : sequence of str
        Where each came from.
    sequences : iterable of sequence of int, or None
        Minima as they were visited one after another, with `LOST` where one is not known. None when nobody
        knows their order.
    """
    order = np.argsort(unique.energies, kind="stable")
    rank = np.argsort(order)
    steps: Counter[tuple[int, int]] = Counter()
    for sequence in sequences or ():
        for a, b in pairwise(sequence):
            if a != b and LOST not in (a, b):
                steps[int(rank[a]), int(rank[b])] += 1
    library = MinimaLibrary(
        particles=particles,
        positions=np.array([unique.positions[k] for k in order]),
        energies=np.array(unique.energies)[order],
        names=tuple(names[k] for k in order),
        transitions=None if sequences is None else count_transitions(steps),
    )
    return library, rank
