"""Models of a search: a fast prefilter, and the full models of the pairs that pass it."""

from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import norm
from sklearn.metrics import average_precision_score, r2_score, roc_auc_score

from glasscape.arrays import Flags, Floats
from glasscape.errors import LearningError
from glasscape.files import read_json, write_json
from glasscape.learning.folds import enough_groups
from glasscape.learning.settings import FamilyName
from glasscape.studies.two_level_systems.pairs.tables import KEY, PairFeatures
from glasscape.studies.two_level_systems.search.features import feature_matrix, model_features
from glasscape.studies.two_level_systems.search.labels import was_drawn
from glasscape.studies.two_level_systems.search.stage import Answers, Stage, train_stage, training_rows
from glasscape.studies.two_level_systems.search.tables import OUT_OF_FOLD, PREDICTIONS, read_out_of_fold
from glasscape.studies.two_level_systems.search.target import Target
from glasscape.studies.two_level_systems.search.training import Training

# threshold of the prefilter, as a fraction of the lowest target probability that it gives to a known target
PREFILTER_MARGIN = 0.2
PREFILTER_FAMILIES: list[FamilyName] = ["catboost"]

PREFILTER, FULL = "prefilter", "full"
ABOUT = "models.json"
LIBRARIES = ("scikit-learn", "xgboost-cpu", "lightgbm", "catboost", "skops")


@dataclass(frozen=True, eq=False)
class Models:
    """The trained models of a search.

    Attributes
    ----------
    features : PairFeatures
        The features of pairs.
    inputs : tuple of str
        Names of `model_features`, in the order in which the models read them.
    target : Target
        The target of the search.
    prefilter : Stage or None
        Fast models that predict every pair. None if `learning.prefilter` is false or there were too few
        targets.
    cut : float
        Pairs whose target probability in the prefilter is below this value keep the prediction of the
        prefilter.
    full : Stage
        The full models, which predict the other pairs.
    scores : dict
        Out-of-fold scores of the models.
    out_of_fold : DataFrame
        Predictions for the pairs that they were trained on, columns of `PREDICTIONS`. Each comes from models
        that were trained without the fold of the pair.
    """

    features: PairFeatures
    inputs: tuple[str, ...]
    target: Target
    prefilter: Stage | None
    cut: float
    full: Stage
    scores: dict[str, Any]
    out_of_fold: pd.DataFrame

    @property
    def used(self) -> list[str]:
        """Names of the features that the models use."""
        return self.features.used(self.target.zero_point)

    def write(self, folder: str | Path) -> None:
        """Write the models, their out-of-fold predictions, and a description of them as JSON."""
        folder = Path(folder)
        self.full.write(folder / FULL)
        PREDICTIONS.write(folder / OUT_OF_FOLD, self.out_of_fold)
        if self.prefilter is not None:
            self.prefilter.write(folder / PREFILTER)
        about = {
            "displacements": self.features.displacements,
            "inputs": list(self.inputs),
            "target": asdict(self.target),
            "prefilter": self.prefilter is not None,
            "cut": self.cut,
            "scores": self.scores,
            "versions": {name: version(name) for name in LIBRARIES},
        }
        write_json(folder / ABOUT, about)

    @classmethod
    def read(cls, folder: str | Path) -> "Models":
        """Read models that `write` wrote."""
        folder = Path(folder)
        about = read_json(folder / ABOUT)
        return cls(
            PairFeatures(about["displacements"]),
            tuple(about["inputs"]),
            Target(**about["target"]),
            Stage.read(folder / PREFILTER) if about["prefilter"] else None,
            about["cut"],
            Stage.read(folder / FULL),
            about["scores"],
            read_out_of_fold(folder),
        )


def train(labels: pd.DataFrame, training: Training) -> Models:
    """Train models on all labels.

    Pairs whose calculation failed or did not converge are left out. Double wells without a value are left out
    of the training of the regressor.

    Parameters
    ----------
    labels : DataFrame
        Columns of `labels_table`.
    training : Training
        What the models are trained with.

    Raises
    ------
    LearningError
        If there are too few double wells or too few other pairs.
    """
    target, settings = training.target, training.learning
    rows = training_rows(labels, training)
    known, inputs, pairs, wells, valued = rows
    is_double_well = pairs.y == 1.0
    full, out_of_fold = train_stage(rows, training)
    is_target = target.is_target(known).to_numpy()
    prefilter, cut, unseen = None, 0.0, out_of_fold
    quick = settings.model_copy(update={"families": PREFILTER_FAMILIES, "stack": None})
    if settings.prefilter and quick != settings and is_target.sum() >= settings.fewest:
        prefilter, quickly = train_stage(rows, replace(training, learning=quick))
        cut = PREFILTER_MARGIN * float(quickly.target[is_target].min())
        unseen = Answers(*np.where(quickly.target >= cut, out_of_fold, quickly))
    drawn = was_drawn(known)
    scores = {
        "pairs": len(known),
        "double_wells": int(is_double_well.sum()),
        "targets": int(is_target.sum()),
        "folds_by_sample": enough_groups(wells.groups, settings.folds),
        "drawn": int(drawn.sum()),
        **_class_scores("double_well", is_double_well[drawn], out_of_fold.double_well[drawn]),
        **_value_scores(wells.y[drawn[valued]], out_of_fold.value[valued & drawn]),
        **_class_scores("target", is_target[drawn], out_of_fold.target[drawn]),
        "classifier_weights": full.classifier.weights,
        "regressor_weights": full.regressor.weights,
    }
    return Models(
        training.features,
        inputs,
        target,
        prefilter,
        cut,
        full,
        scores,
        _predictions(known, unseen, target, full.spread),
    )


def _class_scores(name: str, truth: Flags, probability: Floats) -> dict[str, float | None]:
    """Scores of a probability; None if there is one class alone."""
    both = bool(0 < truth.sum() < len(truth))
    return {
        f"{name}_roc_auc": float(roc_auc_score(truth, probability)) if both else None,
        f"{name}_average_precision": float(average_precision_score(truth, probability)) if both else None,
    }


def _value_scores(truth: Floats, predicted: Floats) -> dict[str, float | None]:
    """Scores of predicted values; None if there are too few."""
    enough = len(truth) > 1
    return {
        "value_r2": float(r2_score(truth, predicted)) if enough else None,
        "value_rmse": float(np.sqrt(np.mean((predicted - truth) ** 2))) if enough else None,
    }


def predict(models: Models, pairs: pd.DataFrame, threads: int) -> pd.DataFrame:
    """Predict every pair.

    Parameters
    ----------
    models : Models
        The trained models.
    pairs : DataFrame
        Pairs with their features.
    threads : int
        Number of cores.

    Returns
    -------
    DataFrame
        Columns of `PREDICTIONS`. The target probability is the probability of a double well times the
        probability that its value is on the side of the targets. The expected improvement is that for a
        normal error of the value (Jones, Schonlau and Welch, J. Global Optim. 13, 455 (1998)), times the
        probability of a double well.

    Raises
    ------
    LearningError
        If the models were trained on other features.
    """
    inputs = model_features(pairs, models.features, models.target.zero_point)
    if tuple(inputs) != models.inputs:
        raise LearningError(
            f"the models were trained on {', '.join(models.inputs)}, but these pairs have "
            f"{', '.join(inputs)}; train the models again"
        )
    x = feature_matrix(inputs)
    if models.prefilter is None:
        found = models.full.answer(x, models.target, threads)
    else:
        found = models.prefilter.answer(x, models.target, threads)
        likely = found.target >= models.cut
        for every, some in zip(found, models.full.answer(x[likely], models.target, threads), strict=True):
            every[likely] = some
    return _predictions(pairs, found, models.target, models.full.spread)


def _predictions(pairs: pd.DataFrame, found: Answers, target: Target, spread: float) -> pd.DataFrame:
    """Predictions for pairs as a table, columns of `PREDICTIONS`."""
    margin = target.margin(found.value)
    z = margin / spread
    return pairs[KEY].assign(
        double_well_probability=found.double_well,
        predicted_value=target.unscaled(found.value),
        target_probability=found.target,
        expected_improvement=found.double_well * (margin * norm.cdf(z) + spread * norm.pdf(z)),
    )
