"""Which double wells have two close levels, one in each well, if zero-point energies count.

The splitting of two such levels is sqrt(Delta^2 + Delta_0^2), with the asymmetry Delta and the tunnelling
matrix element Delta_0 (Anderson, Halperin and Varma, Philos. Mag. 25, 1 (1972)), so that both must be small.
Delta is about the corrected energy difference of the minima, which is known for all pairs. Only Delta_0 has
to be learnt.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from glasscape.arrays import Flags, Floats
from glasscape.files import read_json, write_json
from glasscape.learning.average import ModelAverage, train_average
from glasscape.learning.families.model import TrainingData
from glasscape.studies.two_level_systems.search.features import CORRECTED
from glasscape.studies.two_level_systems.search.target import Target
from glasscape.studies.two_level_systems.search.training import Training
from glasscape.tunnelling.verdict import DOUBLE_WELLS

# Smallest error of a regressor for probabilities, as a fraction of the standard deviation of the values. The
# error on known pairs is too small an estimate for pairs that differ from them.
SMALLEST_SPREAD = 0.5
# matrix elements below this fraction of the threshold are as good as zero
NEGLIGIBLE = 0.01
# probabilities are clipped at this distance from 0 and 1
PROBABILITY_CLIP = 1e-15
# smallest spread of a regressor, decades, where all values are equal
POSITIVE = 1e-15
ELEMENT, ABOUT = "element", "doublets.json"


@dataclass(frozen=True, eq=False)
class Doublets:
    """Model of the probability that a double well has a doublet of levels below a threshold.

    Attributes
    ----------
    element : ModelAverage
        Predicts log10 of the tunnelling matrix element of a double well, epsilon.
    spread : float
        Out-of-fold root mean square error of this logarithm.
    column : int
        Place of the corrected energy difference among the inputs of the models.
    error : float
        Expected distance of the asymmetry from the corrected energy difference, epsilon.
    """

    element: ModelAverage
    spread: float
    column: int
    error: float

    def answer(self, x: Floats, target: Target, threads: int) -> Floats:
        """Normal deviates of the probability for every row of `x`, shape (n, inputs)."""
        return self.deviates(self.element.predict(x, threads), x, target)

    def deviates(self, element: Floats, x: Floats, target: Target) -> Floats:
        """Normal deviates of the probability for predicted logarithms of the matrix element."""
        threshold, difference = target.threshold, x[:, self.column]
        slow = ndtr((np.log10(threshold) - element) / self.spread)
        # both tails are small far from zero; the upper one is then the more accurate
        apart = np.abs(difference)
        even = ndtr((threshold - apart) / self.error) - ndtr((-threshold - apart) / self.error)
        return np.asarray(ndtri(np.clip(slow * even, PROBABILITY_CLIP, 1.0 - PROBABILITY_CLIP)))

    def write(self, folder: Path) -> None:
        """Write the model."""
        self.element.write(folder / ELEMENT)
        about = {"spread": self.spread, "column": self.column, "error": self.error}
        write_json(folder / ABOUT, about)

    @classmethod
    def read(cls, folder: Path) -> "Doublets":
        """Read a model that `write` wrote."""
        return cls(ModelAverage.read(folder / ELEMENT), **read_json(folder / ABOUT))


class TrainedDoublets(NamedTuple):
    """Model of doublets and the out-of-fold deviates of its training rows, shape (n,)."""

    doublets: Doublets
    out_of_fold: Floats


def train_doublets(
    wells: TrainingData,
    results: pd.DataFrame,
    fair: Flags,
    inputs: tuple[str, ...],
    training: Training,
) -> TrainedDoublets:
    """Train the model on double wells.

    Where no matrix element is defined, because a level is above the barrier or only one well is left, the
    splitting takes its place: it is not small.

    Parameters
    ----------
    wells : TrainingData
        Double wells with a splitting.
    results : DataFrame
        Their exact results, row by row.
    fair : ndarray of bool
        Which of them no earlier model has chosen.
    inputs : tuple of str
        Names of the inputs.
    training : Training
        What the models are trained with.
    """
    target = training.target
    known = {
        name: results[f"{name}{target.suffix}"].to_numpy(np.float64, na_value=np.nan)
        for name in ("quantum_splitting", "tunnelling_matrix_element")
    }
    two = results[f"verdict{target.suffix}"].isin(DOUBLE_WELLS).to_numpy()
    element = np.where(two, known["tunnelling_matrix_element"], np.nan)
    element = np.where(np.isnan(element), known["quantum_splitting"], element)
    logarithms = np.log10(np.maximum(element, NEGLIGIBLE * target.threshold))
    data = replace(wells, y=logarithms, weights=np.ones(len(logarithms)))
    trained = train_average("regression", data, training.learning, training.seed, training.threads)
    misses = (trained.out_of_fold - logarithms)[fair if fair.any() else slice(None)]
    spread = max(float(np.sqrt(np.mean(misses**2))), SMALLEST_SPREAD * float(np.std(logarithms)), POSITIVE)
    column = inputs.index(CORRECTED)
    # the median splitting is about a quantum of vibrations along paths, and anharmonic shifts are no larger
    error = max(float(np.median(known["quantum_splitting"])), target.threshold)
    doublets = Doublets(trained.average, spread, column, error)
    return TrainedDoublets(doublets, doublets.deviates(trained.out_of_fold, wells.x, target))
