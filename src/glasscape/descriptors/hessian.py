"""Stiffness of the cage of every particle."""

import numpy as np

from glasscape.arrays import Floats
from glasscape.forces.force_field import ForceField
from glasscape.forces.hessian import own_blocks
from glasscape.structures.particle_table import ParticleTable


def cage_stiffness(force_field: ForceField, inherent: Floats) -> ParticleTable:
    """Eigenvalues of the Hessian's own 3 x 3 block of every particle, whose neighbours are fixed.

    Parameters
    ----------
    force_field : ForceField
        Engine with the particles.
    inherent : ndarray, shape (N, 3)
        The inherent structure, sigma.

    Returns
    -------
    ParticleTable
        Three eigenvalues in ascending order, epsilon / sigma^2.
    """
    eigenvalues = np.asarray(np.linalg.eigvalsh(own_blocks(force_field.hessian(inherent))), dtype=np.float64)
    ranks = ("lowest", "middle", "highest")
    return ParticleTable(
        eigenvalues,
        tuple(f"inherent_stiffness_{rank}" for rank in ranks),
        ("epsilon / sigma^2",) * 3,
        tuple(f"{rank} eigenvalue of the particle's own block of the Hessian" for rank in ranks),
    )
