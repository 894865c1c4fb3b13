"""What a search learns: which pairs are double wells, and which of these are wanted."""

import hashlib
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import norm
from sklearn.metrics import average_precision_score, r2_score, roc_auc_score

from glasscape.errors import LearningError
from glasscape.files import read_json, write_json
from glasscape.learning.calibration import Calibration, calibrate, log_odds
from glasscape.learning.ensemble import Ensemble, train_ensemble
from glasscape.learning.families.model import Lessons
from glasscape.learning.folds import enough_groups
from glasscape.learning.settings import FamilyName, LearningSettings
from glasscape.search.features import feature_matrix, model_features
from glasscape.search.labels import BEST, too_few_to_learn, usable
from glasscape.search.target import Target
from glasscape.tables import KEY
from glasscape.tunnelling.verdict import DOUBLE_WELLS

Floats = NDArray[np.float64]

# Part of the standard deviation of the values. The error among pairs already known would be too sure of
# pairs unlike them.
SMALLEST_SPREAD = 0.5
# probabilities are kept this far from certainty
CERTAIN = 1e-6
# The first stage settles pairs that are this much less likely to be wanted than every wanted pair known.
SAFETY = 0.2
FIRST_STAGE: list[FamilyName] = ["catboost"]

FIRST, FULL, CLASSIFIER, REGRESSOR, STACKED = "first", "full", "classifier", "regressor", "stacked"
STAGE, ABOUT = "stage.json", "models.json"
LIBRARIES = ("scikit-learn", "xgboost", "lightgbm", "catboost", "skops")


class Answers(NamedTuple):
    """What models say of pairs, each of shape (n,).

    Attributes
    ----------
    double_well : ndarray
        Probability of a double well.
    value : ndarray
        Value of the target if it is one, on the scale of the target.
    wanted : ndarray
        Probability that the pair is wanted.
    """

    double_well: Floats
    value: Floats
    wanted: Floats


@dataclass(frozen=True, eq=False)
class Stage:
    """Models that answer all questions.

    Attributes
    ----------
    classifier : Ensemble
        Whether a pair is a double well.
    regressor : Ensemble
        Value of a double well, on the scale of the target.
    stacked : Ensemble or None
        Whether a double well is wanted; None when there were too few to learn from, or none was asked for.
    double_well : Calibration
        From the log-odds of the classifier to the probability of a double well.
    wanted : Calibration
        From the margin of the predicted value, and the normal deviate of the stacked classifier's probability
        if there is one, to the probability that a double well is wanted.
    spread : float
        Standard deviation of the error of the regressor on pairs that it was not trained on, and that
        earlier models have not chosen.
    """

    classifier: Ensemble
    regressor: Ensemble
    stacked: Ensemble | None
    double_well: Calibration
    wanted: Calibration
    spread: float

    def answer(self, x: Floats, target: Target, threads: int) -> Answers:
        """Answers for every row of `x`."""
        return self.calibrated(
            self.classifier.predict(x, threads),
            self.regressor.predict(x, threads),
            None if self.stacked is None else self.stacked.predict(x, threads),
            target,
        )

    def calibrated(
        self, double_well: Floats, value: Floats, wanted: Floats | None, target: Target
    ) -> Answers:
        """Answers from what the models predict."""
        well = self.double_well.probability(log_odds(double_well, CERTAIN))
        return Answers(well, value, well * self.wanted.probability(*_evidence(value, wanted, target)))

    def write(self, folder: Path) -> None:
        """Write the models in the formats of their libraries."""
        self.classifier.write(folder / CLASSIFIER)
        self.regressor.write(folder / REGRESSOR)
        if self.stacked is not None:
            self.stacked.write(folder / STACKED)
        about = {
            "stacked": self.stacked is not None,
            "double_well": asdict(self.double_well),
            "wanted": asdict(self.wanted),
            "spread": self.spread,
        }
        write_json(folder / STAGE, about)

    @classmethod
    def read(cls, folder: Path) -> "Stage":
        """Read what `write` wrote."""
        about = read_json(folder / STAGE)
        return cls(
            Ensemble.read(folder / CLASSIFIER),
            Ensemble.read(folder / REGRESSOR),
            Ensemble.read(folder / STACKED) if about["stacked"] else None,
            Calibration(**about["double_well"]),
            Calibration(**about["wanted"]),
            about["spread"],
        )


@dataclass(frozen=True, eq=False)
class Models:
    """The trained models of a search.

    Attributes
    ----------
    n_displacements : int
        M of the features that all read.
    features : tuple of str
        Names of `model_features`, in the order in which the models read them.
    target : Target
        What is wanted.
    first : Stage or None
        Quick models that see every pair; None when there were too few wanted pairs, or none was asked for.
    cut : float
        Pairs whose probability to be wanted is below this at the first stage are settled there.
    full : Stage
        The models proper.
    scores : dict
        Quality of the models on pairs they were not trained on.
    fingerprint : str
        Digest of the rows that they were trained on.
    """

    n_displacements: int
    features: tuple[str, ...]
    target: Target
    first: Stage | None
    cut: float
    full: Stage
    scores: dict[str, Any]
    fingerprint: str

    def write(self, folder: str | Path) -> None:
        """Write the models, and what they are as JSON."""
        folder = Path(folder)
        self.full.write(folder / FULL)
        if self.first is not None:
            self.first.write(folder / FIRST)
        about = {
            "n_displacements": self.n_displacements,
            "features": list(self.features),
            "target": asdict(self.target),
            "first": self.first is not None,
            "cut": self.cut,
            "scores": self.scores,
            "fingerprint": self.fingerprint,
            "versions": {name: version(name) for name in LIBRARIES},
        }
        write_json(folder / ABOUT, about)

    @classmethod
    def read(cls, folder: str | Path) -> "Models":
        """Read models that `write` wrote."""
        folder = Path(folder)
        about = read_json(folder / ABOUT)
        return cls(
            about["n_displacements"],
            tuple(about["features"]),
            Target(**about["target"]),
            Stage.read(folder / FIRST) if about["first"] else None,
            about["cut"],
            Stage.read(folder / FULL),
            about["scores"],
            about["fingerprint"],
        )


def train(
    labels: pd.DataFrame,
    n_displacements: int,
    target: Target,
    settings: LearningSettings,
    seed: int,
    threads: int,
) -> Models:
    """Train on everything computed so far.

    Pairs whose calculation failed or did not converge teach nothing and are left out, and so are double
    wells without a value where values are learnt.

    Parameters
    ----------
    labels : DataFrame
        Columns of `labels_table`.
    n_displacements : int
        M of the features.
    target : Target
        What is wanted.
    settings : LearningSettings
        Families and folds.
    seed, threads : int
        Randomness and cores of the training. The models do not depend on the number of cores.

    Raises
    ------
    LearningError
        When there are too few double wells, or too few other pairs.
    """
    obstacle = too_few_to_learn(labels, settings.fewest, target)
    if obstacle is not None:
        raise LearningError(obstacle)
    known = usable(labels)
    features = model_features(known, n_displacements)
    is_double_well = known.verdict.isin(DOUBLE_WELLS).to_numpy()
    values = target.scaled(known)
    valued = is_double_well & np.isfinite(values)
    pairs = Lessons(
        feature_matrix(features),
        is_double_well.astype(np.float64),
        known.glass.to_numpy(),
        np.ones(len(known)),
    )
    wells = pairs.only(valued)._replace(y=values[valued], weights=_weights(values[valued], target, settings))
    drawn = (known.reason != BEST).to_numpy()
    full, outside = _train_stage(pairs, wells, valued, drawn, target, settings, seed, threads)
    is_wanted = target.wanted(known).to_numpy()
    first, cut = None, 0.0
    quick = settings.model_copy(update={"families": FIRST_STAGE, "stack": None})
    if settings.first_stage and quick != settings and is_wanted.sum() >= settings.fewest:
        first, outside_first = _train_stage(pairs, wells, valued, drawn, target, quick, seed, threads)
        cut = SAFETY * float(outside_first.wanted[is_wanted].min())
    scores = {
        "pairs": len(known),
        "double_wells": int(is_double_well.sum()),
        "wanted": int(is_wanted.sum()),
        "folds_by_glass": enough_groups(wells.groups, settings.folds),
        "double_well_accuracy": float(np.mean((outside.double_well > 0.5) == is_double_well)),
        "double_well_roc_auc": float(roc_auc_score(is_double_well, outside.double_well)),
        "double_well_average_precision": float(average_precision_score(is_double_well, outside.double_well)),
        "value_r2": float(r2_score(wells.y, outside.value[valued])),
        "value_rmse": float(np.sqrt(np.mean((outside.value[valued] - wells.y) ** 2))),
        "wanted_average_precision": float(average_precision_score(is_wanted, outside.wanted))
        if is_wanted.any()
        else None,
        "classifier_weights": full.classifier.weights,
        "regressor_weights": full.regressor.weights,
    }
    return Models(
        n_displacements,
        tuple(features),
        target,
        first,
        cut,
        full,
        scores,
        hashlib.sha256(b"".join(array.tobytes() for array in (pairs.x, pairs.y, values))).hexdigest(),
    )


def _train_stage(
    pairs: Lessons,
    wells: Lessons,
    valued: NDArray[np.bool_],
    drawn: NDArray[np.bool_],
    target: Target,
    settings: LearningSettings,
    seed: int,
    threads: int,
) -> tuple[Stage, Answers]:
    """Models of one stage, and what they say of pairs without having seen their fold.

    Parameters
    ----------
    pairs, wells : Lessons
        All pairs with their class, and double wells with their values.
    valued : ndarray of bool
        Which of the pairs the double wells are.
    drawn : ndarray of bool
        Which of the pairs were not chosen by earlier models. The others sit where those erred, and would
        make models look worse than they are for all pairs: they teach, but they do not calibrate.
    target, settings, seed, threads
        As in `train`.
    """
    is_wanted = target.margin(wells.y) > 0.0
    classifier, outside_class = train_ensemble("classification", pairs, settings, seed, threads)
    regressor, outside_value = train_ensemble("regression", wells, settings, seed, threads)
    # other pairs have taught the regressor nothing
    value = regressor.predict(pairs.x, threads)
    value[valued] = outside_value
    error = outside_value - wells.y
    fair = drawn[valued]
    spread = float(np.sqrt(np.mean(error[fair] ** 2))) if fair.any() else float(np.std(wells.y))
    slopes = [1.0 / max(spread, SMALLEST_SPREAD * float(np.std(wells.y)), CERTAIN)]
    second, wanted = None, None
    if settings.stack and settings.fewest <= is_wanted.sum() <= len(is_wanted) - settings.fewest:
        second, outside_wanted = train_ensemble(
            "classification",
            wells._replace(y=is_wanted.astype(np.float64), weights=np.ones(len(is_wanted))),
            settings.model_copy(update={"families": [settings.stack]}),
            seed,
            threads,
        )
        wanted = second.predict(pairs.x, threads)
        wanted[valued] = outside_wanted
        slopes = [0.5 * slopes[0], 0.5]
    evidence = [score[valued][fair] for score in _evidence(value, wanted, target)]
    stage = Stage(
        classifier,
        regressor,
        second,
        calibrate([log_odds(outside_class[drawn], CERTAIN)], pairs.y[drawn] == 1.0, [1.0]),
        calibrate(evidence, is_wanted[fair], slopes, normal=True),
        spread,
    )
    return stage, stage.calibrated(outside_class, value, wanted, target)


def predict(models: Models, pairs: pd.DataFrame, threads: int) -> pd.DataFrame:
    """Predict every pair.

    Parameters
    ----------
    models : Models
        The trained models.
    pairs : DataFrame
        Pairs with their features.
    threads : int
        Cores.

    Raises
    ------
    LearningError
        When the models read other features.

    Returns
    -------
    DataFrame
        Columns of `PREDICTIONS`. The probability that a pair is wanted is that of a double well times that
        of a value on the wanted side; the improvement is expected for a normal error of the value
        (Jones, Schonlau and Welch, J. Global Optim. 13, 455 (1998)), times the probability of a double well.
    """
    features = model_features(pairs, models.n_displacements)
    if tuple(features) != models.features:
        raise LearningError(
            f"the models read {', '.join(models.features)}, these pairs have {', '.join(features)}; "
            "train the models again"
        )
    x = feature_matrix(features)
    if models.first is None:
        found = models.full.answer(x, models.target, threads)
    else:
        found = models.first.answer(x, models.target, threads)
        likely = found.wanted >= models.cut
        for every, some in zip(found, models.full.answer(x[likely], models.target, threads), strict=True):
            every[likely] = some
    margin = models.target.margin(found.value)
    z = margin / models.full.spread
    return pairs[KEY].assign(
        double_well_probability=found.double_well,
        predicted_value=models.target.unscaled(found.value),
        wanted_probability=found.wanted,
        expected_improvement=found.double_well * (margin * norm.cdf(z) + models.full.spread * norm.pdf(z)),
    )


def _evidence(value: Floats, wanted: Floats | None, target: Target) -> list[Floats]:
    """Scores from which the probability follows that a double well is wanted."""
    margin = target.margin(value)
    return [margin] if wanted is None else [margin, ndtri(np.clip(wanted, CERTAIN, 1.0 - CERTAIN))]


def _weights(values: Floats, target: Target, settings: LearningSettings) -> Floats:
    """How much every double well counts for the regressor, one on average."""
    if settings.weighting == "equal":
        return np.ones(len(values))
    inverse = 1.0 / np.abs(target.unscaled(values))
    return np.asarray(inverse / inverse.mean())
