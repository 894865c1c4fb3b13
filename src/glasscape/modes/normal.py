"""Normal modes of a minimum: eigenvectors of its mass-weighted Hessian, without translations."""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import eigh
from scipy.sparse import bsr_array, csr_array, dia_array
from scipy.sparse.linalg import LinearOperator, eigsh

from glasscape.arrays import Floats

TRANSLATIONS = 3
# the filter for the lowest modes: the bound of what it amplifies, relative to the highest eigenvalue times
# the fraction of the modes to the power 2/3 (as in a solid of Debye), and its value for an eigenvalue of zero
FILTERED, AMPLIFIED = 0.3, 30.0
# eigenvalues below this fraction of the highest are zero: those of particles without restoring forces
ZERO = 1e-9


@dataclass(frozen=True, eq=False)
class NormalModes:
    """Normal modes in the order of their frequencies.

    Attributes
    ----------
    eigenvalues : ndarray, shape (K,)
        Squared angular frequencies, epsilon / (m sigma^2), ascending. A negative one is a direction in which
        the energy falls.
    vectors : ndarray, shape (K, N, 3)
        Orthonormal eigenvectors, displacements times the square root of the mass.
    masses : ndarray, shape (N,)
        Masses of the particles, m.
    """

    eigenvalues: Floats
    vectors: Floats
    masses: Floats

    def lowest(self, count: int) -> "NormalModes":
        """The `count` lowest of these modes."""
        return NormalModes(self.eigenvalues[:count], self.vectors[:count], self.masses)

    @property
    def frequencies(self) -> Floats:
        """Angular frequencies, shape (K,), sqrt(epsilon / m) / sigma. Imaginary ones are negative here."""
        return np.sign(self.eigenvalues) * np.sqrt(np.abs(self.eigenvalues))

    @property
    def participation_ratios(self) -> Floats:
        """Fraction of the particles that take part in each mode, shape (K,), from 1 / N to 1.

        It is (sum_i e_i^2)^2 / (N sum_i e_i^4), where e_i is the length of the vector of particle i.
        """
        squares = np.sum(self.vectors**2, axis=2)
        ratios: Floats = squares.sum(axis=1) ** 2 / (squares.shape[1] * np.sum(squares**2, axis=1))
        return ratios

    def vibrality(self) -> Floats:
        """Mean squared displacement of every particle per k_B T, sigma^2 / epsilon, shape (N,).

        It is ``sum_k |e_ki|^2 / (m_i omega_k^2)`` (Tong and Xu, Phys. Rev. E 90, 010401 (2014)). Low modes
        dominate, but without the others it is several times too small. Modes without a restoring force, as of
        particles that touch no other, do not count.
        """
        held = self.eigenvalues > ZERO * self.eigenvalues[-1]
        squares = np.sum(self.vectors[held] ** 2, axis=2)
        found: Floats = np.sum(squares / self.eigenvalues[held, None], axis=0) / self.masses
        return found

    def softness(self, count: int) -> Floats:
        """Part of every particle in the `count` lowest modes, ``sum_k |e_ki|^2``, shape (N,).

        The sum over all particles is `count`.

        Raises
        ------
        ValueError
            If there are not so many modes.
        """
        if not 0 < count <= len(self.vectors):
            raise ValueError(f"softness of {count} modes is asked for, and there are {len(self.vectors)}")
        found: Floats = np.sum(self.vectors[:count] ** 2, axis=(0, 2))
        return found

    def overlap(self, displacement: Floats) -> float:
        """Part of a mass-weighted displacement, shape (N, 3), that lies in the space of these modes."""
        along = np.einsum("kij,ij->k", self.vectors, displacement)
        return float(np.sum(along**2) / np.sum(displacement**2))


def soft_modes(hessian: csr_array, masses: Floats, count: int) -> NormalModes:
    """The `count` lowest normal modes, or all of them if there are few particles."""
    if hessian.shape[0] < 3 * count:
        return all_modes(hessian, masses).lowest(count)
    return lowest_modes(hessian, masses, count)


def all_modes(hessian: csr_array, masses: Floats) -> NormalModes:
    """All 3 N - 3 normal modes of a configuration, by diagonalisation of the dense matrix.

    Parameters
    ----------
    hessian : csr_array, shape (3 N, 3 N)
        Its Hessian, epsilon / sigma^2.
    masses : ndarray, shape (N,)
        Masses of the particles, m.
    """
    matrix = mass_weighted_hessian(hessian, masses).toarray()
    shifts = translations(masses)
    # translations get the highest eigenvalue, so that they cannot mix with soft modes
    highest = 2.0 * np.abs(matrix).sum(axis=1).max()
    values, vectors = eigh(matrix + highest * shifts @ shifts.T, overwrite_a=True)
    kept = len(values) - TRANSLATIONS
    return NormalModes(values[:kept], vectors.T[:kept].reshape(kept, len(masses), 3), masses)


def lowest_modes(hessian: csr_array, masses: Floats, count: int) -> NormalModes:
    """The `count` lowest normal modes of a configuration, by Lanczos iterations with a Chebyshev filter.

    The Hessian is only multiplied with vectors, so that memory grows with the number of particles and not
    faster. The filter is a Chebyshev polynomial of the Hessian, which is large for the lowest eigenvalues and
    between -1 and 1 for all others (Zhou, Saad, Tiago and Chelikowsky, J. Comput. Phys. 219, 172 (2006)).

    Parameters
    ----------
    hessian : csr_array, shape (3 N, 3 N)
        Its Hessian, epsilon / sigma^2.
    masses : ndarray, shape (N,)
        Masses of the particles, m.
    count : int
        Number of modes, at most 3 N - 7.

    Raises
    ------
    ValueError
        If `count` is not within these limits.
    """
    n = hessian.shape[0]
    if not 0 < count < n - 2 * TRANSLATIONS:
        raise ValueError(f"count is {count}, not between 1 and 3 N - 7; all_modes gives all modes")
    matrix = mass_weighted_hessian(hessian, masses).tobsr((3, 3))
    start = np.random.default_rng(0).standard_normal(n)
    top = 1.05 * float(eigsh(matrix, 1, which="LA", tol=1e-2, v0=start, return_eigenvectors=False)[0])
    fraction = FILTERED * (count / n) ** (2 / 3)
    while True:
        operator = _filter(matrix, masses, fraction * top, top)
        _, basis = eigsh(operator, count, which="LA", v0=start)
        values, mixing = eigh(basis.T @ (matrix @ basis))
        # all eigenvalues below the bound are amplified, so none of them is missing
        if values[-1] < fraction * top:
            return NormalModes(values, (basis @ mixing).T.reshape(count, len(masses), 3), masses)
        fraction *= 2.0


def _filter(matrix: bsr_array, masses: Floats, bound: float, top: float) -> LinearOperator:
    """Chebyshev polynomial of a matrix, on the space without translations.

    It falls with the eigenvalue up to `bound`, and is between -1 and 1 from there up to `top`.
    """
    scale, shift = -2.0 / (top - bound), (top + bound) / (top - bound)
    degree = max(1, round(np.arccosh(AMPLIFIED) / np.arccosh(shift)))

    def apply(vector: Floats) -> Floats:
        before = without_translations(vector.ravel(), masses)
        now: Floats = scale * (matrix @ before) + shift * before
        for _ in range(degree - 1):
            before, now = now, 2.0 * (scale * (matrix @ now) + shift * now) - before
        return now

    return LinearOperator(matrix.shape, apply, dtype=np.float64)


def mass_weighted_hessian(hessian: csr_array, masses: Floats) -> csr_array:
    """The Hessian in coordinates that are multiplied by the square root of the mass."""
    scale = dia_array((np.repeat(masses**-0.5, 3)[None], [0]), shape=hessian.shape)
    return csr_array(scale @ hessian @ scale)


def translations(masses: Floats) -> Floats:
    """Orthonormal mass-weighted translations, shape (3 N, 3)."""
    return np.kron(np.sqrt(masses / masses.sum())[:, None], np.eye(3))


def without_translations(vectors: Floats, masses: Floats) -> Floats:
    """Mass-weighted vectors, shape (3 N, ...), projected on the space without translations."""
    shifts = translations(masses)
    rest: Floats = vectors - shifts @ (shifts.T @ vectors)
    return rest
