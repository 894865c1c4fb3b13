"""Draw the particles of a glass and their first positions, and check that such a glass can be made."""

import math

import numpy as np

from glasscape.arrays import Floats
from glasscape.errors import ConfigError
from glasscape.potentials.models import Composition
from glasscape.potentials.settings import PotentialSettings
from glasscape.preparation.settings import PreparationSettings
from glasscape.structures.particles import Particles


def check_preparation(potential: PotentialSettings, settings: PreparationSettings) -> None:
    """Check that a glass of this potential and size can be made.

    Raises
    ------
    ConfigError
        If it cannot be made. The message names the key.
    """
    pair, composition = potential.pair_potential, potential.composition
    if composition is None:
        raise ConfigError(
            "potential: a sample that is made needs density and fractions; a sample that is read needs a "
            "path in the sample sheet"
        )
    if pair is None:
        if settings.swaps_per_particle:
            raise ConfigError(
                "preparation.swaps_per_particle: swap moves need a pair potential, which models lammps and "
                "ase do not have; set it to 0"
            )
        return
    reach = pair.interaction_range(composition.largest)
    if composition.cell(settings.particles).width < 2.0 * reach:
        fewest = math.ceil(composition.density * (2.0 * reach) ** composition.dimensions)
        raise ConfigError(
            f"preparation.particles: {settings.particles} particles are too few: they would interact with "
            f"their own periodic images; use {fewest} or more"
        )


def draw_glass(composition: Composition, n_particles: int, rng: np.random.Generator) -> Particles:
    """Particles of the given composition in random order, in a cubic or square cell.

    The diameters s have the probability density s^-3. The distribution is divided into N parts of equal
    probability, and one diameter is drawn from each. Small glasses therefore have a typical composition. The
    numbers of particles of each species are rounded so that their sum is N.
    """
    low, high = composition.smallest**-2, composition.largest**-2
    parts = (np.arange(n_particles) + rng.random(n_particles)) / n_particles
    diameters = rng.permutation((low - parts * (low - high)) ** -0.5)
    limits = np.rint(np.cumsum(composition.fractions) * n_particles)
    species = np.searchsorted(limits, np.arange(n_particles), side="right").astype(np.int32)
    return Particles(diameters, rng.permutation(species), composition.cell(n_particles))


def random_positions(particles: Particles, rng: np.random.Generator) -> Floats:
    """Independent positions anywhere in the cell, shape (N, 3)."""
    return _in_cell(rng.random((len(particles), particles.cell.dimensions)), particles)


def spread_positions(particles: Particles, rng: np.random.Generator) -> Floats:
    """Positions near points of a lattice, in random order, shape (N, 3). Few particles overlap."""
    n, dimensions = len(particles), particles.cell.dimensions
    side = math.ceil(n ** (1 / dimensions))
    points = np.stack(np.unravel_index(rng.permutation(side**dimensions)[:n], (side,) * dimensions), axis=1)
    return _in_cell((points + 0.1 * rng.random((n, dimensions))) / side, particles)


def _in_cell(fractional: Floats, particles: Particles) -> Floats:
    """Positions, shape (N, 3), from fractional coordinates in the dimensions of the cell."""
    dimensions = fractional.shape[1]
    return np.asarray(fractional @ particles.cell.vectors[:dimensions])
