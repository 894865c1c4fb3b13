"""The double-well classifier and the splitting regressor."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import norm
from sklearn.metrics import average_precision_score, r2_score, roc_auc_score

from glasscape.errors import LearningError
from glasscape.files import read_json, write_json
from glasscape.learning.boosting import Trainer, enough_groups
from glasscape.learning.settings import LearningSettings
from glasscape.search.labels import too_few_to_learn, usable
from glasscape.tables import PAIR, feature_columns
from glasscape.tunnelling.verdict import DOUBLE_WELLS

# log10 of two: all published two-level systems lie below twice the threshold in predicted splitting. The
# error among pairs already known would be too sure of pairs unlike them, and rank by splitting alone.
SMALLEST_SPREAD = 0.3

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Models:
    """A trained pair of models.

    Attributes
    ----------
    features : tuple of str
        Columns that both models read.
    classifier : lightgbm.Booster
        Probability that a pair is a double well.
    regressor : lightgbm.Booster
        log10 of the quantum splitting of a double well.
    splitting_spread : float
        Standard deviation of the error of the regressor, in log10, on pairs it was not trained on.
    scores : dict
        Quality of both models on pairs they were not trained on.
    """

    features: tuple[str, ...]
    classifier: lightgbm.Booster
    regressor: lightgbm.Booster
    splitting_spread: float
    scores: dict[str, Any]

    def write(self, folder: str | Path) -> None:
        """Write the models as text and their scores as JSON."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        self.classifier.save_model(folder / "classifier.txt")
        self.regressor.save_model(folder / "regressor.txt")
        write_json(
            folder / "models.json",
            {
                "features": list(self.features),
                "splitting_spread": self.splitting_spread,
                "scores": self.scores,
            },
        )

    @classmethod
    def read(cls, folder: str | Path) -> "Models":
        """Read models that `write` wrote."""
        folder = Path(folder)
        about = read_json(folder / "models.json")
        return cls(
            tuple(about["features"]),
            lightgbm.Booster(model_file=folder / "classifier.txt"),
            lightgbm.Booster(model_file=folder / "regressor.txt"),
            about["splitting_spread"],
            about["scores"],
        )


def train(
    labels: pd.DataFrame, n_displacements: int, settings: LearningSettings, seed: int, threads: int
) -> Models:
    """Train on everything computed so far.

    Pairs whose calculation failed or did not converge teach nothing and are left out.

    Parameters
    ----------
    labels : DataFrame
        Columns of `labels_table`.
    n_displacements : int
        M of the features.
    settings : LearningSettings
        Boosting and folds.
    seed, threads : int
        Randomness and cores of the training. The models do not depend on the number of cores.

    Raises
    ------
    LearningError
        When there are too few double wells, or too few other pairs.
    """
    obstacle = too_few_to_learn(labels, settings.fewest)
    if obstacle is not None:
        raise LearningError(obstacle)
    lessons = usable(labels)
    is_double_well = lessons.verdict.isin(DOUBLE_WELLS).to_numpy()
    features = tuple(c.name for c in feature_columns(n_displacements))
    classify = Trainer("binary", settings, seed, threads)
    regress = Trainer("regression", settings, seed, threads)
    x = lessons[list(features)].to_numpy(dtype=np.float64)
    groups = lessons.glass.to_numpy()
    target = is_double_well.astype(np.float64)
    double_x, double_groups = x[is_double_well], groups[is_double_well]
    log_splitting = np.log10(lessons.quantum_splitting.to_numpy(dtype=np.float64)[is_double_well])

    outside_class = classify.predict_outside_folds(x, target, groups)
    outside_splitting = regress.predict_outside_folds(double_x, log_splitting, double_groups)
    spread = float(np.sqrt(np.mean((outside_splitting - log_splitting) ** 2)))
    scores = {
        "pairs": len(lessons),
        "double_wells": int(is_double_well.sum()),
        "folds_by_glass": enough_groups(double_groups, settings.folds),
        "double_well_accuracy": float(np.mean((outside_class > 0.5) == is_double_well)),
        "double_well_roc_auc": float(roc_auc_score(target, outside_class)),
        "double_well_average_precision": float(average_precision_score(target, outside_class)),
        "splitting_r2_log10": float(r2_score(log_splitting, outside_splitting)),
        "splitting_rmse_log10": spread,
    }
    return Models(
        features,
        classify.fit(x, target),
        regress.fit(double_x, log_splitting),
        spread,
        scores,
    )


def predict(models: Models, pairs: pd.DataFrame, threshold: float, threads: int) -> pd.DataFrame:
    """Predict every pair.

    Parameters
    ----------
    models : Models
        The trained models.
    pairs : DataFrame
        Pairs with their features.
    threshold : float
        Largest splitting of a two-level system, in epsilon.
    threads : int
        Cores.

    Returns
    -------
    DataFrame
        Columns of `PREDICTIONS`. The probability of a two-level system is that of a double well times
        that of a splitting below the threshold, for a log-normal error of the regressor.
    """
    x = pairs[list(models.features)].to_numpy(dtype=np.float64)
    double_well = np.asarray(models.classifier.predict(x, num_threads=threads))
    log_splitting = np.asarray(models.regressor.predict(x, num_threads=threads))
    spread = max(models.splitting_spread, SMALLEST_SPREAD)
    below = norm.cdf((np.log10(threshold) - log_splitting) / spread)
    return pairs[[c.name for c in PAIR]].assign(
        double_well_probability=double_well,
        predicted_splitting=10.0**log_splitting,
        two_level_system_probability=double_well * below,
    )
