"""Labels averaged over the neighbourhood of every particle."""

import numpy as np

from glasscape.arrays import Floats
from glasscape.descriptors.coarse_grained import REACH
from glasscape.descriptors.kernels import weighted_sums
from glasscape.descriptors.state import n_species
from glasscape.errors import StructureError
from glasscape.structures.particles import Particles


def coarse_grain(particles: Particles, positions: Floats, values: Floats, length: float) -> Floats:
    """Average quantities over the neighbours of the same species, with the weights exp(-r / L).

    The particle itself has the weight 1. Neighbours count up to 10 L, and at most up to half the width of the
    cell.

    Parameters
    ----------
    particles : Particles
        The particles.
    positions : ndarray, shape (N, 3)
        Positions, sigma, wrapped or not.
    values : ndarray, shape (Q, N)
        Quantities of every particle.
    length : float
        L, sigma.

    Returns
    -------
    ndarray, shape (Q, N)
        The averages around every particle.

    Raises
    ------
    StructureError
        If the length exceeds half the width of the cell.
    """
    n, half_width = len(particles), 0.5 * particles.cell.width
    if length > half_width:
        raise StructureError(
            f"labels cannot be averaged over the length {length:g}, which exceeds half the width of the "
            f"cell, {half_width:.4g}; leave it out, or use a larger sample"
        )
    columns = np.column_stack([np.ones(n), values.T])
    sums = np.empty((n, n_species(particles), 1, columns.shape[1]))
    reach = np.array([min(REACH * length, half_width)])
    rate = np.array([1.0 / length])
    weighted_sums(positions, particles.cell.vectors, particles.species, columns, rate, reach, sums)
    own = sums[np.arange(n), particles.species, 0]
    return np.asarray(own[:, 1:].T / own[:, 0])
