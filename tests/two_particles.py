"""Two particles whose relative motion has a potential of one's own."""

import numpy as np
from scipy.sparse import csr_array

from glasscape.forces.force_field import Evaluation
from glasscape.paths.band import Band, arc_length
from glasscape.structures.cell import Cell
from glasscape.structures.particles import Particles

STEP = 1e-4


class TwoParticles:
    """Force field of two particles of mass 1 with the energy `potential(u)`.

    u = (r_1 - r_2) / sqrt(2), shape (..., 3), is their relative motion as one particle of mass 1.
    """

    interaction_range = None

    def __init__(self, potential):
        self.potential = potential
        self.particles = Particles(np.ones(2), np.zeros(2, dtype=np.int64), Cell.cubic(100.0))
        self.evaluations = 0

    def evaluate(self, configurations):
        self.evaluations += len(configurations)
        u = relative(configurations)
        slope = np.stack([self._slope(u, axis) for axis in range(3)], axis=-1)
        return Evaluation(self.potential(u), np.stack([-slope, slope], axis=1) / np.sqrt(2.0))

    def _slope(self, u, axis):
        step = STEP * np.eye(3)[axis]
        return (self.potential(u + step) - self.potential(u - step)) / (2.0 * STEP)

    def hessian(self, positions):
        u, step = relative(positions), STEP * np.eye(3)
        block = np.array(
            [
                [(self._slope(u + step[i], j) - self._slope(u - step[i], j)) / (2.0 * STEP) for j in range(3)]
                for i in range(3)
            ]
        )
        return csr_array(0.5 * np.kron([[1.0, -1.0], [-1.0, 1.0]], 0.5 * (block + block.T)))


def relative(configurations):
    return (configurations[..., 0, :] - configurations[..., 1, :]) / np.sqrt(2.0)


def configurations(u):
    """Positions of both particles, shape (..., 2, 3)."""
    return np.stack([u, -u], axis=-2) / np.sqrt(2.0)


def band_along(field, path):
    """A relaxed band through the points `path`, shape (M, 3), of the relative motion."""
    images = configurations(path)
    value = field.evaluate(images)
    along = np.gradient(images, arc_length(images), axis=0, edge_order=2)
    along /= np.linalg.norm(along, axis=(1, 2))[:, None, None]
    return Band(images, value.energies, np.sum(value.forces * along, axis=(1, 2)), 0.0, True)
