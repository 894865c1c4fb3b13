"""Vibrations across a path, and the energy that they add to the potential along it.

While the system moves along a path, all other modes stay in their ground states. The energy of these states,
hbar / 2 times the sum of their frequencies, changes along the path and adds to the potential energy. The sum
of both is the vibrationally adiabatic potential, the lowest-order correction of reaction-rate theory (Marcus,
J. Chem. Phys. 45, 4493 (1966); Miller, Handy and Adams, J. Chem. Phys. 72, 99 (1980)).
"""

from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np
from scipy.integrate import cumulative_trapezoid
from scipy.interpolate import CubicSpline, PchipInterpolator

from glasscape.arrays import Floats
from glasscape.forces.force_field import ForceField
from glasscape.modes.frequencies import frequency_sum
from glasscape.modes.normal import soft_modes
from glasscape.paths.band import Band, mass_weighted, stretch
from glasscape.paths.extension import outward_directions
from glasscape.paths.profile import Profile, between, find_wells, turning_points
from glasscape.paths.saddle import Saddle, find_saddle

# frequencies are computed at so many images, both minima among them. Between them, the zero-point energy is
# interpolated to 0.003 epsilon in the units of argon
IMAGES = 11
# at both minima and beyond them, where the action of the extension has reached these fractions of its final
# value: wave functions are small farther out
BEYOND = (0.0, 0.025, 0.1)
# wells and barriers of the adiabatic potential below this times hbar and the mean frequency are ignored, as
# they are within the error of the interpolation
RIPPLE = 0.03
# largest difference between the top of the path and its saddle point, as a fraction of the barrier
SAME_SADDLE = 0.01
# number of soft modes with which displacements are compared
SOFT = 30


@dataclass(frozen=True, eq=False)
class Vibrations:
    """Vibrations across the path of a double well.

    Attributes
    ----------
    arc_length : ndarray, shape (K,)
        Places along the path, also beyond both minima, sigma sqrt(m). Minimum a is at 0.
    frequency_sums : ndarray, shape (K,)
        Sums of the frequencies across the path at these places, sqrt(epsilon / m) / sigma.
    modes : int
        Number of frequencies in each sum.
    path_length : float
        Place of minimum b.
    saddle : Saddle or None
        The saddle point. None if it was not found.
    soft_overlap : float
        Part of the squared displacement from a to b, in mass-weighted coordinates, along the `SOFT` lowest
        modes of a.
    vibrality_rank : float
        Fraction of the particles whose vibrality in these modes is larger than that of the particle with the
        largest displacement.
    """

    arc_length: Floats
    frequency_sums: Floats
    modes: int
    path_length: float
    saddle: Saddle | None
    soft_overlap: float
    vibrality_rank: float

    @property
    def interpolation(self) -> PchipInterpolator:
        """Sum of the frequencies as a function of arc length."""
        return PchipInterpolator(self.arc_length, self.frequency_sums)

    @property
    def difference(self) -> float:
        """Sum of the frequencies at minimum b less that at minimum a."""
        return float(np.diff(self.interpolation([0.0, self.path_length]))[0])


class _Place(NamedTuple):
    arc_length: float
    positions: Floats
    direction: Floats


def find_vibrations(
    force_field: ForceField, band: Band, profile: Profile, masses: Floats, max_force: float
) -> Vibrations:
    """Frequencies across the relaxed band of a double well, and its saddle point.

    Parameters
    ----------
    force_field : ForceField
        Engine that gives forces and Hessians.
    band : Band
        The band.
    profile : Profile
        Energies along the band, continued beyond both minima.
    masses : ndarray, shape (N,)
        Masses of the particles, m.
    max_force : float
        Tolerance on the forces at the saddle point, epsilon / sigma.
    """
    arc = profile.arc_length[profile.start : profile.end + 1]
    path = CubicSpline(arc, band.images)
    chosen = np.unique(np.rint(np.linspace(0, len(arc) - 1, IMAGES)).astype(np.int64))
    # at the minima, the direction is that in which the path continues
    places = [_Place(arc[k], band.images[k], path(arc[k], 1)) for k in chosen[1:-1]]
    places = _beyond(band, profile, masses, 0)[::-1] + places + _beyond(band, profile, masses, -1)
    directions = mass_weighted(np.array([place.direction for place in places]), masses)
    ends = (band.images[0], band.images[-1])
    hessians = (force_field.hessian(ends[0]), force_field.hessian(ends[1]))
    of_minima = dict(zip(arc[[0, -1]], hessians, strict=True))
    sums = [
        frequency_sum(
            of_minima[place.arc_length]
            if place.arc_length in of_minima
            else force_field.hessian(place.positions),
            masses,
            across=direction,
        )
        for place, direction in zip(places, directions, strict=True)
    ]
    wells = find_wells(profile)
    saddle = find_saddle(force_field, path(wells.saddle), ends, hessians, masses, max_force)
    if saddle is not None and abs(saddle.energy - wells.barrier) > SAME_SADDLE * wells.barrier + 1e-4:
        saddle = None
    modes = soft_modes(hessians[0], masses, SOFT)
    moved = band.images[-1] - band.images[0]
    first = int(np.argmax(np.linalg.norm(moved - moved.mean(axis=0), axis=1)))
    vibrality = modes.vibrality()
    return Vibrations(
        np.array([place.arc_length for place in places]),
        np.array(sums),
        3 * len(masses) - 4,
        profile.path_length,
        saddle,
        modes.overlap(mass_weighted(moved[None], masses)[0]),
        float(np.mean(vibrality > vibrality[first])),
    )


def _beyond(band: Band, profile: Profile, masses: Floats, end: Literal[0, -1]) -> list[_Place]:
    """Places at and beyond the first or the last image of the band, the nearest first.

    They are where the action has reached the fractions `BEYOND` of its final value.
    """
    begin, towards = (profile.start, -1) if end == 0 else (profile.end, 1)
    arc, energies = profile.arc_length[begin::towards], profile.energies[begin::towards]
    roots = np.sqrt(2.0 * np.maximum(energies - energies[0], 0.0))
    lengths = np.abs(arc - arc[0])
    action = cumulative_trapezoid(roots, lengths, initial=0)
    outward = outward_directions(band)[end]
    weight = float(stretch(outward[None], masses)[0])
    return [
        _Place(arc[k], band.images[end] + lengths[k] / weight * outward, towards * outward)
        for k in np.unique(np.searchsorted(action, np.multiply(BEYOND, action[-1])))
    ]


class AdiabaticPath(NamedTuple):
    """The vibrationally adiabatic potential along a path.

    Attributes
    ----------
    profile : Profile
        The potential. If it has two wells or more, `start` and `end` are the two deepest; they may be beside
        the minima of the potential energy.
    is_double_well : bool
        Whether it has two wells or more. A third one is shallow: the potential energy has only two.
    """

    profile: Profile
    is_double_well: bool


def adiabatic(profile: Profile, vibrations: Vibrations, hbar: float) -> AdiabaticPath:
    """Add the zero-point energy across a path to the potential energy along it.

    Farther beyond the minima than the vibrations are known, the zero-point energy is constant.

    Parameters
    ----------
    profile : Profile
        Potential energy along the path, which extends beyond both minima.
    vibrations : Vibrations
        Vibrations across it.
    hbar : float
        Reduced Planck constant, sigma sqrt(m epsilon).
    """
    arc = profile.arc_length
    known = vibrations.arc_length
    places = np.clip(arc, known[0], known[-1])
    zero_point = vibrations.interpolation
    energies = profile.energies + 0.5 * hbar * zero_point(places)
    slopes = profile.slopes + np.where(places == arc, 0.5 * hbar * zero_point(places, 1), 0.0)
    sum_of_both = Profile(arc, energies, slopes, profile.start, profile.end)
    fine = between(arc)
    values = sum_of_both.interpolation(fine)
    ripple = RIPPLE * hbar * float(vibrations.frequency_sums.mean()) / vibrations.modes
    _, minima = turning_points(values, ripple)
    if len(minima) < 2:
        lower = min(energies[profile.start], energies[profile.end])
        return AdiabaticPath(replace(sum_of_both, energies=energies - lower), False)
    # both wells become points of the profile, which does not change by that
    deepest = np.sort(fine[sorted(minima, key=lambda place: values[place])[:2]])
    both = np.union1d(arc, deepest)
    curve = sum_of_both.interpolation
    energies = curve(both)
    start, end = np.searchsorted(both, deepest)
    moved = Profile(
        both, energies - min(energies[start], energies[end]), curve(both, 1), int(start), int(end)
    )
    return AdiabaticPath(moved, True)
