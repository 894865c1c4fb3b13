"""Lowest levels of a particle in a one-dimensional potential.

H = -(hbar^2 / 2 m) d^2/ds^2 + V(s) is discretised on a uniform grid with walls at both ends. Second-order
differences make it a symmetric tridiagonal matrix. Results of grids with spacings h and h / 2 are combined by
Richardson extrapolation. The grid is refined until two successive results agree.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.linalg import eigh_tridiagonal

from glasscape.arrays import Floats
from glasscape.errors import GlasscapeError

N_LEVELS = 4
COARSEST_GRID = 500
FINEST_GRID = 32_000
RELATIVE_TOLERANCE = 1e-7
# changes of a level and of the splitting below these are rounding errors, epsilon
LEVEL_ROUNDING = 1e-13
SPLITTING_ROUNDING = 1e-16


class RangeError(GlasscapeError):
    """A wave function has not decayed at the end of the potential."""


@dataclass(frozen=True, eq=False)
class Levels:
    """Lowest levels in a potential, in epsilon.

    Attributes
    ----------
    energies : ndarray, shape (4,)
        E_1 to E_4.
    splitting : float
        Quantum splitting E_2 - E_1, computed without cancellation. At least 1e-16.
    splitting_error : float
        Change of the splitting in the last refinement of the grid.
    left_probabilities : ndarray, shape (4,)
        Probability of every level on the left of the dividing point.
    left_overlap : float
        Product of the two lowest wave functions, integrated on the left of the dividing point. Its sign
        means nothing.
    """

    energies: Floats
    splitting: float
    splitting_error: float
    left_probabilities: Floats
    left_overlap: float

    @property
    def asymmetry(self) -> float:
        """Delta, the energy of the state on the right less that of the state on the left, epsilon.

        The states are the two combinations of the two lowest levels that are most on the left and on the
        right: those that diagonalise the probability to be on the left. In them the Hamiltonian has the
        diagonal +-Delta / 2 and the element Delta_0 / 2 beside it, so that splitting^2 = Delta^2 + Delta_0^2.
        """
        return self.splitting * self._imbalance / self._length

    @property
    def tunnelling_matrix_element(self) -> float:
        """Delta_0 of the states of `asymmetry`, epsilon."""
        return self.splitting * 2.0 * abs(self.left_overlap) / self._length

    @property
    def _imbalance(self) -> float:
        return float(self.left_probabilities[0] - self.left_probabilities[1])

    @property
    def _length(self) -> float:
        # zero if the two levels have the same probability to be on the left, as in one well
        return float(np.hypot(self._imbalance, 2.0 * self.left_overlap)) or 1.0

    @property
    def same_well(self) -> bool:
        """Whether the two lowest levels are in the same well. The splitting is then vibrational."""
        return bool(abs(self.left_probabilities[:2].sum() - 1.0) > 0.5)


@dataclass(frozen=True, eq=False)
class _GridLevels:
    energies: Floats
    splitting: float
    left_probabilities: Floats
    left_overlap: float


def solve_levels(
    potential: Callable[[Floats], Floats],
    left: float,
    right: float,
    hbar: float,
    divide: float,
) -> Levels:
    """Solve the Schroedinger equation between walls at `left` and `right`.

    Parameters
    ----------
    potential : callable
        Energy in epsilon at an array of positions along the path, sigma sqrt(m).
    left, right : float
        Ends of the range, where the wave functions must have decayed.
    hbar : float
        Reduced Planck constant in sigma sqrt(m epsilon).
    divide : float
        Position that separates the left from the right well.

    Returns
    -------
    Levels
        Converged to a relative error of 1e-7, or as far as the finest grid allows.

    Raises
    ------
    RangeError
        If a wave function has not decayed at an end of the range.
    """
    coarse = _solve_on_grid(potential, left, right, hbar, divide, COARSEST_GRID)
    previous: tuple[Floats, float] | None = None
    intervals = COARSEST_GRID
    while True:
        intervals *= 2
        fine = _solve_on_grid(potential, left, right, hbar, divide, intervals)
        energies = (4.0 * fine.energies - coarse.energies) / 3.0
        splitting = (4.0 * fine.splitting - coarse.splitting) / 3.0
        if previous is not None:
            change = abs(splitting - previous[1])
            settled = change <= RELATIVE_TOLERANCE * splitting + SPLITTING_ROUNDING and np.allclose(
                energies, previous[0], rtol=RELATIVE_TOLERANCE, atol=LEVEL_ROUNDING
            )
            if settled or intervals >= FINEST_GRID:
                # splittings below the rounding error are not resolved
                floored = max(splitting, SPLITTING_ROUNDING)
                return Levels(energies, floored, change, fine.left_probabilities, fine.left_overlap)
        previous = (energies, splitting)
        coarse = fine


def _solve_on_grid(
    potential: Callable[[Floats], Floats],
    left: float,
    right: float,
    hbar: float,
    divide: float,
    intervals: int,
) -> _GridLevels:
    grid = np.linspace(left, right, intervals + 1)[1:-1]
    spacing = (right - left) / intervals
    hopping = hbar**2 / (2.0 * spacing**2)
    values = potential(grid)
    energies, states = eigh_tridiagonal(
        values + 2.0 * hopping,
        np.full(len(grid) - 1, -hopping),
        select="i",
        select_range=(0, N_LEVELS - 1),
    )
    density = states**2
    edge = max(density[:3].max(), density[-3:].max()) / density.max()
    if edge > 1e-9:
        raise RangeError(
            f"a wave function has not decayed at the end of the potential (density {edge:.1e} of its "
            "maximum); the energy rises too slowly there, or hbar is too large for this potential"
        )
    *left_probabilities, overlap = _integrals(
        np.column_stack([density, states[:, 0] * states[:, 1]]), (divide - grid[0]) / spacing
    )
    return _GridLevels(
        energies, _splitting(values, hopping, states), np.array(left_probabilities), float(overlap)
    )


def _integrals(values: Floats, end: float) -> Floats:
    """Integrals of columns from the first row to the fractional row `end`, by the trapezoidal rule."""
    last = int(end)
    rest = end - last
    at_end = values[last] + rest * (values[last + 1] - values[last])
    whole = values[: last + 1].sum(axis=0) - 0.5 * values[last]
    return np.asarray(whole + 0.5 * rest * (values[last] + at_end))


def _splitting(values: Floats, hopping: float, states: Floats) -> float:
    """Difference of the two lowest levels by the Rayleigh-Ritz method in extended precision.

    The eigenvalues have the rounding error of the kinetic term, about 1e-16 `hopping`, which can exceed a
    small splitting. Errors of the two eigenvectors enter only in second order. The Hamiltonian between them,
    summed in extended precision, therefore gives the difference without that rounding error.
    """
    pair = states[:, :2].astype(np.longdouble)
    pair[:, 0] /= np.sqrt(pair[:, 0] @ pair[:, 0])
    pair[:, 1] -= (pair[:, 0] @ pair[:, 1]) * pair[:, 0]
    pair[:, 1] /= np.sqrt(pair[:, 1] @ pair[:, 1])
    padded = np.vstack([np.zeros((1, 2), np.longdouble), pair, np.zeros((1, 2), np.longdouble)])
    slopes = np.diff(padded, axis=0)
    # the kinetic energy is a sum of squared differences, without cancellation
    matrix = np.longdouble(hopping) * (slopes.T @ slopes) + pair.T @ (values[:, None] * pair)
    return float(np.hypot(matrix[0, 0] - matrix[1, 1], 2.0 * matrix[0, 1]))
