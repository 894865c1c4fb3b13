"""The interaction of one pair of particles, for all compiled code."""

from numba import njit

from glasscape.potentials.pair import PairCoefficients


@njit(cache=True, inline="always", error_model="numpy")
def pair_diameter(coefficients: PairCoefficients, si: float, sj: float, a: int, b: int) -> float:
    """sigma_ij of particles with diameters `si` and `sj` and species `a` and `b`."""
    mean = 0.5 * (si + sj) * (1.0 - coefficients.nonadditivity * abs(si - sj))
    sigma: float = coefficients.sigma[a, b] * mean
    return sigma


@njit(cache=True, inline="always", error_model="numpy")
def pair_interaction(t: float, c: PairCoefficients) -> tuple[float, float, float]:
    """Energy of a pair within the cutoff, and its first and second derivatives by t / 2.

    The separation r of two particles, in sigma_ij, has t / 2 = r . r / 2. The gradient of the energy is
    therefore the first derivative times r. Its matrix of second derivatives is the first derivative times the
    unit matrix, plus the second derivative times the outer product of r with itself.

    Parameters
    ----------
    t : float
        (r / sigma_ij)^2, below the square of the cutoff.
    c : PairCoefficients
        The potential.

    Returns
    -------
    energy, first, second : float
        In epsilon_ij. A caller pays only for those that it uses: the compiler drops the others.
    """
    inverse = 1.0 / t
    inverse3 = inverse * inverse * inverse
    energy = inverse3 * (c.a12 * inverse3 + c.a6) + c.c0 + t * (c.c2 + t * c.c4)
    first = 2.0 * c.c2 + 4.0 * c.c4 * t - inverse * inverse3 * (12.0 * c.a12 * inverse3 + 6.0 * c.a6)
    second = 8.0 * c.c4 + inverse * inverse * inverse3 * (168.0 * c.a12 * inverse3 + 48.0 * c.a6)
    return energy, first, second
