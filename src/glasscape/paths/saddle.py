"""The saddle point of a path: a stationary configuration with one unstable mode."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.linalg import eigsh

from glasscape.arrays import Floats
from glasscape.forces.force_field import ForceField
from glasscape.modes.frequencies import factorised, log_frequencies, zero_shift
from glasscape.modes.normal import mass_weighted_hessian

# steps of Newton's method, and the largest length of one of them, sigma (3N-dimensional)
MOST_STEPS, LARGEST_STEP = 30, 0.1
# largest distance between the top of the band and its saddle point, as a fraction of the length of the path
LARGEST_MOVE = 0.5


@dataclass(frozen=True)
class Saddle:
    """The saddle point of a double well and the thermal rates across it.

    Attributes
    ----------
    energy : float
        Potential energy above the lower minimum, epsilon.
    imaginary_frequency : float
        Absolute frequency of the unstable mode, sqrt(epsilon / m) / sigma. hbar / (2 pi k_B) times this is
        the crossover temperature, below which tunnelling replaces thermal activation.
    attempt_frequency, attempt_frequency_from_b : float
        Prefactors of the thermal rates from a and from b, sqrt(epsilon / m) / sigma: the product of the
        frequencies of the minimum over that of the saddle point, divided by 2 pi (Vineyard, J. Phys. Chem.
        Solids 3, 121 (1957)).
    """

    energy: float
    imaginary_frequency: float
    attempt_frequency: float
    attempt_frequency_from_b: float


def find_saddle(
    force_field: ForceField,
    top: Floats,
    ends: tuple[Floats, Floats],
    hessians: tuple[csr_array, csr_array],
    masses: Floats,
    max_force: float,
) -> Saddle | None:
    """The saddle point next to the top of a double well.

    Parameters
    ----------
    force_field : ForceField
        Engine that gives forces and Hessians.
    top : ndarray, shape (N, 3)
        Configuration with the highest energy along the path.
    ends : tuple of ndarray, shape (N, 3)
        Minimum a and minimum b, not wrapped.
    hessians : tuple of csr_array, shape (3 N, 3 N)
        Their Hessians, epsilon / sigma^2.
    masses : ndarray, shape (N,)
        Masses of the particles, m.
    max_force : float
        Tolerance on the largest force component, epsilon / sigma.

    Returns
    -------
    Saddle or None
        None if Newton's method does not end in a stationary point with exactly one unstable mode, not
        farther from the top than half the distance between the minima, or if an end is no minimum.
    """
    positions = _stationary(force_field, top, max_force)
    if positions is None or _distance(positions, top) > LARGEST_MOVE * _distance(*ends):
        return None
    hessian = force_field.hessian(positions)
    logarithms, unstable = log_frequencies(hessian, masses)
    if unstable != 1:
        return None
    frequency = np.sqrt(-_lowest_eigenvalue(hessian, masses))
    minima = [log_frequencies(each, masses) for each in hessians]
    if any(unstable for _, unstable in minima):
        return None
    attempts = [np.exp(each - logarithms) * frequency / (2.0 * np.pi) for each, _ in minima]
    energies = force_field.evaluate(np.stack([positions, *ends])).energies
    return Saddle(float(energies[0] - energies[1:].min()), float(frequency), *map(float, attempts))


def _stationary(force_field: ForceField, start: Floats, max_force: float) -> Floats | None:
    """A configuration without forces near `start`, by steps of Newton's method."""
    positions = start
    for _ in range(MOST_STEPS):
        forces = force_field.evaluate(positions[None]).forces[0]
        if np.abs(forces).max() <= max_force:
            return positions
        hessian = force_field.hessian(positions)
        solver = factorised(hessian, zero_shift(hessian))
        step = solver.solve(forces.ravel()).reshape(-1, 3)
        # forces add up to zero but for rounding errors, which the translations would multiply
        step -= step.mean(axis=0)
        positions = positions + step * min(1.0, LARGEST_STEP / float(np.linalg.norm(step)))
    return None


def _lowest_eigenvalue(hessian: csr_array, masses: Floats) -> float:
    start = np.random.default_rng(0).standard_normal(hessian.shape[0])
    matrix = mass_weighted_hessian(hessian, masses)
    return float(eigsh(matrix, 1, which="SA", v0=start, return_eigenvectors=False)[0])


def _distance(one: Floats, other: Floats) -> float:
    moved = one - other
    return float(np.linalg.norm(moved - moved.mean(axis=0)))
