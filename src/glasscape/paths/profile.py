"""The energy profile of a relaxed path: wells and barriers."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from scipy.interpolate import CubicHermiteSpline

from glasscape.arrays import Floats

Shape = Literal["double well", "multiple wells", "no barrier"]

# wells and barriers below the larger of these are ignored: in epsilon, and relative to the highest barrier
ENERGY_TOLERANCE = 1e-5
RELATIVE_TOLERANCE = 1e-3

# points per image at which the interpolated profile is searched for extrema
SAMPLES_PER_IMAGE = 25


@dataclass(frozen=True, eq=False)
class Profile:
    """Energy along a path, from beyond minimum a to beyond minimum b.

    Attributes
    ----------
    arc_length : ndarray, shape (P,)
        Mass-weighted position along the path, sigma sqrt(m), 0 at minimum a: the length in the coordinates
        sqrt(m_i) r_i, without the motion of the centre of mass. With masses of 1 it is the plain length.
    energies : ndarray, shape (P,)
        Potential energy in epsilon, relative to the lower minimum.
    slopes : ndarray, shape (P,)
        Derivative of the energy by arc length.
    start, end : int
        Indices of minimum a and of minimum b.
    """

    arc_length: Floats
    energies: Floats
    slopes: Floats
    start: int
    end: int

    @property
    def interpolation(self) -> CubicHermiteSpline:
        """Energy as a function of arc length: the piecewise cubic through energies and slopes."""
        return CubicHermiteSpline(self.arc_length, self.energies, self.slopes)

    @property
    def path_length(self) -> float:
        """Length of the path between the two minima, in sigma sqrt(m)."""
        return float(self.arc_length[self.end] - self.arc_length[self.start])


@dataclass(frozen=True)
class Wells:
    """Wells and barriers between the two minima of a profile.

    Attributes
    ----------
    shape : str
        `double well` if there is exactly one interior maximum and no interior minimum.
    barrier : float
        Highest energy of the path above the lower minimum, in epsilon.
    saddle : float
        Arc length of this highest energy.
    minima : tuple of float
        Arc lengths of the interior minima.
    """

    shape: Shape
    barrier: float
    saddle: float
    minima: tuple[float, ...]


def find_wells(profile: Profile) -> Wells:
    """Count the wells of a profile between its two minima.

    Wells and barriers are ignored if they are smaller than `ENERGY_TOLERANCE`, or than `RELATIVE_TOLERANCE`
    times the highest barrier if that is larger.
    """
    fine = between(profile.arc_length[profile.start : profile.end + 1])
    energy = profile.interpolation(fine)
    top = int(np.argmax(energy))
    barrier = float(energy[top] - min(energy[0], energy[-1]))
    maxima, minima = turning_points(energy, energy_tolerance(energy))
    shape: Shape
    if not maxima:
        shape = "no barrier"
    elif len(maxima) == 1 and not minima:
        shape = "double well"
    else:
        shape = "multiple wells"
    return Wells(shape, barrier, float(fine[top]), tuple(float(fine[m]) for m in minima))


def between(arc_length: Floats) -> Floats:
    """The places `arc_length`, shape (P,), and so many between them that extrema of the energy are seen."""
    return np.concatenate(
        [np.linspace(left, right, SAMPLES_PER_IMAGE, endpoint=False) for left, right in pairwise(arc_length)]
        + [arc_length[-1:]]
    )


def energy_tolerance(energy: Floats) -> float:
    """Energy below which wells and barriers of a profile, shape (P,), are ignored, epsilon."""
    barrier = float(energy.max() - min(energy[0], energy[-1]))
    return max(ENERGY_TOLERANCE, RELATIVE_TOLERANCE * barrier)


def turning_points(energy: Floats, tolerance: float) -> tuple[list[int], list[int]]:
    """Indices of the interior maxima and minima that are higher or deeper than `tolerance`.

    Parameters
    ----------
    energy : ndarray, shape (P,)
        Energies along a path. The first and last points are not turning points.
    tolerance : float
        The energy must change by more than this on both sides of an extremum, epsilon.
    """
    maxima: list[int] = []
    minima: list[int] = []
    rising: bool | None = None
    low = high = 0
    for i in range(1, len(energy)):
        low = i if energy[i] < energy[low] else low
        high = i if energy[i] > energy[high] else high
        if rising is not False and energy[i] < energy[high] - tolerance:
            if rising:
                maxima.append(high)
            rising, low = False, i
        elif rising is not True and energy[i] > energy[low] + tolerance:
            if rising is False:
                minima.append(low)
            rising, high = True, i
    return maxima, minima
