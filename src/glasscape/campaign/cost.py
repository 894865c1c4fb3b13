"""Costs, and what is planned for a sample."""

from dataclasses import dataclass
from typing import NamedTuple

BYTES_PER_POSITION = 24
BYTES_PER_PROCESS = 5e8


class Cost(NamedTuple):
    """Cost of a calculation.

    Attributes
    ----------
    core_seconds : float
        Time on one core, s.
    memory : float
        Memory of the largest process, bytes.
    disk : float
        Disk space of the results, bytes.
    """

    core_seconds: float = 0.0
    memory: float = BYTES_PER_PROCESS
    disk: float = 0.0

    def times(self, count: int) -> "Cost":
        """Cost of a number of such calculations."""
        return Cost(count * self.core_seconds, self.memory, count * self.disk)

    def __add__(self, other: "Cost") -> "Cost":  # type: ignore[override]
        """Cost of both, one after the other."""
        return Cost(
            self.core_seconds + other.core_seconds,
            max(self.memory, other.memory),
            self.disk + other.disk,
        )


@dataclass(frozen=True)
class SamplePlan:
    """Plan of the calculations for one sample.

    Attributes
    ----------
    name, source : str
        Name of the sample, and source of its minima.
    particles, structures : int
        Number of particles, and of structures that are read or quenched.
    minima : int
        Estimated number of minima.
    notes : tuple of str
        Notes on the inputs.
    cost : Cost
        Cost of all calculations up to the minima.
    seconds_per_evaluation : float
        Time of a force evaluation, s.
    """

    name: str
    source: str
    particles: int
    structures: int
    minima: int
    notes: tuple[str, ...]
    cost: Cost
    seconds_per_evaluation: float


def duration(seconds: float) -> str:
    """A time for a reader."""
    for unit, length in (("days", 86400.0), ("hours", 3600.0), ("minutes", 60.0)):
        if seconds >= 2.0 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{max(seconds, 1.0):.0f} seconds"
