"""Find unique minima: copies of the same minimum are merged."""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from glasscape.arrays import Floats, Integers
from glasscape.minima.library import MinimaLibrary, count_transitions
from glasscape.minima.settings import MinimaSettings
from glasscape.structures.exchange import IdenticalParticles
from glasscape.structures.particles import Particles

# index in place of a minimum that is not known
LOST = -1
# a quench this close to a known minimum, sigma, ends there if the energy between them is harmonic, within
# this part of it. The nearest minima of glasses are 0.1 apart (`benchmarks/exploration.md`)
NEAR, HARMONIC = 0.03, 0.1


class Match(NamedTuple):
    """A minimum of which a configuration is a copy.

    Attributes
    ----------
    minimum : int
        Index of the minimum.
    energy_difference : float
        Absolute energy difference, epsilon.
    distance : float
        Total displacement, sigma.
    exchanged : bool
        Whether the configuration is a copy only after an exchange of identical particles.
    """

    minimum: int
    energy_difference: float
    distance: float
    exchanged: bool


class UniqueMinima:
    """A growing collection of unique minima.

    Copies agree in energy and in positions, up to an exchange of identical particles. Agreement in energy
    alone would merge distinct minima.

    Parameters
    ----------
    particles : Particles
        The particles.
    settings : MinimaSettings
        Largest differences between two copies.
    positions : iterable of ndarray, shape (N, 3)
        Initial unique minima.
    energies : iterable of float
        Their energies, epsilon.
    """

    def __init__(
        self,
        particles: Particles,
        settings: MinimaSettings,
        positions: Iterable[Floats] = (),
        energies: Iterable[float] = (),
    ) -> None:
        self._cell = particles.cell
        self._identical = IdenticalParticles(particles)
        self._settings = settings
        self.positions = list(positions)
        self.energies = list(energies)
        # copies that were found only after an exchange of identical particles
        self.exchanged = 0
        # energies and indices, sorted by energy
        self._order = sorted((energy, index) for index, energy in enumerate(self.energies))

    def match(self, positions: Floats, energy: float) -> Match | None:
        """The minimum of which the configuration is a copy. None if there is no such minimum."""
        within = self._settings.max_energy_difference
        for k in range(bisect_left(self._order, (energy - within, -1)), len(self._order)):
            other, index = self._order[k]
            if other - energy >= within:
                break
            known = self.positions[index]
            copy = positions
            distance = self._distance(known, copy)
            if distance >= self._settings.max_distance:
                copy = self._identical.closest_copy(known, positions)
                distance = distance if copy is positions else self._distance(known, copy)
            if distance < self._settings.max_distance:
                return Match(index, abs(energy - other), distance, copy is not positions)
        return None

    def near(self, positions: Floats, forces: Floats, energy: float) -> int | None:
        """The minimum to which a configuration with small forces relaxes. None if this is not clear.

        The configuration is less than `NEAR` away, and its energy above the minimum is that of a harmonic
        well, -f dr / 2. Identical particles are not exchanged.

        Parameters
        ----------
        positions, forces : ndarray, shape (N, 3)
            The configuration, sigma, and the forces in it, epsilon / sigma.
        energy : float
            Its energy, epsilon.
        """
        # a harmonic well is not deeper than this
        deepest = energy - 0.5 * (1.0 + HARMONIC) * NEAR * float(np.linalg.norm(forces))
        for k in range(bisect_left(self._order, (deepest, -1)), len(self._order)):
            other, index = self._order[k]
            if other >= energy:
                break
            change = self._cell.displacement(self.positions[index], positions)
            depth, harmonic = energy - other, -0.5 * float(np.vdot(forces, change))
            if np.linalg.norm(change) < NEAR and abs(harmonic - depth) <= HARMONIC * depth:
                return index
        return None

    def _distance(self, known: Floats, positions: Floats) -> float:
        return float(np.linalg.norm(self._cell.displacement(known, positions)))

    def place(self, positions: Floats, energy: float) -> tuple[int, Match | None]:
        """Index of a minimum, and its match with an earlier one: None if the minimum was added."""
        match = self.match(positions, energy)
        if match is not None:
            self.exchanged += match.exchanged
            return match.minimum, match
        index = len(self.positions)
        # make a copy: the positions may be memory-mapped from a file
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
    """The library of a collection of minima, and the index of each minimum in it.

    Identical particles are exchanged so that all minima are as close as possible to the first one.

    Parameters
    ----------
    particles : Particles
        The particles.
    unique : UniqueMinima
        The minima, at least one.
    names : sequence of str
        Origin of each minimum.
    sequences : iterable of sequence of int, or None
        Indices of minima in the order of time, with `LOST` for a minimum that is not known. None if the order
        is not known.
    """
    order = np.argsort(unique.energies, kind="stable")
    rank = np.argsort(order)
    steps: Counter[tuple[int, int]] = Counter()
    for sequence in sequences or ():
        for a, b in pairwise(sequence):
            if a != b and LOST not in (a, b):
                steps[int(rank[a]), int(rank[b])] += 1
    identical = IdenticalParticles(particles)
    library = MinimaLibrary(
        particles=particles,
        positions=np.array([identical.closest_copy(unique.positions[0], unique.positions[k]) for k in order]),
        energies=np.array(unique.energies)[order],
        names=tuple(names[k] for k in order),
        transitions=None if sequences is None else count_transitions(steps),
    )
    return library, rank
