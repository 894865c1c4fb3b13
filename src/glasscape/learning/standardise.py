"""Features and labels with mean zero and variance one."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from glasscape.arrays import Floats


@dataclass(frozen=True, eq=False)
class Standardisation:
    """Means and standard deviations of the features of training rows.

    Attributes
    ----------
    mean, scale : ndarray, shape (features,)
        Mean and standard deviation of every feature. The scale of a constant feature is 1.
    """

    mean: Floats
    scale: Floats

    @classmethod
    def of(cls, x: Floats) -> "Standardisation":
        """Means and standard deviations of the rows of `x`, shape (n, features). Absent features are NaN."""
        present = np.isfinite(x)
        count = np.maximum(present.sum(axis=0), 1)
        mean = np.sum(x, axis=0, where=present) / count
        spread = np.sqrt(np.sum((x - mean) ** 2, axis=0, where=present) / count)
        # the spread of a constant feature is a rounding error
        varies = spread > 1e-10 * np.abs(mean)
        return cls(mean, np.where(varies, spread, 1.0))

    def apply(self, x: Floats) -> Floats:
        """Standardised rows of `x`. Absent features have the value 0, the mean."""
        return np.where(np.isfinite(x), (x - self.mean) / self.scale, 0.0)


class Scale(NamedTuple):
    """Mean and standard deviation of the labels of training rows."""

    mean: float
    spread: float

    @classmethod
    def of(cls, y: Floats, weights: Floats) -> "Scale":
        """Weighted mean and standard deviation of labels, shape (n,)."""
        mean = float(np.average(y, weights=weights))
        # a constant has no spread
        return cls(mean, float(np.sqrt(np.average((y - mean) ** 2, weights=weights))) or 1.0)

    def apply(self, y: Floats) -> Floats:
        """Standardised labels."""
        return (y - self.mean) / self.spread

    def undo(self, standardised: Floats) -> Floats:
        """Labels from standardised ones."""
        return standardised * self.spread + self.mean
