"""Dynamic heterogeneity: how far the motion of particles is correlated in space, from numbers of particles.

Lacevic, Starr, Schroder and Glotzer, J. Chem. Phys. 119, 7372 (2003); Jung, Biroli and Berthier, Phys. Rev. B
109, 064205 (2024) compute them from predictions.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from tqdm import tqdm

from glasscape.arrays import Floats, Integers
from glasscape.descriptors.configuration import Configuration
from glasscape.errors import LearningError
from glasscape.particles.settings import FEWEST_SAMPLES
from glasscape.structures.cell import Cell
from glasscape.structures.waves import wave_vectors

# columns of a state, and of a model
STATE_COLUMNS = ["label", "species", "ensemble", "temperature", "time"]
MODEL_COLUMNS = ["model", "descriptors", "trained_on"]
# model of labels that are not predicted
SIMULATED = "simulated"


class Field(NamedTuple):
    """Numbers of the particles of a sample.

    Attributes
    ----------
    cell : Cell
        The periodic cell.
    positions : ndarray, shape (n, 3)
        Positions of the particles, sigma.
    values : ndarray, shape (n,)
        Numbers, such as mobilities.
    """

    cell: Cell
    positions: Floats
    values: Floats


class Heterogeneity(NamedTuple):
    """Estimates with their standard errors: columns of `HETEROGENEITY`, which tells what they mean."""

    chi4: float
    chi4_error: float
    s4: float
    s4_error: float
    wave_number: float
    length: float
    length_error: float


def heterogeneity(fields: Sequence[Field]) -> Heterogeneity:
    """Susceptibility, structure factor and correlation length of numbers of the particles of several samples.

    Standard errors are those of the jackknife, which leaves out samples.

    Parameters
    ----------
    fields : sequence of Field
        At least three samples with equal cells.

    Raises
    ------
    LearningError
        If there are fewer samples.
    """
    if len(fields) < FEWEST_SAMPLES:
        raise LearningError(f"dynamic heterogeneity needs three samples; there are {len(fields)}")
    waves, numbers = wave_vectors(fields[0].cell)
    means = np.array([field.values.mean() for field in fields])
    sizes = np.array([len(field.values) for field in fields])
    level = float(np.average(means, weights=sizes))
    powers = np.array([structure_factor(field, waves, level) for field in fields])
    every = np.arange(len(fields))
    return Heterogeneity(
        *_jackknife(lambda chosen: susceptibility(means[chosen], float(sizes.mean())), every),
        *_jackknife(lambda chosen: float(powers[chosen, 0].mean()), every),
        float(numbers[0]),
        *_jackknife(lambda chosen: correlation_length(numbers, powers[chosen].mean(axis=0)), every),
    )


def susceptibility(means: Floats, count: float) -> float:
    """Four-point susceptibility chi_4 = N (<C^2> - <C>^2), for the mean C of N numbers in every sample.

    The variance is the one without bias, for a mean that is not known.
    """
    return float(count * means.var(ddof=1))


def structure_factor(field: Field, waves: Sequence[Floats], level: float) -> Floats:
    """Four-point structure factor S_4(q) = |sum_j (m_j - m) exp(i q r_j)|^2 / N, mean over q of equal length.

    Parameters
    ----------
    field : Field
        Numbers m_j of the particles of a sample.
    waves : sequence of ndarray, each of shape (k, 3)
        Wave vectors q of every length.
    level : float
        Mean m over all samples.

    Returns
    -------
    ndarray, shape (lengths,)
    """
    differences = field.values - level
    found = []
    for vectors in waves:
        sums = np.exp(1j * (vectors @ field.positions.T)) @ differences
        found.append(float(np.mean(np.abs(sums) ** 2)) / len(differences))
    return np.array(found)


def correlation_length(numbers: Floats, factors: Floats) -> float:
    """Length xi of S_4(q) = S_4(0) / (1 + (q xi)^2) (Ornstein and Zernike), NaN if S_4 does not fall with q.

    The inverse of S_4 is a straight line in q^2. Its least squares weigh relative errors of S_4 equally.
    """
    # of labels that are the same for all particles
    if not np.all(factors > 0.0):
        return float("nan")
    squares, inverse = numbers**2, 1.0 / factors
    slope, offset = np.polyfit(squares, inverse, 1, w=factors)
    return float(np.sqrt(slope / offset)) if slope > 0.0 and offset > 0.0 else float("nan")


def heterogeneity_of_predictions(
    predictions: pd.DataFrame, configurations: Mapping[tuple[str, str], Configuration]
) -> pd.DataFrame:
    """Dynamic heterogeneity of labels and of their predictions, for every state, species and model.

    Predictions count from the mean label of the training samples. Those of different folds have other
    training samples, whose mean is the higher the lower the labels of the test samples are.

    Parameters
    ----------
    predictions : DataFrame
        Columns of `TRANSFER_PREDICTIONS`.
    configurations : mapping of (str, str) to Configuration
        Configuration of every sample, by ensemble and name.

    Returns
    -------
    DataFrame
        Columns of `HETEROGENEITY`. Labels themselves are the rows of the model `simulated`.
    """
    first = predictions[MODEL_COLUMNS].iloc[0]
    labels = predictions[(predictions[MODEL_COLUMNS] == first).all(axis=1)].drop(columns="predicted")
    labels = labels.rename(columns={"value": "predicted"}).assign(
        model=SIMULATED, descriptors="", trained_on="", level=0.0
    )
    rows = []
    groups = pd.concat([labels, predictions]).groupby([*STATE_COLUMNS, *MODEL_COLUMNS], sort=False)
    for key, group in tqdm(groups, desc="dynamic heterogeneity", disable=None):
        about = dict(zip([*STATE_COLUMNS, *MODEL_COLUMNS], key, strict=True))
        fields = []
        for name, part in group.groupby("sample", sort=False):
            configuration = configurations[about["ensemble"], str(name)]
            places, values = part.particle.to_numpy(), (part.predicted - part.level).to_numpy()
            fields.append(Field(configuration.particles.cell, configuration.inherent[places], values))
        rows.append({**about, **heterogeneity(fields)._asdict()})
    return pd.DataFrame(rows)


def _jackknife(estimate: Callable[[Integers], float], every: Integers) -> tuple[float, float]:
    """An estimate from all samples, and its standard error from estimates without one of them."""
    without = np.array([estimate(np.delete(every, k)) for k in every])
    count = len(every)
    return estimate(every), float(np.sqrt((count - 1) / count * np.sum((without - without.mean()) ** 2)))
