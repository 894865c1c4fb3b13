"""Whether a sample needs another round of trajectories, or new minima are rare."""

from collections.abc import Iterable
from dataclasses import dataclass

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
    chance_of_new : float
        Probability that one more trajectory finds a new minimum: upper limit of 90 %.
    enough : bool
        Whether no more trajectories are needed.
    """

    trajectories: int
    minima: int
    chance_of_new: float
    enough: bool

    def headline(self) -> str:
        """Summary in one line."""
        verdict = "enough" if self.enough else "more are needed"
        return (
            f"{self.trajectories} trajectories visited {self.minima} minima; one more finds a new one with a "
            f"probability of at most {self.chance_of_new:.2f}: {verdict}"
        )


def evaluate_round(
    trajectories: Iterable[VisitedMinima], settings: MinimaSettings, new_minima: float
) -> RoundReport:
    """Evaluate whether new minima are rare.

    Parameters
    ----------
    trajectories : iterable of VisitedMinima
        Trajectories of all rounds so far. Those that were not needed have no visits.
    settings : MinimaSettings
        Criteria for two copies of one minimum.
    new_minima : float
        Largest probability with which one more trajectory may find a new minimum.

    Raises
    ------
    StructureError
        If there is no minimum.
    """
    _, report = collect(trajectories, settings)
    chance = report.chance_of_new
    return RoundReport(len(report.new_of_trajectory), report.minima, chance, chance <= new_minima)
