"""Systems so small that their averages follow from quadrature or closed forms."""

import numpy as np
from scipy.sparse import csr_array

from glasscape.potentials.pair import PairPotential
from glasscape.samplers.walkers import Walkers
from glasscape.structures.cell import Cell
from glasscape.structures.particles import Particles

# two species whose sizes differ, so that swaps matter
MIXTURE = PairPotential(
    a12=4.0, a6=-4.0, cutoff=2.5, sigma=((1.0, 0.8), (0.8, 0.6)), epsilon=((1.0, 1.5), (1.5, 0.5))
)
SQUARE = Cell.square(5.5)


def walkers(species, count=1, seed=0, cell=SQUARE):
    """Walkers of few particles at random positions."""
    rng = np.random.default_rng(seed)
    n = len(species)
    positions = np.zeros((count, n, 3))
    dimensions = cell.dimensions
    positions[..., :dimensions] = rng.random((count, n, dimensions)) * cell.lengths[:dimensions]
    particles = Particles(np.ones(n), np.array(species, dtype=np.int32), cell)
    return Walkers.of_particles(particles, positions)


def plain_energy(positions, species, potential, cell):
    """Energy as a sum over all pairs."""
    energy = 0.0
    for i in range(len(positions)):
        for j in range(i):
            apart = cell.minimum_image(positions[i] - positions[j])
            a, b = species[i], species[j]
            energy += potential.epsilon[a][b] * potential.pair_energy(
                np.linalg.norm(apart) / potential.sigma[a][b]
            )
    return float(energy)


def pair_averages(temperature, a, b, potential=MIXTURE, length=5.5):
    """Mean and variance of the energy of two particles in a square cell, by quadrature."""
    points = (np.arange(1600) + 0.5) / 1600 * 0.5 * length
    x, y = np.meshgrid(points, points)
    u = potential.epsilon[a][b] * potential.pair_energy(np.hypot(x, y) / potential.sigma[a][b])
    weights = np.exp(-u / temperature)
    weights /= weights.sum()
    mean = (weights * np.where(weights > 0, u, 0.0)).sum()
    return mean, (weights * np.where(weights > 0, (u - mean) ** 2, 0.0)).sum()


def ring(n):
    """Hessian of a ring of particles that springs of stiffness 1 join along every coordinate."""
    laplacian = 2.0 * np.eye(n) - np.roll(np.eye(n), 1, axis=0) - np.roll(np.eye(n), -1, axis=0)
    return csr_array(np.kron(laplacian, np.eye(3)))
