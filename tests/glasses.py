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
TILTED = Cell(np.array([[7.0, 0.0, 0.0], [3.2, 6.5, 0.0], [-2.9, 3.0, 6.8]]))


def one_species(diameters: Floats, cell: Cell) -> Particles:
    """Particles of one species."""
    return Particles(diameters, np.zeros(len(diameters), dtype=np.int32), cell)


def draw_glass(n_particles: int, seed: int) -> Particles:
    """Polydisperse particles at number density 1."""
    diameters = np.random.default_rng(seed).uniform(0.73, 1.62, n_particles)
    return one_species(diameters / diameters.mean(), Cell.cubic(n_particles ** (1 / 3)))


def draw_minimum(particles: Particles, seed: int) -> Floats:
    """A minimum of soft spheres, quenched from random positions."""
    return draw_minimum_of(particles, SOFT_SPHERES, seed)


def draw_minimum_of(particles: Particles, potential: PairPotential, seed: int) -> Floats:
    """A minimum of any pair potential, quenched from random positions."""
    start = random_positions(particles, np.random.default_rng(seed))
    result = quench(CompiledForceField(particles, potential), start, 1e-10)
    assert result.converged
    return result.positions


def draw_mixture(n_particles: int, seed: int) -> tuple[Particles, Floats]:
    """A Kob-Andersen glass and one of its minima."""
    particles = compose(KOB_ANDERSEN.composition, n_particles, np.random.default_rng(seed))
    return particles, draw_minimum_of(particles, KOB_ANDERSEN.potential, seed)


def tilted_glass() -> tuple[Particles, Floats, PairPotential]:
    """Soft spheres in a tilted cell, one of their minima, and the potential."""
    particles = one_species(draw_glass(round(TILTED.volume), seed=5).diameters, TILTED)
    return particles, draw_minimum(particles, seed=6), SOFT_SPHERES


def mixture() -> tuple[Particles, Floats, PairPotential]:
    """A small Kob-Andersen glass, one of its minima, and the potential."""
    return *draw_mixture(160, seed=1), KOB_ANDERSEN.potential


def draw_neighbours(particles: Particles, minimum: Floats, count: int, seed: int) -> list[Floats]:
    """A minimum of soft spheres and others around it, in order of energy.

    Each is found by displacing one particle and quenching.
    """
    field = CompiledForceField(particles, SOFT_SPHERES)
    rng = np.random.default_rng(seed)
    found = [minimum]
    while len(found) < count:
        kick = np.zeros_like(minimum)
        kick[rng.integers(len(particles))] = 0.4 * rng.standard_normal(3)
        new = quench(field, minimum + kick, 1e-10).positions
        if 0.1 < min(np.linalg.norm(new - old) for old in found) < 1.0:
            found.append(new)
    return [found[k] for k in np.argsort(field.evaluate(np.array(found)).energies)]
