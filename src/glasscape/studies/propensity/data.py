"""Training and test particles, from the tables of all samples."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from glasscape.arrays import Floats
from glasscape.descriptors.table import Descriptors
from glasscape.errors import LearningError
from glasscape.learning.settings import FamilyName
from glasscape.particles.data import ParticleData
from glasscape.particles.evaluate import Evaluation, cross_validate, evaluate
from glasscape.particles.learning_curve import learning_curve
from glasscape.studies.propensity.settings import LabelName, PropensityLearningSettings
from glasscape.studies.propensity.tables import CEILINGS, LABELS, PREDICTIONS

# random orders of the training samples in a learning curve
CURVE_DRAWS = 3


def read_particles(
    samples: Sequence[str],
    labels: Sequence[str | Path],
    descriptors: Sequence[str | Path],
    label: LabelName,
    species: int,
) -> ParticleData:
    """Read the particles of one species of several samples.

    Parameters
    ----------
    samples : sequence of str
        Names of the samples.
    labels : sequence of path
        File of the labels of every sample.
    descriptors : sequence of path
        Files of the descriptors, sample by sample, the same number for each.
    label : str
        The label.
    species : int
        The species, from 1.

    Raises
    ------
    LearningError
        If a sample has no particles of the species, or if samples have different descriptors.
    """
    parts: list[ParticleData] = []
    each = len(descriptors) // len(samples)
    for k, (name, path) in enumerate(zip(samples, labels, strict=True)):
        table = LABELS.read(path)
        described = Descriptors.join(
            [Descriptors.read(file) for file in descriptors[k * each : (k + 1) * each]]
        )
        chosen = (table.species == species).to_numpy()
        if not chosen.any():
            raise LearningError(
                f"sample {name} has no particles of species {species}; change propensity.species"
            )
        if parts and parts[0].names != described.names:
            raise LearningError(f"samples {parts[0].samples[0]} and {name} have different descriptors")
        parts.append(
            ParticleData(
                np.full(int(chosen.sum()), name),
                table.species.to_numpy()[chosen],
                described.values[chosen],
                described.names,
                table[label].to_numpy(np.float64)[chosen],
            )
        )
    return ParticleData(
        np.concatenate([part.samples for part in parts]),
        np.concatenate([part.species for part in parts]),
        np.concatenate([part.x for part in parts]),
        parts[0].names,
        np.concatenate([part.y for part in parts]),
    )


def mean_ceiling(
    samples: Sequence[str],
    ceilings: Sequence[str | Path],
    label: LabelName,
    species: int,
    test: Sequence[str],
) -> float:
    """Mean over the test samples, or over all if there are folds, of the ceiling of a label.

    Parameters
    ----------
    samples : sequence of str
        Names of the samples.
    ceilings : sequence of path
        Files with the columns of `CEILINGS` of every sample.
    label, species
        The label, and the species from 1.
    test : sequence of str
        Names of the test samples. Empty for folds of all samples.
    """
    paths = dict(zip(samples, ceilings, strict=True))
    found = pd.concat([CEILINGS.read(paths[name]) for name in test or samples])
    rows = (found.label == label) & (found.species == species)
    return float(found.ceiling[rows].mean())


def evaluate_family(
    data: ParticleData, family: FamilyName, settings: PropensityLearningSettings, ceiling: float, threads: int
) -> tuple[Evaluation, ParticleData]:
    """Evaluate a family of models on the test samples, or on folds of whole samples.

    Returns
    -------
    evaluation : Evaluation
        Scores, and predictions of the test particles.
    test : ParticleData
        The test particles.
    """
    own = settings.of_family(family)
    if not settings.test:
        return cross_validate(data, family, own, settings.folds, settings.seed, threads, ceiling), data
    train, test = split(data, settings.test)
    return evaluate(train, test, family, own, settings.seed, threads, ceiling), test


def split(data: ParticleData, test: Sequence[str]) -> tuple[ParticleData, ParticleData]:
    """Training and test particles.

    Raises
    ------
    LearningError
        If no test samples are named.
    """
    if not test:
        raise LearningError("propensity.learning.test: name test samples")
    is_test = np.isin(data.samples, test)
    return data.only(~is_test), data.only(is_test)


def curve_of_family(
    data: ParticleData, family: FamilyName, settings: PropensityLearningSettings, threads: int
) -> pd.DataFrame:
    """Scores on the test samples against the number of training samples: columns of `LEARNING_CURVE`.

    The numbers are 1, 2, 4, ..., and all training samples.
    """
    train, test = split(data, settings.test)
    most = len(np.unique(train.samples))
    counts = [*(2**k for k in range(most.bit_length()) if 2**k < most), most]
    own = settings.of_family(family)
    return learning_curve(train, test, family, own, counts, CURVE_DRAWS, settings.seed, threads)


def prediction_rows(
    label: str, descriptors: str, family: str, test: ParticleData, predicted: Floats
) -> pd.DataFrame:
    """Predictions of the test particles: columns of `PREDICTIONS`."""
    rows = pd.DataFrame({"sample": test.samples, "value": test.y, "predicted": predicted})
    particle = rows.groupby("sample").cumcount()
    about = {"label": label, "descriptors": descriptors, "model": family}
    return rows.assign(particle=particle, **about)[PREDICTIONS.names]


def best_predictions(scoreboard: pd.DataFrame, predictions: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Predictions of the first label by the descriptors and the model with the highest score."""
    first = scoreboard[scoreboard.label == scoreboard.label.iloc[0]]
    best = first.loc[first.pearson.idxmax()]
    every = pd.concat(predictions)
    point = ["label", "descriptors", "model"]
    chosen: pd.DataFrame = every[(every[point] == best[point]).all(axis=1)]
    return chosen
