"""Levels of a double well in the units of a substance, their errors, and its verdict."""

from contextlib import suppress
from dataclasses import dataclass

from glasscape.paths.profile import Profile, find_wells
from glasscape.tunnelling.schroedinger import Levels, RangeError, solve_levels
from glasscape.tunnelling.verdict import DOUBLE_WELL, TWO_LEVEL_SYSTEM, Verdict
from glasscape.tunnelling.wkb import tunnelling_matrix_element
from glasscape.units import QuantumUnits, substances_beside

# fraction of the extension that is kept to estimate the error of its length
SHORTER = 0.75


@dataclass(frozen=True, eq=False)
class Tunnelling:
    """Levels of a double well in the units of a substance.

    Attributes
    ----------
    units : QuantumUnits
        The units.
    levels : Levels
        The lowest levels.
    barrier : float
        Energy of the barrier in epsilon, above the lower minimum like the levels.
    tunnelling_matrix_element : float or None
        Delta_0 in the WKB approximation, epsilon. None if it is not defined.
    """

    units: QuantumUnits
    levels: Levels
    barrier: float
    tunnelling_matrix_element: float | None

    @property
    def above_barrier(self) -> bool:
        """Whether one of the two lowest levels is above the barrier: a vibration in one wide well."""
        return bool(self.levels.energies[:2].max() > self.barrier)

    @property
    def asymmetry(self) -> float | None:
        """Delta of the two lowest levels, epsilon. None if both are in one well: they are no two states."""
        return None if self.levels.same_well else self.levels.asymmetry

    @property
    def delta_0(self) -> float | None:
        """Tunnelling matrix element of the two lowest levels, epsilon. None if both are in one well."""
        return None if self.levels.same_well else self.levels.tunnelling_matrix_element

    @property
    def verdict(self) -> Verdict:
        """A two-level system is a double well whose splitting is below the threshold of the units."""
        below = self.levels.splitting < self.units.splitting_threshold
        return TWO_LEVEL_SYSTEM if below else DOUBLE_WELL


@dataclass(frozen=True)
class SplittingErrors:
    """Estimated relative errors of a quantum splitting.

    Attributes
    ----------
    grid : float
        Change at the last refinement of the grid.
    extension : float or None
        Change if the extension beyond both minima is a quarter shorter. None if that is too short for the
        higher levels.
    images : float or None
        Change if the profile has fewer images. None if there is no such profile, or if its extension is too
        short.
    """

    grid: float
    extension: float | None
    images: float | None


def tunnel(profile: Profile, units: QuantumUnits) -> Tunnelling:
    """Compute the levels of a double well that extends beyond both minima.

    Raises
    ------
    RangeError
        If the extension is too short for these units.
    """
    wells = find_wells(profile)
    return Tunnelling(
        units,
        _levels(profile, wells.saddle, units),
        wells.barrier,
        tunnelling_matrix_element(profile, wells.saddle, units.hbar),
    )


def tunnel_each(profile: Profile, units: QuantumUnits) -> list[Tunnelling]:
    """Compute the levels in the given units, and then in those of the substances beside them.

    Substances for which the extension is too short are left out.

    Raises
    ------
    RangeError
        If the extension is too short for the given units.
    """
    found = [tunnel(profile, units)]
    for substance in substances_beside(units):
        with suppress(RangeError):
            found.append(tunnel(profile, substance))
    return found


def splitting_errors(
    profile: Profile, coarser: Profile | None, units: QuantumUnits, levels: Levels
) -> SplittingErrors:
    """Estimate the errors of the splitting of a double well.

    Parameters
    ----------
    profile, coarser : Profile
        Profile of the double well, and profile with fewer images.
    units : QuantumUnits
        The units.
    levels : Levels
        The levels in these units.
    """
    extension = images = None
    with suppress(RangeError):
        shorter = _levels(profile, find_wells(profile).saddle, units, SHORTER)
        extension = abs(shorter.splitting / levels.splitting - 1.0)
    if coarser is not None:
        with suppress(RangeError):
            fewer = _levels(coarser, find_wells(coarser).saddle, units)
            images = abs(fewer.splitting / levels.splitting - 1.0)
    return SplittingErrors(
        grid=levels.splitting_error / levels.splitting,
        extension=extension,
        images=images,
    )


def _levels(profile: Profile, saddle: float, units: QuantumUnits, extension: float = 1.0) -> Levels:
    start, end = profile.arc_length[[profile.start, profile.end]]
    return solve_levels(
        profile.interpolation,
        float(start + extension * (profile.arc_length[0] - start)),
        float(end + extension * (profile.arc_length[-1] - end)),
        units.hbar,
        divide=saddle,
    )
