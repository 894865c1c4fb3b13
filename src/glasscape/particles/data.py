"""Particles with descriptors and a label."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glasscape.arrays import Flags, Floats, Integers
from glasscape.descriptors.configuration import Configuration
from glasscape.errors import LearningError
from glasscape.learning.families.model import Locations, TrainingData

# width of a block, in mean distances between neighbours
BLOCK = 5.0


class Surroundings(NamedTuple):
    """All particles of a sample, for models that look at the neighbours of a particle.

    Attributes
    ----------
    configuration : Configuration
        The particles and their positions.
    x : ndarray, shape (N, features)
        Descriptors of all particles.
    """

    configuration: Configuration
    x: Floats


@dataclass(frozen=True, eq=False)
class ParticleData:
    """Particles of one or more samples, with descriptors and a label.

    Attributes
    ----------
    samples : ndarray of str, shape (n,)
        Sample of every particle.
    places : ndarray of int, shape (n,)
        Place of every particle in its sample, from 0.
    x : ndarray, shape (n, features)
        Descriptors. Absent ones are NaN.
    names : tuple of str
        Names of the descriptors.
    y : ndarray, shape (n,)
        The label.
    surroundings : mapping of str to Surroundings
        All particles of every sample.

    Raises
    ------
    LearningError
        If the arrays do not belong together, or if a label is not finite.
    """

    samples: NDArray[np.str_]
    places: Integers
    x: Floats
    names: tuple[str, ...]
    y: Floats
    surroundings: Mapping[str, Surroundings] = field(default_factory=dict)

    def __post_init__(self) -> None:
        n = len(self.samples)
        if self.y.shape != (n,) or self.places.shape != (n,) or self.x.shape != (n, len(self.names)):
            raise LearningError(
                f"{n} particles with {len(self.names)} descriptors have labels of shape {self.y.shape}, "
                f"places of shape {self.places.shape} and descriptors of shape {self.x.shape}"
            )
        if not np.isfinite(self.y).all():
            bad = self.samples[~np.isfinite(self.y)][0]
            raise LearningError(f"sample {bad}: a label is not finite; leave its particle out")

    @classmethod
    def join(cls, parts: "list[ParticleData]") -> "ParticleData":
        """Particles of different samples together. At least one part; all have the same descriptors."""
        return cls(
            np.concatenate([part.samples for part in parts]),
            np.concatenate([part.places for part in parts]),
            np.concatenate([part.x for part in parts]),
            parts[0].names,
            np.concatenate([part.y for part in parts]),
            {name: around for part in parts for name, around in part.surroundings.items()},
        )

    def training(self) -> TrainingData:
        """The particles as training rows of models. Samples are their groups."""
        return TrainingData(self.x, self.y, self.samples, np.ones(len(self.y)), self._locations())

    def _locations(self) -> Locations | None:
        """Where the particles lie in blocks of the cells of their samples; None if it is not known."""
        if not self.surroundings:
            return None
        blocks, positions, first = np.empty(len(self.y), dtype=np.int64), np.empty((len(self.y), 3)), 0
        for name in np.unique(self.samples):
            rows, configuration = self.samples == name, self.surroundings[str(name)].configuration
            cell = configuration.particles.cell
            distance = cell.spacing(len(configuration.particles))
            counts = np.maximum(1, np.rint(cell.lengths / (BLOCK * distance)))
            # a plane is not divided along z
            counts[cell.dimensions :] = 1
            fractions = np.mod(configuration.inherent[self.places[rows]] @ np.linalg.inv(cell.vectors), 1.0)
            steps = np.floor(fractions * counts).clip(max=counts - 1).astype(np.int64)
            blocks[rows] = first + np.ravel_multi_index(steps.T, counts.astype(np.int64))
            positions[rows] = fractions @ cell.vectors / distance
            first += int(counts.prod())
        return Locations(blocks, positions)

    def only(self, rows: Flags | Integers) -> "ParticleData":
        """Some of the particles."""
        return replace(
            self, samples=self.samples[rows], places=self.places[rows], x=self.x[rows], y=self.y[rows]
        )

    def of_samples(self, names: NDArray[np.str_]) -> "ParticleData":
        """The particles of some samples."""
        return self.only(np.isin(self.samples, names))
