"""The Hessian of a configuration: second derivatives of its energy by all coordinates."""

import numpy as np
from scipy.sparse import bsr_array, coo_array, csr_array, vstack

from glasscape.arrays import Floats, Integers
from glasscape.forces.force_field import ForceField

# displacement of a coordinate for central differences of forces, in mean distances between particles, half of
# that of ASE: several points of the grids of EAM files, between which second derivatives jump by a per mille;
# the error of smooth potentials is 1e-5 to 1e-4, nearly the same in all minima
STEP = 2e-3
# configurations that are evaluated together
STACK = 60


def hessian_of_pairs(n_particles: int, ends: Integers, blocks: Floats) -> csr_array:
    """The Hessian of a pair potential from the second derivatives of every pair by its separation.

    Parameters
    ----------
    n_particles : int
        Number of particles N.
    ends : ndarray of int, shape (2, P)
        The two particles of every pair.
    blocks : ndarray, shape (P, 3, 3)
        Second derivatives, epsilon / sigma^2.

    Returns
    -------
    csr_array, shape (3 N, 3 N)
        Symmetric. The rows of every particle sum to zero, because a common shift changes no energy.
    """
    i, j = ends
    diagonal = np.zeros((n_particles, 3, 3))
    for k in (i, j):
        np.add.at(diagonal, k, blocks)
    every = np.arange(n_particles)
    rows, columns = np.concatenate([i, j, every]), np.concatenate([j, i, every])
    values = np.concatenate([-blocks, -blocks, diagonal])
    # in the order of rows, as the format of blocks needs it
    order = coo_array((np.arange(1, len(rows) + 1), (rows, columns)), shape=(n_particles,) * 2).tocsr()
    order.sort_indices()
    return bsr_array((values[order.data - 1], order.indices, order.indptr)).tocsr()


def own_blocks(hessian: csr_array) -> Floats:
    """Second derivatives of the energy by the coordinates of every single particle.

    Parameters
    ----------
    hessian : csr_array, shape (3 N, 3 N)
        Hessian of the configuration, epsilon / sigma^2.

    Returns
    -------
    ndarray, shape (N, 3, 3)
        The 3 x 3 blocks on the diagonal, epsilon / sigma^2. Those of particles without neighbours are zero.
    """
    blocks = hessian.tobsr((3, 3))
    n_particles = len(blocks.indptr) - 1
    rows = np.repeat(np.arange(n_particles), np.diff(blocks.indptr))
    own = np.zeros((n_particles, 3, 3))
    own[rows[rows == blocks.indices]] = blocks.data[rows == blocks.indices]
    return own


def numerical_hessian(force_field: ForceField, positions: Floats) -> csr_array:
    """The Hessian by central differences of the forces, for any force field.

    It takes 6 N evaluations. Elements are zero where the force does not change at all.

    Parameters
    ----------
    force_field : ForceField
        Engine that gives the forces.
    positions : ndarray, shape (N, 3)
        Positions, sigma.

    Returns
    -------
    csr_array, shape (3 N, 3 N)
        Symmetric, epsilon / sigma^2.
    """
    n, cell = positions.size, force_field.particles.cell
    step = STEP * cell.spacing(len(positions))
    strips = []
    for begin in range(0, n, STACK):
        moved = np.arange(begin, min(begin + STACK, n))
        stack = np.tile(positions, (2 * len(moved), 1, 1))
        coordinates = stack.reshape(2, len(moved), n)
        coordinates[0, np.arange(len(moved)), moved] += step
        coordinates[1, np.arange(len(moved)), moved] -= step
        ahead, behind = force_field.evaluate(stack).forces.reshape(2, len(moved), n)
        strips.append(csr_array((behind - ahead) / (2.0 * step)))
    rows = vstack(strips, format="csr")
    return csr_array(0.5 * (rows + rows.T))
