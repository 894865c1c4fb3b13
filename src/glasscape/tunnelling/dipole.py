"""Coupling of a double well to an electric field: the change of its dipole moment."""

import numpy as np

from glasscape.arrays import Floats
from glasscape.structures.particles import Particles


def dipole_change(particles: Particles, charges: Floats, a: Floats, b: Floats) -> Floats:
    """Dipole moment of minimum b less that of minimum a, sum_i q_i (r_i(b) - r_i(a)), shape (3,), e sigma.

    Particles move to their nearest images. The common shift of all particles, which changes the dipole moment
    of a sample with a net charge, is removed.

    Parameters
    ----------
    particles : Particles
        The particles.
    charges : ndarray, shape (N,)
        Their charges, e.
    a, b : ndarray, shape (N, 3)
        Positions in the minima, sigma, with identical particles exchanged so that b is close to a.
    """
    return np.asarray(charges @ particles.cell.displacement(a, b))
