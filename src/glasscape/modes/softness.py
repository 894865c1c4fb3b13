"""Modes of a minimum for the softness of its particles.

Only a minimum has a softness: elsewhere the lowest eigenvectors of the Hessian are directions in which the
energy falls.
"""

import numpy as np
from scipy.linalg.lapack import dpotrf, dpotri
from scipy.sparse import csr_array

from glasscape.arrays import Floats
from glasscape.errors import MinimumError
from glasscape.forces.force_field import ForceField
from glasscape.modes.normal import NormalModes, mass_weighted_hessian, soft_modes, translations

# largest force component at a minimum, epsilon / sigma
MAX_FORCE = 1e-8
# an eigenvalue of zero, relative to the mean diagonal element of the Hessian
ZERO = 1e-7


def hessian_of_minimum(force_field: ForceField, positions: Floats) -> csr_array:
    """The Hessian of a configuration without forces, shape (3 N, 3 N), epsilon / sigma^2.

    Raises
    ------
    MinimumError
        If a component of a force is above 1e-8 epsilon / sigma.
    """
    largest = float(np.abs(force_field.evaluate(positions[None]).forces).max())
    # written so that a force of NaN counts
    if not largest <= MAX_FORCE:
        raise MinimumError(
            f"the largest force is {largest:.2g}, at a minimum it is {MAX_FORCE:g} or less; quench the "
            "configuration"
        )
    return force_field.hessian(positions)


def modes_of_minimum(hessian: csr_array, masses: Floats, count: int) -> NormalModes:
    """The `count` lowest normal modes of a minimum, without the three translations.

    Parameters
    ----------
    hessian : csr_array, shape (3 N, 3 N)
        Its Hessian, epsilon / sigma^2.
    masses : ndarray, shape (N,)
        Masses of the particles, m.
    count : int
        Number of modes.

    Raises
    ------
    MinimumError
        If there are fewer modes, if an eigenvalue is negative, or if other modes than the translations have
        the eigenvalue zero.
    """
    modes = soft_modes(hessian, masses, count)
    if len(modes.eigenvalues) < count:
        raise MinimumError(
            f"{count} modes are asked for, and {len(masses)} particles have {len(modes.eigenvalues)}; ask "
            "for fewer modes"
        )
    lowest = float(modes.eigenvalues[0])
    zero = ZERO * float(np.mean(hessian.diagonal() / np.repeat(masses, 3)))
    if lowest < -zero:
        raise MinimumError(
            f"the lowest eigenvalue of the Hessian is {lowest:.3g}: the configuration is a saddle point; "
            "displace it and quench it again, or leave it out"
        )
    if lowest < zero:
        raise MinimumError(
            "more than three eigenvalues of the Hessian are zero: a particle touches no other; use a higher "
            "density, or leave this configuration out"
        )
    return modes


def vibrality(hessian: csr_array, masses: Floats) -> Floats:
    """Mean squared displacement of every particle of a minimum per k_B T, from all modes, sigma^2 / epsilon.

    It is sum_k |e_ki|^2 / (m_i omega_k^2), as `NormalModes.vibrality` has it (Tong and Xu, Phys. Rev. E 90,
    010401 (2014)). The sum over all modes is the trace of the particle's block of the inverse of the Hessian
    without translations, so that no eigenvector is needed. It takes memory for two dense matrices.

    Parameters
    ----------
    hessian : csr_array, shape (3 N, 3 N)
        Its Hessian, epsilon / sigma^2.
    masses : ndarray, shape (N,)
        Masses of the particles, m.

    Raises
    ------
    MinimumError
        If an eigenvalue is not positive, but for the translations.
    """
    matrix = mass_weighted_hessian(hessian, masses).toarray(order="F")
    shifts = translations(masses)
    # translations get an eigenvalue of usual size, and their part is taken away afterwards
    usual = float(matrix.diagonal().mean())
    matrix += usual * (shifts @ shifts.T)
    # the inverse takes the place of the matrix
    factor, failed = dpotrf(matrix, lower=1, overwrite_a=1)
    if failed:
        raise MinimumError(
            "the Hessian has an eigenvalue that is not positive: the configuration is no minimum, or a "
            "particle touches no other"
        )
    inverse, _ = dpotri(factor, lower=1, overwrite_c=1)
    each = inverse.diagonal() - np.sum(shifts**2, axis=1) / usual
    found: Floats = each.reshape(-1, 3).sum(axis=1) / masses
    return found
