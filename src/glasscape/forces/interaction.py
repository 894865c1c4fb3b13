"""The interaction of one pair of particles, for all compiled kernels."""

from glasscape.jit import njit
from glasscape.potentials.pair import PairCoefficients, PairForm


@njit(cache=True, inline="always", error_model="numpy")
def pair_diameter(coefficients: PairCoefficients, si: float, sj: float, a: int, b: int) -> float:
    """sigma_ij of particles with diameters `si` and `sj` and species `a` and `b`."""
    mean = 0.5 * (si + sj) * (1.0 - coefficients.nonadditivity * abs(si - sj))
    sigma: float = coefficients.sigma[a, b] * mean
    return sigma


@njit(cache=True, inline="always", error_model="numpy")
def pair_interaction(t: float, c: PairForm) -> tuple[float, float, float]:
    """Energy of a pair within the cutoff, its force and its stiffness.

    With the separation r in units of sigma_ij, t is r . r. The force is the derivative of the energy by
    -t / 2, so the force on a particle is `force` times r. The stiffness is the second derivative by t / 2.
    The matrix of second derivatives by r is therefore -`force` times the unit matrix, plus `stiffness` times
    the outer product of r with itself.

    Parameters
    ----------
    t : float
        (r / sigma_ij)^2, below the square of the cutoff.
    c : PairForm
        The potential.

    Returns
    -------
    energy, force, stiffness : float
        In epsilon_ij. The compiler removes the computation of results that a caller does not use.
    """
    inverse = 1.0 / t
    inverse3 = inverse * inverse * inverse
    energy = inverse3 * (c.a12 * inverse3 + c.a6) + c.c0 + t * (c.c2 + t * c.c4)
    force = inverse * inverse3 * (12.0 * c.a12 * inverse3 + 6.0 * c.a6) - 2.0 * c.c2 - 4.0 * c.c4 * t
    stiffness = inverse * inverse * inverse3 * (168.0 * c.a12 * inverse3 + 48.0 * c.a6) + 8.0 * c.c4
    if t > c.switch2:
        # the switching function and its derivatives by t
        rate = 1.0 / (c.cutoff2 - c.switch2)
        y = (t - c.switch2) * rate
        value = (1.0 - y) * (1.0 - y) * (1.0 + 2.0 * y)
        slope = 6.0 * y * (y - 1.0) * rate
        bend = (12.0 * y - 6.0) * rate * rate
        stiffness = stiffness * value - 4.0 * force * slope + 4.0 * energy * bend
        force = force * value - 2.0 * energy * slope
        energy *= value
    return energy, force, stiffness
