"""Sum of the vibrational frequencies of a configuration, from which its zero-point energy follows."""

from functools import cache
from typing import Literal, NamedTuple

import numpy as np
from scipy.linalg import eigvalsh
from scipy.sparse import csr_array, eye_array
from scipy.sparse.linalg import LinearOperator, SuperLU, eigsh, splu

from glasscape.arrays import Floats
from glasscape.forces.hessian import own_blocks
from glasscape.modes.normal import TRANSLATIONS, mass_weighted_hessian, without_translations

Method = Literal["dense", "sparse", "einstein"]

# shifts t_k of the fast sum, relative to the highest eigenvalue, evenly on a log scale
SHIFTS = 1.1e-4 * 12.0 ** np.arange(4)
# the lowest frequency, relative to the highest one, at which the fast sum is accurate
LOWEST_FREQUENCY = 0.01
# where more of the matrix than this is filled, diagonalisation is faster
DENSE = 0.05
# part of a direction that is a rounding error
ROUNDING = 1e-9
# eigenvalue of the translations in a determinant, relative to the mean diagonal element of the Hessian
ZERO = 1e-8
# between two minima of a glass of soft spheres, the exact sum changes by this much of the Einstein sum
EINSTEIN_FACTOR = 0.88


def frequency_sum(
    hessian: csr_array, masses: Floats, method: Method = "sparse", across: Floats | None = None
) -> float:
    """Sum of the frequencies of all normal modes. The zero-point energy is hbar / 2 times this.

    `dense` diagonalises the matrix. `sparse` is as good for differences between minima, and faster.
    With the eigenvalues x = omega^2, sqrt(x) is replaced by

        c_0 + c_1 x + c_2 x^2 + sum_k b_k log(x + t_k),

    which is accurate to 2e-4 of the highest frequency for modes above a hundredth of it, and to 2e-5 in the
    root mean square. The sums over all modes are then the traces of the Hessian H and of H^2, and the
    determinants of H + t_k, which follow from sparse LU factorisations. `einstein` moves every particle in
    the field of its fixed neighbours: 0.88 times the sum of the frequencies of the 3 x 3 blocks. Only its
    differences mean something.

    Modes with negative eigenvalues do not count. Particles that touch no other have no frequencies.

    Parameters
    ----------
    hessian : csr_array, shape (3 N, 3 N)
        Hessian of the configuration, epsilon / sigma^2.
    masses : ndarray, shape (N,)
        Masses of the particles, m.
    method : str
        `dense`, `sparse` or `einstein`.
    across : ndarray, shape (N, 3), or None
        A direction in mass-weighted coordinates. Only motion across it counts, as across a path. Not
        with `einstein`.

    Returns
    -------
    float
        The sum, sqrt(epsilon / m) / sigma.
    """
    if method == "einstein":
        return EINSTEIN_FACTOR * _einstein_sum(hessian, masses)
    # the fit is wrong at frequency zero
    held = (hessian.diagonal().reshape(-1, 3) != 0.0).any(axis=1)
    if not held.all():
        rows = np.repeat(held, 3)
        hessian, masses = hessian[rows][:, rows], masses[held]
        across = None if across is None else across[held]
    matrix = mass_weighted_hessian(hessian, masses)
    direction = None if across is None else _unit(across, masses)
    if method == "sparse" and matrix.nnz < DENSE * matrix.shape[0] ** 2:
        return _sparse_sum(matrix, direction)
    return _dense_sum(matrix, direction)


def log_frequencies(hessian: csr_array, masses: Floats) -> tuple[float, int]:
    """Sum of log |omega| over all normal modes of a stationary configuration, and its unstable modes.

    Parameters
    ----------
    hessian : csr_array, shape (3 N, 3 N)
        Hessian of the configuration, epsilon / sigma^2.
    masses : ndarray, shape (N,)
        Masses of the particles, m.

    Returns
    -------
    logarithms : float
        The sum over 3 N - 3 modes; omega in sqrt(epsilon / m) / sigma.
    unstable : int
        Number of modes with negative eigenvalues.
    """
    matrix = mass_weighted_hessian(hessian, masses)
    shift = zero_shift(matrix)
    pivots = factorised(matrix, shift).U.diagonal()
    logarithms = 0.5 * (np.log(np.abs(pivots)).sum() - TRANSLATIONS * np.log(shift))
    return float(logarithms), int(np.count_nonzero(pivots < 0.0))


def _unit(direction: Floats, masses: Floats) -> Floats | None:
    """The direction as a unit vector, shape (3 N,), without translations; None if it is one."""
    vector = without_translations(direction.ravel(), masses)
    length = np.linalg.norm(vector)
    return vector / length if length > ROUNDING * np.linalg.norm(direction) else None


def _einstein_sum(hessian: csr_array, masses: Floats) -> float:
    scaled = own_blocks(hessian) / masses[:, None, None]
    return _sum_of_roots(np.asarray(np.linalg.eigvalsh(scaled), dtype=np.float64))


def _dense_sum(matrix: csr_array, direction: Floats | None) -> float:
    dense = matrix.toarray()
    if direction is not None:
        image = dense @ direction
        dense -= np.outer(image, direction) + np.outer(direction, image)
        dense += (direction @ image) * np.outer(direction, direction)
    # modes of frequency zero add rounding errors only
    return _sum_of_roots(eigvalsh(dense, overwrite_a=True))


def _sum_of_roots(eigenvalues: Floats) -> float:
    return float(np.sqrt(np.maximum(eigenvalues, 0.0)).sum())


class _Fit(NamedTuple):
    """Coefficients of sqrt(x) for 0 < x <= 1."""

    powers: Floats
    logarithms: Floats


@cache
def _fit() -> _Fit:
    frequency = np.linspace(LOWEST_FREQUENCY, 1.0, 4000)
    powers = frequency[:, None] ** np.array([0, 2, 4])
    logarithms = np.log(frequency[:, None] ** 2 + SHIFTS)
    found = np.linalg.lstsq(np.hstack([powers, logarithms]), frequency)[0]
    return _Fit(found[:3], found[3:])


def _sparse_sum(matrix: csr_array, direction: Floats | None) -> float:
    """The sum by determinants. Clearly negative eigenvalues are found one by one and left out."""
    n = matrix.shape[0]
    start = np.random.default_rng(0).standard_normal(n)
    highest = 1.05 * float(eigsh(matrix, 1, which="LA", tol=1e-2, v0=start, return_eigenvectors=False)[0])
    scaled = matrix / highest
    # modes of frequency zero, which are left out
    zeros = TRANSLATIONS + (direction is not None)
    trace, square = scaled.trace(), scaled.multiply(scaled).sum()
    if direction is not None:
        image = scaled @ direction
        along = direction @ image
        trace, square = trace - along, square - 2.0 * image @ image + along**2
    fit = _fit()
    total, falling = 0.0, np.empty(0)
    for k, (shift, weight) in enumerate(zip(SHIFTS, fit.logarithms, strict=True)):
        lu = factorised(scaled, shift)
        pivots = lu.U.diagonal()
        negative = int(np.count_nonzero(pivots < 0.0))
        logarithm = np.log(np.abs(pivots)).sum() - TRANSLATIONS * np.log(shift)
        if direction is not None:
            # the determinant across the direction is a minor of the whole
            minor = direction @ lu.solve(direction)
            negative -= int(minor < 0.0)
            logarithm += np.log(abs(minor))
        if k == 0 and negative:
            falling = _eigenvalues_below(shift, lu, direction, negative)
        total += weight * (logarithm - np.log(np.abs(falling + shift)).sum())
    count = n - zeros - len(falling)
    total += fit.powers @ [count, trace - falling.sum(), square - falling @ falling]
    return float(np.sqrt(highest) * total)


def _eigenvalues_below(shift: float, lu: SuperLU, direction: Floats | None, count: int) -> Floats:
    """The `count` eigenvalues below -shift, from the LU factors of the matrix plus `shift`.

    They are the negative ones of its inverse. With a direction, the matrix is that across it.
    """
    n = lu.shape[0]
    start = np.random.default_rng(0).standard_normal(n)
    along = None if direction is None else lu.solve(direction)

    def inverse(vector: Floats) -> Floats:
        found = lu.solve(vector)
        if along is not None:
            found -= along * (direction @ found) / (direction @ along)
        return np.asarray(found)

    if direction is not None:
        start -= (direction @ start) * direction
    operator = LinearOperator((n, n), matvec=inverse, dtype=np.float64)
    found = eigsh(operator, count, which="SA", v0=start, return_eigenvectors=False)
    return np.asarray(1.0 / found - shift)


def zero_shift(matrix: csr_array) -> float:
    """Shift for `factorised` that makes a Hessian regular: tiny, the eigenvalue that translations get."""
    return ZERO * float(matrix.diagonal().mean())


def factorised(matrix: csr_array, shift: float) -> SuperLU:
    """LU factors of the symmetric matrix plus `shift`, with pivots from its diagonal."""
    return splu(
        (matrix + shift * eye_array(matrix.shape[0])).tocsc(),
        permc_spec="MMD_AT_PLUS_A",
        diag_pivot_thresh=0.0,
        options={"SymmetricMode": True},
    )
