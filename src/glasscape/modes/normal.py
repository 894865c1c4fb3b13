"""Normal modes of a minimum: eigenvectors of its mass-weighted Hessian, without translations."""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import eigh
from scipy.sparse import csr_array, dia_array
from scipy.sparse.linalg import eigsh

from glasscape.arrays import Floats

TRANSLATIONS = 3
# eigenvalues nearest to this one, relative to the mean diagonal element, are the lowest: it is below zero, so
# that the shifted Hessian of a minimum can be factorised
BELOW = -1e-4
# eigenvalues below this fraction of their median are those of particles without restoring forces
FREE = 1e-3


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
    """

    eigenvalues: Floats
    vectors: Floats

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

    def vibrality(self, masses: Floats) -> Floats:
        """Mean squared displacement of every particle per k_B T, sigma^2 / epsilon, shape (N,).

        It is sum_k |e_ki|^2 / (m_i omega_k^2) (Tong and Xu, Phys. Rev. E 90, 010401 (2014)). Low modes
        dominate. Modes without a restoring force, as of particles that touch no other, do not count.
        """
        held = self.eigenvalues > FREE * np.median(self.eigenvalues)
        squares = np.sum(self.vectors[held] ** 2, axis=2)
        found: Floats = np.sum(squares / self.eigenvalues[held, None], axis=0) / masses
        return found

    def overlap(self, displacement: Floats) -> float:
        """Part of a mass-weighted displacement, shape (N, 3), that lies in the space of these modes."""
        along = np.einsum("kij,ij->k", self.vectors, displacement)
        return float(np.sum(along**2) / np.sum(displacement**2))


def soft_modes(hessian: csr_array, masses: Floats, count: int) -> NormalModes:
    """The `count` lowest normal modes of a minimum, or all of them if it has few particles."""
    if hessian.shape[0] < 3 * count:
        modes = all_modes(hessian, masses)
        return NormalModes(modes.eigenvalues[:count], modes.vectors[:count])
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
    return NormalModes(values[:kept], vectors.T[:kept].reshape(kept, len(masses), 3))


def lowest_modes(hessian: csr_array, masses: Floats, count: int) -> NormalModes:
    """The `count` lowest normal modes of a minimum, by Lanczos iterations on the inverse sparse matrix.

    The configuration must be a minimum. Of other configurations, modes with negative eigenvalues may be
    missing.

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
    matrix = mass_weighted_hessian(hessian, masses)
    shift = BELOW * float(matrix.diagonal().mean())
    start = np.random.default_rng(0).standard_normal(n)
    _, space = eigsh(matrix.tocsc(), count + TRANSLATIONS, sigma=shift, v0=start)
    # translations may be mixed with other modes of frequency zero
    basis = np.linalg.svd(without_translations(space, masses), full_matrices=False)[0][:, :count]
    values, mixing = eigh(basis.T @ (matrix @ basis))
    return NormalModes(values, (basis @ mixing).T.reshape(count, len(masses), 3))


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
