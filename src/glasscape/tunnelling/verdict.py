"""What an exact calculation says of a pair."""

from typing import Literal

# "no double well" comes from tables of labels, which do not give the shape of other paths
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
