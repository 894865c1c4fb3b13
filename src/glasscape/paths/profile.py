"""The energy along a relaxed path: its wells and barriers, and its continuation beyond the two minima."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicHermiteSpline

from glasscape.errors import GlasscapeError
from glasscape.forces.forcefield import ForceField
from glasscape.paths.band import Band

Shape = Literal["double well", "multiple wells", "no barrier"]

# features of a profile below the larger of these are noise: in epsilon, and as part of the barrier
ENERGY_TOLERANCE = 1e-5
RELATIVE_TOLERANCE = 1e-3

# points of the interpolated profile per image, for extrema
SAMPLES_PER_IMAGE = 25

# distance between the points that continue a path beyond its minima, and the furthest of them, in sigma
EXTENSION_STEP = 0.02
EXTENSION_BLOCK = 8
LONGEST_EXTENSION = 4.0


class ExtensionError(GlasscapeError):
    """The potential does not rise beyond a minimum."""


@dataclass(frozen=True, eq=False)
class Profile:
    """Energy along a path that goes from beyond minimum a to beyond minimum b.

    Attributes
    ----------
    arc_length : ndarray, shape (P,)
        Position along the path in sigma; 0 at minimum a.
    energies : ndarray, shape (P,)
        Potential energy in epsilon, relative to the lower minimum.
    slopes : ndarray, shape (P,)
        Derivative of the energy by arc length.
    start, end : int
        Indices of minimum a and of minimum b.
    """

    arc_length: NDArray[np.float64]
    energies: NDArray[np.float64]
    slopes: NDArray[np.float64]
    start: int
    end: int

    @property
    def interpolation(self) -> CubicHermiteSpline:
        """Energy as a function of arc length: the piecewise cubic through energies and slopes."""
        return CubicHermiteSpline(self.arc_length, self.energies, self.slopes)

    @property
    def path_length(self) -> float:
        """Length of the path between the two minima, in sigma."""
        return float(self.arc_length[self.end] - self.arc_length[self.start])


@dataclass(frozen=True)
class Wells:
    """Wells and barriers between the two minima of a profile.

    Attributes
    ----------
    shape : str
        `double well` when there is exactly one interior maximum and no interior minimum.
    barrier : float
        Highest energy of the path above the lower minimum, in epsilon.
    saddle : float
        Arc length at which it is reached.
    minima : tuple of float
        Arc lengths of the interior minima.
    """

    shape: Shape
    barrier: float
    saddle: float
    minima: tuple[float, ...]


def extend(force_field: ForceField, band: Band, action: float) -> Profile:
    """Continue a band beyond both minima, along its first and its last segment.

    The potential is evaluated there, not extrapolated, until the integral of sqrt(2 (V - V_minimum))
    over the added length reaches `action`: a wave function of the well has then decayed by about
    exp(-action / hbar).

    Raises
    ------
    ExtensionError
        When the potential does not rise enough within `LONGEST_EXTENSION`.
    """
    arc = band.arc_length
    before, before_energy, before_slope = _extension(
        force_field, band.images[0], band.images[0] - band.images[1], band.energies[0], action
    )
    after, after_energy, after_slope = _extension(
        force_field, band.images[-1], band.images[-1] - band.images[-2], band.energies[-1], action
    )
    energies = np.concatenate([before_energy[::-1], band.energies, after_energy])
    return Profile(
        arc_length=np.concatenate([-before[::-1], arc, arc[-1] + after]),
        energies=energies - min(band.energies[0], band.energies[-1]),
        slopes=np.concatenate([-before_slope[::-1], -band.tangential_forces, after_slope]),
        start=len(before),
        end=len(before) + len(arc) - 1,
    )


def _extension(
    force_field: ForceField,
    minimum: NDArray[np.float64],
    outward: NDArray[np.float64],
    energy: float,
    action: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Distances, energies and outward slopes beyond one minimum."""
    direction = outward / np.linalg.norm(outward)
    distances: list[NDArray[np.float64]] = []
    energies: list[NDArray[np.float64]] = []
    slopes: list[NDArray[np.float64]] = []
    reached, last_root, travelled = 0.0, 0.0, 0.0
    while travelled < LONGEST_EXTENSION:
        block = travelled + EXTENSION_STEP * np.arange(1.0, EXTENSION_BLOCK + 1)
        value = force_field.evaluate(minimum + block[:, None, None] * direction)
        distances.append(np.asarray(block, dtype=np.float64))
        energies.append(value.energies)
        slopes.append(-np.tensordot(value.forces, direction, axes=2))
        for rise in value.energies - energy:
            root = float(np.sqrt(2.0 * max(rise, 0.0)))
            reached += 0.5 * EXTENSION_STEP * (last_root + root)
            last_root = root
        travelled = float(block[-1])
        if reached >= action:
            return np.concatenate(distances), np.concatenate(energies), np.concatenate(slopes)
    raise ExtensionError(
        f"the potential beyond a minimum stays low over {LONGEST_EXTENSION} sigma (action {reached:.3g} of "
        f"{action:g}); lower exact.extension_action if the quantum units allow it"
    )


def find_wells(profile: Profile) -> Wells:
    """Count the wells of a profile between its two minima.

    Features smaller than `ENERGY_TOLERANCE`, or `RELATIVE_TOLERANCE` of the barrier if that is larger,
    are ignored.
    """
    knots = profile.arc_length[profile.start : profile.end + 1]
    fine = np.concatenate(
        [np.linspace(left, right, SAMPLES_PER_IMAGE, endpoint=False) for left, right in pairwise(knots)]
        + [knots[-1:]]
    )
    energy = profile.interpolation(fine)
    top = int(np.argmax(energy))
    barrier = float(energy[top] - min(energy[0], energy[-1]))
    maxima, minima = turning_points(energy, max(ENERGY_TOLERANCE, RELATIVE_TOLERANCE * barrier))
    shape: Shape
    if not maxima:
        shape = "no barrier"
    elif len(maxima) == 1 and not minima:
        shape = "double well"
    else:
        shape = "multiple wells"
    return Wells(shape, barrier, float(fine[top]), tuple(float(fine[m]) for m in minima))


def turning_points(energy: NDArray[np.float64], tolerance: float) -> tuple[list[int], list[int]]:
    """Indices of the interior maxima and minima that stand out by more than `tolerance`.

    Parameters
    ----------
    energy : ndarray, shape (P,)
        Samples along a path; its first and last points are no turning points.
    tolerance : float
        An extremum counts when the energy changes by more than this on both of its sides.
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
