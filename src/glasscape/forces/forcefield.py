"""What every engine offers: energies and forces of a stack of configurations of one glass."""

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from glasscape.structures.glass import Glass


class Evaluation(NamedTuple):
    """Potential energies, shape (M,), and forces, shape (M, N, 3)."""

    energies: NDArray[np.float64]
    forces: NDArray[np.float64]


class ForceField(Protocol):
    """Energy and forces of configurations of one glass.

    Attributes
    ----------
    glass : Glass
        The particles it acts on.
    evaluations : int
        Number of configurations evaluated so far.
    """

    glass: Glass
    evaluations: int

    def evaluate(self, images: NDArray[np.float64]) -> Evaluation:
        """Energies and forces of `images`, shape (M, N, 3), wrapped or not."""
        ...
