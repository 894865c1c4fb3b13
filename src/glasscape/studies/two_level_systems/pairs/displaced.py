"""Minima as displacements from a common configuration; their differences need no minimum image."""

from dataclasses import dataclass

import numpy as np

from glasscape.arrays import Floats
from glasscape.structures.exchange import IdenticalParticles
from glasscape.structures.particles import Particles

# a displacement beyond this fraction of a length of the cell may make another periodic image the nearest
LARGEST_SHIFT = 0.25


@dataclass(frozen=True, eq=False)
class DisplacedMinima:
    """Minima as displacements from the first minimum.

    Attributes
    ----------
    reference : ndarray, shape (N, 3)
        Positions in the first minimum, sigma.
    moved : ndarray, shape (n, 3, N)
        Displacements of every minimum, sigma. Their mean over particles is zero.
    wraps : bool
        Whether displacements are so large that those between two minima need the minimum image.
    particles : Particles
        The particles.
    identical : IdenticalParticles
        Those of them that may be exchanged between two minima.
    """

    reference: Floats
    moved: Floats
    wraps: bool
    particles: Particles
    identical: IdenticalParticles

    @classmethod
    def of(cls, positions: Floats, particles: Particles) -> "DisplacedMinima":
        """Displacements of one or more minima at `positions`, shape (n, N, 3)."""
        n, n_particles, _ = positions.shape
        reference = np.array(positions[0])
        cell = particles.cell
        moved = np.empty((n, 3, n_particles))
        for k in range(n):
            moved[k] = cell.displacement(reference, positions[k]).T
        furthest = np.maximum(moved.max(axis=(0, 2)), -moved.min(axis=(0, 2)))
        wraps = bool(np.any(furthest > LARGEST_SHIFT * cell.lengths))
        return cls(reference, moved, wraps, particles, IdenticalParticles(particles))
