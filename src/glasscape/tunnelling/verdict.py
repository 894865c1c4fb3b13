"""What tunnels along a double well, in the units of one substance, and how well that is known."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from glasscape.paths.profile import Profile, find_wells
from glasscape.tunnelling.schroedinger import Levels, RangeError, solve_levels
from glasscape.tunnelling.wkb import tunnelling_matrix_element
from glasscape.units import SUBSTANCES, QuantumUnits

# tables of known labels do not say what is in the place of a double well: "no double well"
Verdict = Literal[
    "two-level system",
    "double well",
    "multiple wells",
    "no barrier",
    "no double well",
    "not converged",
    "failed",
]

TWO_LEVEL_SYSTEM: Verdict = "two-level system"
DOUBLE_WELL: Verdict = "double well"
# verdicts of paths with exactly two wells
DOUBLE_WELLS: tuple[Verdict, ...] = (TWO_LEVEL_SYSTEM, DOUBLE_WELL)

# part of the continuation beyond the minima that the check of its range keeps
SHORTER = 0.75


@dataclass(frozen=True, eq=False)
class Tunnelling:
    """The quantum mechanics of a double well in the units of one substance.

    Attributes
    ----------
    units : QuantumUnits
        The units.
    levels : Levels
        The lowest levels.
    tunnelling_matrix_element : float or None
        Delta_0 of Wentzel, Kramers and Brillouin in epsilon; None where it has no meaning.
    """

    units: QuantumUnits
    levels: Levels
    tunnelling_matrix_element: float | None

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
        Change when the path goes on a quarter less beyond both minima; None when that is not enough for
        the higher levels.
    images : float or None
        Change from the profile of fewer images; None without one, or when it does not go on far enough.
    """

    grid: float
    extension: float | None
    images: float | None


def tunnel(profile: Profile, units: QuantumUnits) -> Tunnelling:
    """Solve for the levels of a double well that goes on beyond both minima.

    Raises
    ------
    RangeError
        When it does not go on far enough for these units.
    """
    saddle = find_wells(profile).saddle
    return Tunnelling(
        units, _levels(profile, saddle, units), tunnelling_matrix_element(profile, saddle, units.hbar)
    )


def tunnel_each(profile: Profile, units: QuantumUnits) -> list[Tunnelling]:
    """Solve for the levels in the given units, and then in those of every other substance.

    Substances for which the double well does not go on far enough are left out.

    Raises
    ------
    RangeError
        When it does not go on far enough for the given units.
    """
    found = [tunnel(profile, units)]
    for substance in SUBSTANCES:
        if substance != units:
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
        The double well, and the same from fewer images.
    units : QuantumUnits
        The units.
    levels : Levels
        What was found in these units.
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
