"""Glasses that several tests share."""

import numpy as np

from glasscape.arrays import Floats
from glasscape.forces.compiled import CompiledForceField
from glasscape.minimise.quench import quench
from glasscape.potentials.models import KOB_ANDERSEN, POLYDISPERSE_SOFT_SPHERES
from glasscape.potentials.pair import PairPotential
from glasscape.preparation.draw import draw_glass as compose
from glasscape.preparation.draw import random_positions
from glasscape.structures.cell import Cell
from glasscape.structures.particles import Particles

SOFT_SPHERES = POLYDISPERSE_SOFT_SPHERES.potential


def one_species(diameters: Floats, cell: Cell) -> Particles:
    """Particles of one species."""
    return Particles(diameters, np.zeros(len(diameters), dtype=np.int32), cell)


def draw_glass(n_particles: int, seed: int) -> Particles:
    """Polydisperse particles at number density 1."""
    diameters = np.random.default_rng(seed).uniform(0.73, 1.62, n_particles)
    return one_species(diameters / diameters.mean(), Cell.cubic(n_particles ** (1 / 3)))


def draw_minimum(glass: Particles, seed: int) -> Floats:
    """A minimum of soft spheres, quenched from random positions."""
    return draw_minimum_of(glass, SOFT_SPHERES, seed)


def draw_minimum_of(glass: Particles, potential: PairPotential, seed: int) -> Floats:
    """A minimum of any potential, quenched from random positions."""
    start = random_positions(glass, np.random.default_rng(seed))
    result = quench(CompiledForceField(glass, potential), start, 1e-10)
    assert result.converged
    return result.positions


def draw_mixture(n_particles: int, seed: int) -> tuple[Particles, Floats]:
    """A Kob-Andersen glass and one of its minima."""
    glass = compose(KOB_ANDERSEN.composition, n_particles, np.random.default_rng(seed))
    return glass, draw_minimum_of(glass, KOB_ANDERSEN.potential, seed)
