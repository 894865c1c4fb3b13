"""Merge the minima of the trajectories of a sample into a library, and count transitions."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from tqdm import tqdm

from glasscape.errors import StructureError
from glasscape.exploration.explore import VisitedMinima
from glasscape.exploration.unseen import Unseen, chance_of_new, count_unseen
from glasscape.minima.library import MinimaLibrary
from glasscape.minima.settings import LARGEST_FORCE, MinimaSettings
from glasscape.minima.unique import LOST, UniqueMinima, library_of


@dataclass(frozen=True)
class ExplorationReport:
    """Result of the trajectories of a sample.

    Attributes
    ----------
    configurations, minima : int
        Number of quenches, and of unique minima.
    lost : int
        Number of quenches that did not converge.
    transitions : int
        Number of transitions from one minimum to another.
    exchanged : int
        Number of quenches to a known minimum with identical particles exchanged, and of minima of different
        trajectories that are one minimum in this sense.
    minima_of_trajectory, new_of_trajectory : list of int
        Number of minima of every trajectory, and of those that no earlier trajectory had visited.
    unseen : Unseen or None
        Number of minima that no trajectory has visited. None for a single trajectory.
    chance_of_new : float
        Probability that one more trajectory finds a new minimum: upper limit of 90 %.
    temperature : list of float
        Mean temperature of every trajectory, epsilon.
    energy_drift : list of float
        Largest change of the total energy per particle from its initial value, for every trajectory,
        epsilon.
    """

    configurations: int
    minima: int
    lost: int
    transitions: int
    exchanged: int
    minima_of_trajectory: list[int]
    new_of_trajectory: list[int]
    unseen: Unseen | None
    chance_of_new: float
    temperature: list[float]
    energy_drift: list[float]

    def headline(self) -> str:
        """Summary in one line."""
        exchanged = f", {self.exchanged} with identical particles exchanged" if self.exchanged else ""
        new, of = self.new_of_trajectory[-1], self.minima_of_trajectory[-1]
        unseen = f"; at least {self.unseen.estimate:.0f} minima are unseen" if self.unseen else ""
        return (
            f"{len(self.temperature)} trajectories, {self.configurations} quenches ({self.lost} not "
            f"converged{exchanged}), {self.minima} minima, {self.transitions} transitions; the last "
            f"trajectory added {new} of its {of} minima{unseen}"
        )


def collect(
    trajectories: Iterable[VisitedMinima], settings: MinimaSettings
) -> tuple[MinimaLibrary, ExplorationReport]:
    """Merge the minima of all trajectories of a sample and count the transitions between them.

    Parameters
    ----------
    trajectories : iterable of VisitedMinima
        Trajectories of the same sample. Memory holds one at a time. Those not needed have no visits.
    settings : MinimaSettings
        Criteria for two copies of one minimum.

    Raises
    ------
    StructureError
        If there is no minimum.
    """
    unique: UniqueMinima | None = None
    names: list[str] = []
    visits: list[list[int]] = []
    minima_visited: list[set[int]] = []
    minima_of_trajectory, new_of_trajectory, temperature, energy_drift = [], [], [], []
    exchanged = 0
    for number, visited in enumerate(tqdm(trajectories, "collect", disable=None)):
        if not len(visited.visits):
            continue
        unique = unique or UniqueMinima(visited.particles, settings)
        before = len(names)
        index = []
        for k, energy in enumerate(visited.energies.tolist()):
            place, match = unique.place(visited.positions[k], energy)
            index.append(place)
            if match is None:
                names.append(f"trajectory {number}, minimum {k}")
        visits.append([LOST if k == LOST else index[k] for k in visited.visits.tolist()])
        minima_visited.append(set(index))
        minima_of_trajectory.append(len(minima_visited[-1]))
        new_of_trajectory.append(len(names) - before)
        exchanged += visited.exchanged
        temperature.append(float(visited.temperatures.mean()))
        energy_drift.append(visited.energy_drift)
    # a single minimum is a valid result: this sample has no pairs, but others may have some
    if unique is None or not names:
        raise StructureError(
            f"no quench of the trajectories converged to minima.max_force, {settings.max_force:.1e}; "
            "`glasscape check` tells whether the potential is precise enough"
            + f"; the largest value allowed is {LARGEST_FORCE:.1e}"
            * (settings.max_force < LARGEST_FORCE)
        )
    library, _ = library_of(visited.particles, unique, names, visits)
    return library, ExplorationReport(
        configurations=sum(len(sequence) for sequence in visits),
        minima=len(names),
        lost=sum(sequence.count(LOST) for sequence in visits),
        transitions=library.transitions_seen,
        exchanged=exchanged + unique.exchanged,
        minima_of_trajectory=minima_of_trajectory,
        new_of_trajectory=new_of_trajectory,
        unseen=count_unseen(Counter(chain(*minima_visited)).values(), len(visits)),
        chance_of_new=chance_of_new(minima_visited),
        temperature=temperature,
        energy_drift=energy_drift,
    )
