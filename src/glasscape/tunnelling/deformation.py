"""Coupling of a double well to strain: its deformation potential.

A strain e changes the energy difference Delta of two minima. The deformation potential is

    gamma_ij = (1/2) d Delta / d e_ij = (V / 2) (sigma_ij(b) - sigma_ij(a)),

because the forces vanish at both minima, so that only the affine deformation changes their energies in first
order (Phillips, Rep. Prog. Phys. 50, 1657 (1987)).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from glasscape.arrays import Floats
from glasscape.forces.force_field import ForceField


@dataclass(frozen=True, eq=False)
class DeformationPotential:
    """Coupling of a double well to strain.

    Attributes
    ----------
    tensor : ndarray, shape (3, 3)
        gamma_ij, epsilon. A strain e changes the energy difference by 2 sum_ij gamma_ij e_ij.
    """

    tensor: Floats

    @property
    def longitudinal(self) -> float:
        """Coupling to longitudinal sound, epsilon: root mean square over all directions.

        For a wave along n it is n gamma n.
        """
        return float(np.sqrt(longitudinal_square(np.trace(self.tensor) ** 2, np.sum(self.tensor**2))))

    @property
    def transverse(self) -> float:
        """Coupling to transverse sound, epsilon: root mean square over all directions and polarisations.

        For a wave along n with the polarisation m it is m gamma n.
        """
        square = transverse_square(np.trace(self.tensor) ** 2, np.sum(self.tensor**2))
        # a pure dilation gives zero up to rounding
        return float(np.sqrt(np.maximum(square, 0.0)))


def longitudinal_square(trace_squared: ArrayLike, squares: ArrayLike) -> Floats:
    """Mean square of n gamma n over all directions n, from tr(gamma)^2 and gamma:gamma."""
    return np.asarray((np.asarray(trace_squared) + 2.0 * np.asarray(squares)) / 15.0)


def transverse_square(trace_squared: ArrayLike, squares: ArrayLike) -> Floats:
    """Mean square of m gamma n over all orthogonal directions n and m, from tr(gamma)^2 and gamma:gamma."""
    return np.asarray((3.0 * np.asarray(squares) - np.asarray(trace_squared)) / 30.0)


def deformation_potential(field: ForceField, a: Floats, b: Floats) -> DeformationPotential:
    """Deformation potential of the energy difference of minimum b and minimum a, each of shape (N, 3).

    Raises
    ------
    EngineError
        If the engine gives no stress.
    """
    return DeformationPotential(0.5 * field.particles.cell.volume * (field.stress(b) - field.stress(a)))
