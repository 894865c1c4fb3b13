"""The state of a sampler: configurations of the same particles, and what has been counted."""

from dataclasses import dataclass

import numpy as np

from glasscape.arrays import Floats, Integers, ShortIntegers
from glasscape.potentials.pair import PairPotential
from glasscape.samplers.moves import Moves, total_energy
from glasscape.structures.cell import Cell
from glasscape.structures.particles import Particles


@dataclass(frozen=True, eq=False)
class Walkers:
    """M configurations of N particles in one cell. Swap moves give each its own order of species.

    Attributes
    ----------
    positions : ndarray, shape (M, N, 3)
        Positions, sigma, not wrapped.
    diameters : ndarray, shape (M, N)
        Diameters, sigma.
    species : ndarray of int32, shape (M, N)
        Species, counted from 0.
    cell : Cell
        The periodic cell.
    """

    positions: Floats
    diameters: Floats
    species: ShortIntegers
    cell: Cell

    @classmethod
    def of_particles(cls, particles: Particles, positions: Floats) -> "Walkers":
        """Configurations, positions of shape (M, N, 3), of the same particles."""
        count = len(positions)
        return cls(
            np.array(positions),
            np.tile(particles.diameters, (count, 1)),
            np.tile(particles.species, (count, 1)),
            particles.cell,
        )

    def __len__(self) -> int:
        """Number of configurations M."""
        return len(self.positions)

    def copy(self) -> "Walkers":
        """A copy of all configurations."""
        return self.take(np.arange(len(self)))

    def take(self, chosen: Integers) -> "Walkers":
        """Copies of the chosen configurations."""
        return Walkers(
            self.positions[chosen].copy(),
            self.diameters[chosen].copy(),
            self.species[chosen].copy(),
            self.cell,
        )

    def particles(self, index: int) -> Particles:
        """The particles of one configuration."""
        return Particles(self.diameters[index], self.species[index], self.cell)

    def moves(self, potential: PairPotential, swap_fraction: float, sweeps: int) -> Moves:
        """Moves of these particles, for `sweep`."""
        return Moves(self.cell.vectors, potential.coefficients, self.cell.dimensions, swap_fraction, sweeps)

    def energies(self, potential: PairPotential) -> Floats:
        """Potential energies, shape (M,), epsilon."""
        c = potential.coefficients
        each = zip(self.positions, self.diameters, self.species, strict=True)
        return np.array([total_energy(x, d, s, self.cell.vectors, c) for x, d, s in each])


@dataclass(frozen=True, eq=False)
class Samples:
    """What a sampler has found at every temperature, and what it has cost.

    One evaluation is a force evaluation of one configuration, or a sweep of N attempted moves. Both compute
    the energies of all pairs.

    Attributes
    ----------
    temperatures : ndarray, shape (K,)
        Temperatures, epsilon, in descending order.
    energies : ndarray, shape (K, S)
        Potential energies, epsilon: a series in the order of time, or one of every member of a population.
    evaluations : ndarray of int, shape (K,)
        Evaluations that the samples of a temperature needed: those of all higher temperatures too, if they
        come from there.
    acceptance : ndarray, shape (K,)
        Accepted fraction of the displacements, or of the segments of molecular dynamics.
    swap_acceptance : ndarray, shape (K,)
        Accepted fraction of the swaps. NaN without swaps.
    snapshots : tuple of Walkers
        Configurations of all temperatures at times spread evenly over the series, the last ones last, or the
        last population.
    exchange_acceptance : ndarray, shape (K,), or None
        Accepted fraction of the exchanges with the next higher temperature. NaN for the highest.
    round_trips : int or None
        Number of round trips of replicas between the highest and the lowest temperature.
    families : ndarray, shape (K,), or None
        Effective number of families of a population.
    """

    temperatures: Floats
    energies: Floats
    evaluations: Integers
    acceptance: Floats
    swap_acceptance: Floats
    snapshots: tuple[Walkers, ...]
    exchange_acceptance: Floats | None = None
    round_trips: int | None = None
    families: Floats | None = None
