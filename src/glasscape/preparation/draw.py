"""Draw the particles of a glass, where they start and how fast; check that such a glass can be made."""

import hashlib
import math

import numpy as np
from numpy.typing import NDArray

from glasscape.errors import ConfigError
from glasscape.potentials.models import Composition
from glasscape.potentials.pair import PairPotential
from glasscape.potentials.settings import PotentialSettings
from glasscape.preparation.settings import PreparationSettings
from glasscape.structures.glass import Glass


def check_preparation(potential: PotentialSettings, settings: PreparationSettings) -> None:
    """Check that a glass of this potential and size can be made.

    Raises
    ------
    ConfigError
        Naming the key that is wrong.
    """
    pair, composition = potential.potential, potential.composition
    if composition is None:
        raise ConfigError(
            "potential: a glass that is made needs density and fractions; one that is read needs a path in "
            "the sample sheet"
        )
    if not isinstance(pair, PairPotential):
        if settings.swaps_per_particle:
            raise ConfigError(
                "preparation.swaps_per_particle: exchanges need the energy of single particles, which a "
                "potential given by LAMMPS commands does not tell; set it to 0"
            )
        return
    length = (settings.particles / composition.density) ** (1 / 3)
    reach = pair.interaction_range(composition.largest)
    if length < 2.0 * reach:
        fewest = math.ceil(composition.density * (2.0 * reach) ** 3)
        raise ConfigError(
            f"preparation.particles: {settings.particles} particles are too few, they would meet their own "
            f"periodic images; use {fewest} or more"
        )


def named_seed(seed: int, name: str) -> int:
    """Seed of the random numbers of one glass or trajectory: those of others never depend on it."""
    return int.from_bytes(hashlib.sha256(f"{seed} {name}".encode()).digest()[:6], "big")


def draw_glass(composition: Composition, n_particles: int, rng: np.random.Generator) -> Glass:
    """Particles of the given composition in random order, in a cubic cell.

    The diameters s have the density s^-3; one is drawn from every N-th part of the distribution, so that
    small glasses are typical ones. Numbers of species are rounded so that they add up to N.
    """
    low, high = composition.smallest**-2, composition.largest**-2
    parts = (np.arange(n_particles) + rng.random(n_particles)) / n_particles
    diameters = rng.permutation((low - parts * (low - high)) ** -0.5)
    limits = np.rint(np.cumsum(composition.fractions) * n_particles)
    species = np.searchsorted(limits, np.arange(n_particles), side="right").astype(np.int32)
    cell = (n_particles / composition.density) ** (1 / 3) * np.eye(3)
    return Glass(diameters, rng.permutation(species), cell)


def random_positions(glass: Glass, rng: np.random.Generator) -> NDArray[np.float64]:
    """Independent positions anywhere in the cell, shape (N, 3)."""
    return rng.random((glass.n_particles, 3)) @ glass.cell


def thermal_velocities(n_particles: int, temperature: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """Velocities of Maxwell and Boltzmann, shape (N, 3), for mass 1 and without total momentum."""
    velocities: NDArray[np.float64] = np.sqrt(temperature) * rng.standard_normal((n_particles, 3))
    velocities -= velocities.mean(axis=0)
    return velocities
