"""What a path is: a two-level system, another double well, or none."""

from dataclasses import dataclass
from typing import Literal

from glasscape.paths.profile import Profile, Wells, find_wells
from glasscape.tunnelling.schroedinger import Levels, RangeError, solve_levels
from glasscape.units import QuantumUnits

Verdict = Literal[
    "two-level system", "double well", "multiple wells", "no barrier", "not converged", "failed"
]

TWO_LEVEL_SYSTEM: Verdict = "two-level system"
# verdicts of paths with exactly two wells
DOUBLE_WELLS: tuple[Verdict, ...] = (TWO_LEVEL_SYSTEM, "double well")


@dataclass(frozen=True, eq=False)
class Judgement:
    """Verdict on a path and the levels behind it.

    Attributes
    ----------
    verdict : str
        A two-level system is a double well whose splitting is below the threshold of the units.
    wells : Wells
        Shape of the profile and its barrier.
    levels : Levels or None
        None when the path has no two wells to tunnel between, or the levels could not be found.
    message : str
        Why there are no levels though there should be, or nothing.
    """

    verdict: Verdict
    wells: Wells
    levels: Levels | None
    message: str = ""


def judge(profile: Profile, units: QuantumUnits) -> Judgement:
    """Count the wells of a converged path and solve for its levels if there are two."""
    wells = find_wells(profile)
    if wells.shape != "double well":
        return Judgement(wells.shape, wells, None)
    try:
        levels = solve_levels(
            profile.interpolation,
            float(profile.arc_length[0]),
            float(profile.arc_length[-1]),
            units.hbar,
            divide=wells.saddle,
        )
    except RangeError as error:
        return Judgement("failed", wells, None, str(error))
    below = levels.splitting < units.splitting_threshold
    return Judgement(TWO_LEVEL_SYSTEM if below else "double well", wells, levels)
