"""Stiffness of the cage of every particle, and its compliance when particles around it may move, too."""

import numpy as np
from scipy.sparse import csr_array

from glasscape.arrays import Floats
from glasscape.descriptors.coarse_grained import averaged
from glasscape.descriptors.settings import COMPLIANCE_RADII
from glasscape.errors import DescriptorError
from glasscape.forces.force_field import ForceField
from glasscape.forces.hessian import own_blocks
from glasscape.forces.neighbours import find_close_pairs
from glasscape.structures.cell import Cell
from glasscape.structures.particle_table import ParticleTable, number

# of the eigenvalues in two and in three dimensions
RANKS = {2: ("lowest", "highest"), 3: ("lowest", "middle", "highest")}


def cage_stiffness(force_field: ForceField, inherent: Floats, lengths: list[float]) -> ParticleTable:
    """Eigenvalues of the Hessian's own block of every particle, whose neighbours are fixed.

    Compliances are eigenvalues of the own block of the inverse of the Hessian of all particles within 1.6 or
    2.2 sigma of the particle, where those further away are fixed. Their sum is the mean squared displacement
    of the particle per k_B T. With all particles of a glass, it would be the vibrality.

    A block is one of 3 x 3. In two dimensions, it is one of 2 x 2: no particle leaves the plane.

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
        The eigenvalues of the own block in ascending order, epsilon / sigma^2, their averages over the
        neighbourhood, and for both radii the compliances in ascending order, their sum and its logarithm.

    Raises
    ------
    DescriptorError
        If the larger radius exceeds half the width of the cell, or if a particle is held by no other.
    """
    cell = force_field.particles.cell
    if COMPLIANCE_RADII[-1] > 0.5 * cell.width:
        raise DescriptorError(
            f"compliances are those within {COMPLIANCE_RADII[-1]:g}, but half the width of the cell is "
            f"{0.5 * cell.width:.4g}; leave hessian out of descriptors.families, or use a larger sample"
        )
    hessian = force_field.hessian(inherent)
    own, ranks = own_blocks(hessian)[:, : cell.dimensions, : cell.dimensions], RANKS[cell.dimensions]
    eigenvalues = np.asarray(np.linalg.eigvalsh(own), dtype=np.float64)
    around = averaged(force_field.particles, inherent, eigenvalues, lengths)
    name, unit = "inherent_stiffness", "epsilon / sigma^2"
    columns = [
        number(f"{name}_{rank}", f"{rank} eigenvalue of the particle's own block of the Hessian", unit)
        for rank in ranks
    ]
    for length in lengths:
        about = f"eigenvalue of the own blocks of the Hessian, all, L = {length:g}"
        columns += [
            number(f"{name}_{rank}_all_L{length:g}", f"average {rank} {about}", unit) for rank in ranks
        ]
    stiffness = ParticleTable(
        np.column_stack([eigenvalues, around.reshape(len(inherent), -1)]), tuple(columns)
    )
    return ParticleTable.join(
        [stiffness, *(_compliance(hessian, cell, inherent, radius) for radius in COMPLIANCE_RADII)]
    )


def _compliance(hessian: csr_array, cell: Cell, positions: Floats, radius: float) -> ParticleTable:
    """Compliances of every particle among the particles within a radius, which move with it."""
    n, dimensions = len(positions), cell.dimensions
    pairs = find_close_pairs(positions, cell, radius)
    one, other = pairs.ends
    ends = np.concatenate([one, other]), np.concatenate([other, one])
    near = csr_array((np.ones(len(ends[0])), ends), shape=(n, n))
    own, ranks = np.empty((n, dimensions, dimensions)), RANKS[dimensions]
    for i in range(n):
        cluster = np.append(i, near.indices[near.indptr[i] : near.indptr[i + 1]])
        # of every particle, the coordinates in which it moves
        rows = (3 * cluster[:, None] + np.arange(dimensions)).ravel()
        try:
            force = np.eye(len(rows), dimensions)
            own[i] = np.linalg.solve(hessian[rows][:, rows].toarray(), force)[:dimensions]
        except np.linalg.LinAlgError as error:
            raise DescriptorError(
                f"particle {i + 1} or one near it is held by no other, so that its compliance is infinite; "
                "leave hessian out of descriptors.families"
            ) from error
    values = np.asarray(np.linalg.eigvalsh(0.5 * (own + own.transpose(0, 2, 1))), dtype=np.float64)
    total = values.sum(axis=1)
    # where a configuration is no minimum, it may be negative
    logarithm = np.log(np.maximum(total, np.finfo(np.float64).tiny))
    name, about = f"inherent_compliance_r{radius:g}", f"compliance within r = {radius:g}"
    unit = "sigma^2 / epsilon"
    return ParticleTable(
        np.column_stack([values, total, logarithm]),
        (
            *(number(f"{name}_{rank}", f"{rank} {about}", unit) for rank in ranks),
            number(f"{name}_sum", f"sum of the {about}", unit),
            number(f"{name}_log", f"logarithm of the sum of the {about}"),
        ),
    )
