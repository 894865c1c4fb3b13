"""Particles of several ensembles with labels at several times: the states of a liquid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glasscape.arrays import Flags, Floats, Integers
from glasscape.errors import LearningError
from glasscape.learning.settings import STATE_PREFIX
from glasscape.learning.standardise import Scale
from glasscape.particles.data import ParticleData

STATE_NAMES = (f"{STATE_PREFIX}log_time", f"{STATE_PREFIX}temperature")
# between ensemble and sample in the name of a group of rows
SEPARATOR = "/"


class StatePoint(NamedTuple):
    """A liquid and a time.

    Attributes
    ----------
    ensemble : str
        Name of the ensemble.
    temperature : float
        Its temperature, epsilon.
    time : float
        The time, in units of the relaxation time of the ensemble.
    """

    ensemble: str
    temperature: float
    time: float

    @property
    def inputs(self) -> tuple[float, float]:
        """What models read of it: the logarithm of the time, and the temperature."""
        return float(np.log(self.time)), self.temperature


@dataclass(frozen=True)
class StatesOfEnsemble:
    """An ensemble whose particles have labels at several times.

    Attributes
    ----------
    name : str
        Its name.
    temperature : float
        Its temperature, epsilon.
    samples : sequence of str
        Names of its samples.
    labels : sequence of (float, str)
        Times, in units of the relaxation time, with the names of the labels.
    """

    name: str
    temperature: float
    samples: Sequence[str]
    labels: Sequence[tuple[float, str]]

    @classmethod
    def of_params(cls, params: Mapping[str, Mapping[str, Any]]) -> list["StatesOfEnsemble"]:
        """Ensembles by name, as the rules give them."""
        return [cls(name, **about) for name, about in params.items()]

    @property
    def states(self) -> dict[str, StatePoint]:
        """States by the name of the label."""
        return {label: StatePoint(self.name, self.temperature, time) for time, label in self.labels}


@dataclass(frozen=True, eq=False)
class StateData:
    """Particles in several states.

    Attributes
    ----------
    data : ParticleData
        The particles, once for every time. Their samples are named `ensemble/sample`, because samples of
        different ensembles may have the same name. The last descriptors are the state: the logarithm of the
        time, and the temperature.
    states : tuple of StatePoint
        All states.
    of_row : ndarray of int, shape (n,)
        Index of the state of every row.
    """

    data: ParticleData
    states: tuple[StatePoint, ...]
    of_row: Integers

    @classmethod
    def join(cls, parts: Mapping[StatePoint, ParticleData]) -> "StateData":
        """All particles, given those of every state.

        Raises
        ------
        LearningError
            If descriptors differ.
        """
        renamed = []
        for state, part in parts.items():
            names = np.array([f"{state.ensemble}{SEPARATOR}{name}" for name in part.samples])
            inputs = np.tile(state.inputs, (len(part.y), 1))
            around = {f"{state.ensemble}{SEPARATOR}{name}": each for name, each in part.surroundings.items()}
            renamed.append(
                ParticleData(
                    names, part.places, np.hstack([part.x, inputs]), part.names + STATE_NAMES, part.y, around
                )
            )
        if len({part.names for part in renamed}) > 1:
            raise LearningError("ensembles have different descriptors; use the same ones to learn all states")
        of_row = np.repeat(np.arange(len(parts)), [len(part.y) for part in renamed])
        return cls(ParticleData.join(renamed), tuple(parts), of_row)

    @property
    def samples(self) -> NDArray[np.str_]:
        """Name of the sample of every row, without its ensemble."""
        return np.array([name.partition(SEPARATOR)[2] for name in self.data.samples])

    def of_ensembles(self, names: Sequence[str]) -> Flags:
        """Whether every row belongs to one of some ensembles."""
        chosen = [k for k, state in enumerate(self.states) if state.ensemble in names]
        return np.isin(self.of_row, chosen)

    def only(self, rows: Flags | Integers) -> "StateData":
        """Some of the rows."""
        return StateData(self.data.only(rows), self.states, self.of_row[rows])


class Levels:
    """Mean and spread of the labels of every state, of training rows.

    States differ in both by far more than particles of one state. Models learn what is left without them. A
    state without training rows has those of the closest trained state: of its ensemble if there is one, then
    by temperature, then by time. At times in units of the relaxation time, liquids of all temperatures
    resemble each other.
    """

    def __init__(self, train: StateData) -> None:
        self._known: dict[StatePoint, Scale] = {}
        for k, state in enumerate(train.states):
            y = train.data.y[train.of_row == k]
            if len(y):
                self._known[state] = Scale.of(y, np.ones(len(y)))

    def of(self, state: StatePoint) -> Scale:
        """Mean and spread for a state."""

        def distance(other: StatePoint) -> tuple[bool, float, float]:
            return (
                other.ensemble != state.ensemble,
                abs(other.temperature - state.temperature),
                abs(np.log(other.time / state.time)),
            )

        return self._known[min(self._known, key=distance)]

    def of_rows(self, data: StateData) -> tuple[Floats, Floats]:
        """Mean and spread for every row, shape (n,)."""
        every = np.array([self.of(state) for state in data.states])
        return every[data.of_row, 0], every[data.of_row, 1]
