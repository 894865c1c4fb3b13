"""Whether a sample needs another round of trajectories, or new minima are rare."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from glasscape.exploration.collect import collect
from glasscape.exploration.explore import VisitedMinima
from glasscape.minima.settings import MinimaSettings


@dataclass(frozen=True)
class RoundReport:
    """Whether trajectories have found enough minima of a sample.

    Attributes
    ----------
    trajectories, minima : int
        Number of trajectories that were run, and of the minima that they visited.
    most_new : float
        Number of new minima that one more trajectory is expected to bring: upper limit of 90 %.
    enough : bool
        Whether no more trajectories are needed.
    """

    trajectories: int
    minima: int
    most_new: float
    enough: bool

    def as_dict(self) -> dict[str, Any]:
        """Content for a JSON report."""
        return asdict(self)

    def headline(self) -> str:
        """Summary in one line."""
        return (
            f"{self.trajectories} trajectories visited {self.minima} minima; one more should add at most "
            f"{self.most_new:.1f}: {'enough' if self.enough else 'more are needed'}"
        )


def judge_round(
    trajectories: Iterable[VisitedMinima], settings: MinimaSettings, new_minima: float
) -> RoundReport:
    """Judge whether new minima are rare.

    Parameters
    ----------
    trajectories : iterable of VisitedMinima
        Trajectories of all rounds so far. Those that were not needed have no visits.
    settings : MinimaSettings
        Criteria for two copies of one minimum.
    new_minima : float
        Fraction of new minima that one more trajectory may add.

    Raises
    ------
    StructureError
        If there is no minimum.
    """
    _, report = collect(trajectories, settings)
    enough = report.most_new <= new_minima * report.minima
    return RoundReport(len(report.new_of_trajectory), report.minima, report.most_new, enough)
