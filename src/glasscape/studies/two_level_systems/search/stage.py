"""The models of one stage of a search: which pairs are double wells, and which double wells are targets."""

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import ndtri

from glasscape.arrays import Flags, Floats
from glasscape.errors import LearningError
from glasscape.files import read_json, write_json
from glasscape.learning.average import ModelAverage, train_average
from glasscape.learning.calibration import Calibration, calibrate, log_odds
from glasscape.learning.families.model import TrainingData
from glasscape.studies.two_level_systems.search.doublets import (
    SMALLEST_SPREAD,
    Doublets,
    train_doublets,
)
from glasscape.studies.two_level_systems.search.features import feature_matrix, model_features
from glasscape.studies.two_level_systems.search.labels import too_few_to_learn, usable, was_drawn
from glasscape.studies.two_level_systems.search.target import Target
from glasscape.studies.two_level_systems.search.training import Training
from glasscape.tunnelling.verdict import DOUBLE_WELLS

# probabilities are clipped at this distance from 0 and 1
PROBABILITY_CLIP = 1e-6

CLASSIFIER, REGRESSOR, STACKED, DOUBLETS = "classifier", "regressor", "stacked", "doublets"
STAGE = "stage.json"


class Answers(NamedTuple):
    """Predictions for pairs, each of shape (n,).

    Attributes
    ----------
    double_well : ndarray
        Probability of a double well.
    value : ndarray
        Value of the target column if the pair is a double well, on the scale of the target.
    target : ndarray
        Probability that the pair is a target.
    """

    double_well: Floats
    value: Floats
    target: Floats


@dataclass(frozen=True, eq=False)
class Stage:
    """Models that together give all predictions.

    Attributes
    ----------
    classifier : ModelAverage
        Predicts whether a pair is a double well.
    regressor : ModelAverage
        Predicts the value of a double well, on the scale of the target.
    stacked : ModelAverage or None
        Second layer: predicts whether a double well is a target. None if `learning.stack` is empty, or if
        there were too few targets or too few other double wells.
    doublets : Doublets or None
        Predicts whether a double well has two close levels. None unless zero-point energies count.
    double_well : Calibration
        From the log-odds of the classifier to the probability of a double well.
    target : Calibration
        From the margin of the predicted value, or the deviate of `doublets` in its place, and the normal
        deviate of the probability of the second layer if there is one, to the probability that a double well
        is a target.
    spread : float
        Out-of-fold root mean square error of the regressor on pairs that no earlier model has chosen.
    """

    classifier: ModelAverage
    regressor: ModelAverage
    stacked: ModelAverage | None
    doublets: Doublets | None
    double_well: Calibration
    target: Calibration
    spread: float

    def answer(self, x: Floats, target: Target, threads: int) -> Answers:
        """Predictions for every row of `x`, shape (n, inputs)."""
        return self.calibrated(
            self.classifier.predict(x, threads),
            self.regressor.predict(x, threads),
            None if self.stacked is None else self.stacked.predict(x, threads),
            None if self.doublets is None else self.doublets.answer(x, target, threads),
            target,
        )

    def calibrated(
        self,
        double_well: Floats,
        value: Floats,
        stacked: Floats | None,
        doublets: Floats | None,
        target: Target,
    ) -> Answers:
        """Calibrated predictions from the predictions of the models."""
        well = self.double_well.probability(log_odds(double_well, PROBABILITY_CLIP))
        evidence = _evidence(value, stacked, doublets, target)
        return Answers(well, value, well * self.target.probability(*evidence))

    def write(self, folder: Path) -> None:
        """Write the models in the formats of their libraries."""
        self.classifier.write(folder / CLASSIFIER)
        self.regressor.write(folder / REGRESSOR)
        if self.stacked is not None:
            self.stacked.write(folder / STACKED)
        if self.doublets is not None:
            self.doublets.write(folder / DOUBLETS)
        about = {
            "stacked": self.stacked is not None,
            "doublets": self.doublets is not None,
            "double_well": asdict(self.double_well),
            "target": asdict(self.target),
            "spread": self.spread,
        }
        write_json(folder / STAGE, about)

    @classmethod
    def read(cls, folder: Path) -> "Stage":
        """Read a stage that `write` wrote."""
        about = read_json(folder / STAGE)
        return cls(
            ModelAverage.read(folder / CLASSIFIER),
            ModelAverage.read(folder / REGRESSOR),
            ModelAverage.read(folder / STACKED) if about["stacked"] else None,
            Doublets.read(folder / DOUBLETS) if about["doublets"] else None,
            Calibration(**about["double_well"]),
            Calibration(**about["target"]),
            about["spread"],
        )


class TrainingRows(NamedTuple):
    """Labels as models read them.

    Attributes
    ----------
    known : DataFrame
        The usable labels.
    inputs : tuple of str
        Names of the inputs of the models.
    pairs : TrainingData
        All of them, with their class.
    wells : TrainingData
        Double wells that have a value, with this value.
    valued : ndarray of bool, shape (n,)
        Which of the pairs are in `wells`.
    """

    known: pd.DataFrame
    inputs: tuple[str, ...]
    pairs: TrainingData
    wells: TrainingData
    valued: Flags


def training_rows(labels: pd.DataFrame, training: Training) -> TrainingRows:
    """Labels as models read them. Parameters and errors are those of `train`."""
    target, settings = training.target, training.learning
    obstacle = too_few_to_learn(labels, settings.fewest, target)
    if obstacle is not None:
        raise LearningError(obstacle)
    known = usable(labels)
    inputs = model_features(known, training.features, target.zero_point)
    is_double_well = known.verdict.isin(DOUBLE_WELLS).to_numpy()
    values = target.scaled(known)
    valued = is_double_well & np.isfinite(values)
    pairs = TrainingData(
        feature_matrix(inputs),
        is_double_well.astype(np.float64),
        known["sample"].to_numpy(),
        np.ones(len(known)),
    )
    wells = replace(pairs.only(valued), y=values[valued])
    return TrainingRows(known, tuple(inputs), pairs, wells, valued)


def train_stage(rows: TrainingRows, training: Training) -> tuple[Stage, Answers]:
    """Train the models of one stage; return them and their out-of-fold predictions.

    The errors of models are larger on pairs that earlier models chose than on all pairs. So chosen pairs are
    used for training, but not for calibration.
    """
    known, inputs, pairs, wells, valued = rows
    target, settings, seed, threads = training.target, training.learning, training.seed, training.threads
    drawn = was_drawn(known)
    is_target = target.is_target(known[valued]).to_numpy()
    classifier = train_average("classification", pairs, settings, seed, threads)
    regressor = train_average("regression", wells, settings, seed, threads)
    # pairs without a value are not in the training data of the regressor
    value = regressor.average.predict(pairs.x, threads)
    value[valued] = regressor.out_of_fold
    error = regressor.out_of_fold - wells.y
    fair = drawn[valued]
    spread = float(np.sqrt(np.mean(error[fair] ** 2))) if fair.any() else float(np.std(wells.y))
    slopes = [1.0 / max(spread, SMALLEST_SPREAD * float(np.std(wells.y)), PROBABILITY_CLIP)]
    second, stacked = None, None
    if settings.stack and settings.fewest <= is_target.sum() <= len(is_target) - settings.fewest:
        trained = train_average(
            "classification",
            replace(wells, y=is_target.astype(np.float64)),
            settings.model_copy(update={"families": [settings.stack]}),
            seed,
            threads,
        )
        second = trained.average
        stacked = second.predict(pairs.x, threads)
        stacked[valued] = trained.out_of_fold
        slopes = [0.5 * slopes[0], 0.5]
    doublets, deviates = None, None
    if target.is_doublet:
        doublets, of_wells = train_doublets(wells, known[valued], fair, inputs, training)
        deviates = doublets.answer(pairs.x, target, threads)
        deviates[valued] = of_wells
        slopes[0] = 1.0 if stacked is None else 0.5
    if doublets is not None and is_target.sum() < settings.fewest:
        # too few targets to correct a probability
        likely = Calibration((1.0,), 0.0, normal=True)
    else:
        evidence = [score[valued][fair] for score in _evidence(value, stacked, deviates, target)]
        likely = calibrate(evidence, is_target[fair], slopes, normal=True)
    stage = Stage(
        classifier.average,
        regressor.average,
        second,
        doublets,
        calibrate([log_odds(classifier.out_of_fold[drawn], PROBABILITY_CLIP)], pairs.y[drawn] == 1.0, [1.0]),
        likely,
        spread,
    )
    return stage, stage.calibrated(classifier.out_of_fold, value, stacked, deviates, target)


def _evidence(value: Floats, stacked: Floats | None, doublets: Floats | None, target: Target) -> list[Floats]:
    """Scores for the probability that a double well is a target, each of shape (n,)."""
    first = target.margin(value) if doublets is None else doublets
    if stacked is None:
        return [first]
    return [first, ndtri(np.clip(stacked, PROBABILITY_CLIP, 1.0 - PROBABILITY_CLIP))]
