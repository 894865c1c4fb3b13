"""Points of the grid of labels, descriptors and models, from the tables of all samples to scores."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from glasscape.arrays import Floats
from glasscape.descriptors.configuration import Configuration
from glasscape.errors import LearningError
from glasscape.keys import array_digest
from glasscape.particles.data import ParticleData, Surroundings
from glasscape.particles.evaluate import Evaluation, Scores, evaluate, splits_of
from glasscape.particles.learning_curve import learning_curve
from glasscape.particles.settings import ALL, STATES, ParticleFamilyName, ParticleLearningSettings
from glasscape.particles.states import StateData, StatePoint, StatesOfEnsemble
from glasscape.particles.tables import CEILINGS, PREDICTIONS, SCOREBOARD
from glasscape.structures.particle_table import ParticleTable

# random orders of the training samples in a learning curve
CURVE_DRAWS = 3


@dataclass(frozen=True)
class SampleFiles:
    """Files of the particles of a sample.

    Attributes
    ----------
    sample : str
        Its name.
    configuration, labels : path
        Its configuration, and its labels.
    descriptors : sequence of path
        Its descriptors, one file for every family.
    """

    sample: str
    configuration: str | Path
    labels: str | Path
    descriptors: Sequence[str | Path]

    @classmethod
    def of_samples(
        cls,
        samples: Sequence[str],
        configurations: Sequence[str | Path],
        labels: Sequence[str | Path],
        descriptors: Sequence[str | Path],
    ) -> list["SampleFiles"]:
        """Files of several samples, from lists in the order of samples. Each has as many descriptors."""
        each = len(descriptors) // len(samples)
        own = [descriptors[k * each : (k + 1) * each] for k in range(len(samples))]
        return [cls(*files) for files in zip(samples, configurations, labels, own, strict=True)]


def read_particles(files: Sequence[SampleFiles], label: str, species: int, chosen: str = ALL) -> ParticleData:
    """Read the particles of one species of several samples.

    Parameters
    ----------
    files : sequence of SampleFiles
        Files of the samples.
    label : str
        The label.
    species : int
        The species, from 1.
    chosen : str
        Name of a state whose descriptors are taken. With any other name, all are taken.

    Raises
    ------
    LearningError
        If a sample has no particles of the species, or if samples have different descriptors or the same
        configuration.
    """
    return _read(files, [label], species, chosen)[label]


def _read(
    files: Sequence[SampleFiles], labels: Sequence[str], species: int, chosen: str
) -> dict[str, ParticleData]:
    """Particles with each of some labels; parameters are those of `read_particles`."""
    parts: dict[str, list[ParticleData]] = {label: [] for label in labels}
    seen: dict[str, str] = {}
    names: tuple[str, ...] = ()
    for own in files:
        sample, configuration = own.sample, Configuration.read(own.configuration)
        other = seen.setdefault(array_digest(configuration.inherent), sample)
        if other != sample:
            raise LearningError(
                f"samples {other} and {sample} have the same configuration, so that one would tell the "
                "labels of the other; leave one of them out of the sample sheet"
            )
        described = ParticleTable.join([ParticleTable.read(path) for path in own.descriptors])
        if chosen in STATES:
            described = described.only([name for name in described.names if name.startswith(f"{chosen}_")])
        places = np.flatnonzero(configuration.particles.species == species - 1)
        if not len(places):
            raise LearningError(f"sample {sample} has no particles of species {species}; change the species")
        names = names or described.names
        if names != described.names:
            raise LearningError(f"samples {files[0].sample} and {sample} have different descriptors")
        x = described.values[places]
        around = {sample: Surroundings(configuration, described.values)}
        known = ParticleTable.read(own.labels).only(labels).values[places]
        for label, y in zip(labels, known.T, strict=True):
            owners = np.full(len(places), sample)
            parts[label].append(ParticleData(owners, places, x, names, y, around))
    return {label: ParticleData.join(each) for label, each in parts.items()}


def read_states(
    ensembles: Sequence[StatesOfEnsemble], files: Sequence[SampleFiles], species: int, chosen: str
) -> StateData:
    """Read the particles of one species of several ensembles at several times.

    Parameters
    ----------
    ensembles : sequence of StatesOfEnsemble
        The ensembles.
    files : sequence of SampleFiles
        Files of their samples, ensemble by ensemble.
    species, chosen
        As in `read_particles`.
    """
    parts: dict[StatePoint, ParticleData] = {}
    left = iter(files)
    for ensemble in ensembles:
        own = list(islice(left, len(ensemble.samples)))
        found = _read(own, list(ensemble.states), species, chosen)
        parts |= {state: found[label] for label, state in ensemble.states.items()}
    return StateData.join(parts)


def ceilings_of_states(
    ensembles: Sequence[StatesOfEnsemble], ceilings: Sequence[str | Path], species: int, test: Sequence[str]
) -> dict[StatePoint, float]:
    """Mean over the test samples of the ceiling of every state; see `mean_ceiling` and `read_states`."""
    found, left = {}, iter(ceilings)
    for ensemble in ensembles:
        table = read_ceilings(ensemble.samples, list(islice(left, len(ensemble.samples))))
        tested = [name for name in test if name in ensemble.samples]
        for label, state in ensemble.states.items():
            found[state] = mean_ceiling(table, label, species, tested)
    return found


def read_ceilings(samples: Sequence[str], ceilings: Sequence[str | Path]) -> pd.DataFrame:
    """The ceilings of several samples: columns of `CEILINGS` and `sample`, from one file of each."""
    each = zip(samples, ceilings, strict=True)
    return pd.concat([CEILINGS.read(path).assign(sample=name) for name, path in each], ignore_index=True)


def mean_ceiling(ceilings: pd.DataFrame, label: str, species: int, test: Sequence[str]) -> float:
    """Mean over the test samples, or over all if there are folds, of the ceiling of a label.

    Parameters
    ----------
    ceilings : DataFrame
        From `read_ceilings`.
    label, species
        The label, and the species from 1.
    test : sequence of str
        Names of the test samples. Empty for folds of all samples.
    """
    rows = (ceilings.label == label) & (ceilings.species == species)
    if test:
        rows &= ceilings["sample"].isin(list(test))
    # not known if that of a sample is not
    return float(ceilings.ceiling[rows].mean(skipna=False))


def evaluate_family(
    data: ParticleData,
    family: ParticleFamilyName,
    settings: ParticleLearningSettings,
    ceiling: float,
    threads: int,
) -> Evaluation:
    """Evaluate a family of models on the test samples, or on folds of whole samples."""
    splits = splits_of(data.samples, settings.test, settings.folds, settings.seed)
    own = settings.of_family(family)
    return evaluate(data, splits, family, own, settings.seed, threads, ceiling)


def curve_of_family(
    data: ParticleData, family: ParticleFamilyName, settings: ParticleLearningSettings, threads: int
) -> pd.DataFrame:
    """Scores on the test samples against the number of training samples: columns of `LEARNING_CURVE`.

    The numbers are 1, 2, 4, ..., and all training samples.

    Raises
    ------
    LearningError
        If no test samples are named.
    """
    if not settings.test:
        raise LearningError("learning.test: name test samples, on which learning curves are evaluated")
    train, test = map(data.only, *splits_of(data.samples, settings.test, settings.folds, settings.seed))
    most = len(np.unique(train.samples))
    counts = [*(2**k for k in range(most.bit_length()) if 2**k < most), most]
    own = settings.of_family(family)
    return learning_curve(train, test, family, own, counts, CURVE_DRAWS, settings.seed, threads)


def score_row(point: Mapping[str, Any], scores: Scores) -> pd.DataFrame:
    """One row of `SCOREBOARD` for a point of the grid: label, descriptors, model and species."""
    return pd.DataFrame([{**point, **asdict(scores)}])[SCOREBOARD.names]


def prediction_rows(point: Mapping[str, Any], test: ParticleData, predicted: Floats) -> pd.DataFrame:
    """Predictions of the test particles for a point of the grid: columns of `PREDICTIONS`."""
    rows = {"sample": test.samples, "particle": test.places, "value": test.y, "predicted": predicted}
    return pd.DataFrame(rows).assign(**point)[PREDICTIONS.names]


def best_predictions(scoreboard: pd.DataFrame, predictions: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Predictions of the first label and the first species by the best descriptors and model."""
    first = scoreboard.iloc[0]
    alike = (scoreboard.label == first.label) & (scoreboard.species == first.species)
    best = scoreboard.loc[scoreboard.pearson[alike].idxmax()]
    every = pd.concat(predictions)
    point = ["label", "descriptors", "model", "species"]
    chosen: pd.DataFrame = every[(every[point] == best[point]).all(axis=1)]
    return chosen
