"""Particles with descriptors and a label."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glasscape.arrays import Flags, Floats, Integers, ShortIntegers
from glasscape.errors import LearningError


@dataclass(frozen=True, eq=False)
class ParticleData:
    """Particles of one or more samples, with descriptors and a label.

    Attributes
    ----------
    samples : ndarray of str, shape (n,)
        Sample of every particle.
    species : ndarray of int, shape (n,)
        Species of every particle.
    x : ndarray, shape (n, features)
        Descriptors. Absent ones are NaN.
    names : tuple of str
        Names of the descriptors.
    y : ndarray, shape (n,)
        The label.

    Raises
    ------
    LearningError
        If the arrays do not belong together, or if a label is not finite.
    """

    samples: NDArray[np.str_]
    species: ShortIntegers
    x: Floats
    names: tuple[str, ...]
    y: Floats

    def __post_init__(self) -> None:
        n = len(self.samples)
        if self.y.shape != (n,) or self.species.shape != (n,) or self.x.shape != (n, len(self.names)):
            raise LearningError(
                f"{n} particles with {len(self.names)} descriptors have labels of shape {self.y.shape}, "
                f"species of shape {self.species.shape} and descriptors of shape {self.x.shape}"
            )
        if not np.isfinite(self.y).all():
            bad = self.samples[~np.isfinite(self.y)][0]
            raise LearningError(f"sample {bad}: a label is not finite; leave its particle out")

    def only(self, rows: Flags | Integers) -> "ParticleData":
        """Some of the particles."""
        return ParticleData(self.samples[rows], self.species[rows], self.x[rows], self.names, self.y[rows])

    def of_samples(self, names: NDArray[np.str_]) -> "ParticleData":
        """The particles of some samples."""
        return self.only(np.isin(self.samples, names))
