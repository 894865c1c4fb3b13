"""Stiffness of the cage of every particle, and of the cages around it."""

import numpy as np

from glasscape.arrays import Floats
from glasscape.descriptors.coarse_grained import averaged
from glasscape.forces.force_field import ForceField
from glasscape.forces.hessian import own_blocks
from glasscape.structures.particle_table import ParticleTable

RANKS = ("lowest", "middle", "highest")


def cage_stiffness(force_field: ForceField, inherent: Floats, lengths: list[float]) -> ParticleTable:
    """Eigenvalues of the Hessian's own 3 x 3 block of every particle, whose neighbours are fixed.

    Parameters
    ----------
    force_field : ForceField
        Engine with the particles.
    inherent : ndarray, shape (N, 3)
        The inherent structure, sigma.
    lengths : list of float
        Lengths L over which the eigenvalues are averaged as in `coarse_grained`, sigma.

    Returns
    -------
    ParticleTable
        Three eigenvalues in ascending order, epsilon / sigma^2, then their averages over the neighbourhood.
    """
    eigenvalues = np.asarray(np.linalg.eigvalsh(own_blocks(force_field.hessian(inherent))), dtype=np.float64)
    around = averaged(force_field.particles, inherent, eigenvalues, lengths)
    every = [(length, rank) for length in lengths for rank in RANKS]
    return ParticleTable(
        np.column_stack([eigenvalues, around.reshape(len(inherent), -1)]),
        (
            *(f"inherent_stiffness_{rank}" for rank in RANKS),
            *(f"inherent_stiffness_{rank}_all_L{length:g}" for length, rank in every),
        ),
        ("epsilon / sigma^2",) * (3 + len(every)),
        (
            *(f"{rank} eigenvalue of the particle's own block of the Hessian" for rank in RANKS),
            *(
                f"average {rank} eigenvalue of the own blocks of the Hessian, all, L = {length:g}"
                for length, rank in every
            ),
        ),
    )
