"""The models of the search, as an estimator of scikit-learn."""

from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.metrics import average_precision_score
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted

from glasscape.api.atoms import chosen
from glasscape.arrays import Floats
from glasscape.errors import LearningError
from glasscape.studies.two_level_systems.pairs.tables import KEY, PairFeatures
from glasscape.studies.two_level_systems.search.labels import too_few
from glasscape.studies.two_level_systems.search.models import Models, predict, train
from glasscape.studies.two_level_systems.search.settings import SPLITTING, LearningSettings
from glasscape.studies.two_level_systems.search.target import Target
from glasscape.studies.two_level_systems.search.training import Training
from glasscape.tunnelling.verdict import DOUBLE_WELL
from glasscape.units import ARGON


def _columns(pairs: Any) -> list[Any]:
    """Names of the columns of a table of pairs."""
    if not isinstance(pairs, pd.DataFrame):
        raise LearningError(f"pairs are a table of pair_features, and not of type {type(pairs).__name__}")
    return list(pairs.columns)


def _check_columns(pairs: Any, features: PairFeatures) -> None:
    """Check that a table of pairs has the columns that models read."""
    given = _columns(pairs)
    missing = [name for name in (*KEY, *features.used(False)) if name not in given]
    if missing:
        raise LearningError(
            f"the pairs have no column {missing[0]!r}; take a table as pair_features gives it"
        )


class PairRanker(BaseEstimator):  # type: ignore[misc]
    """Predicts which pairs of minima are targets, as an estimator of scikit-learn.

    A pair is a target if it is a double well whose value is below the threshold. The models are those of the
    search: a classifier of double wells and a regressor of their values, each an average over several
    families, with calibrated probabilities.

    Parameters
    ----------
    threshold : float
        Threshold of the values. The default is that of the quantum splitting of argon, 1 K, in units of its
        epsilon. In eV, 1 K is 8.617e-5.
    learning : LearningSettings or dict, optional
        Families of models and folds, as in the section `two_level_systems.learning` of a config.
    random_state : int
        Seed.
    n_jobs : int
        Number of cores.

    Attributes
    ----------
    models_ : Models
        The trained models.
    scores_ : dict
        Their out-of-fold scores. Folds are whole samples if there are enough of them.
    """

    def __init__(
        self,
        threshold: float = ARGON.splitting_threshold,
        learning: LearningSettings | dict[str, Any] | None = None,
        random_state: int = 1,
        n_jobs: int = 1,
    ) -> None:
        self.threshold = threshold
        self.learning = learning
        self.random_state = random_state
        self.n_jobs = n_jobs

    def fit(self, X: pd.DataFrame, y: Floats) -> Self:
        """Train on pairs whose results are known.

        Parameters
        ----------
        X : DataFrame
            Pairs with their features, as `pair_features` gives them.
        y : array-like, shape (n,)
            Values of the pairs, such as quantum splittings; NaN for pairs that are no double wells.

        Raises
        ------
        LearningError
            If a column is missing, if a value is not positive, or if there are too few double wells or other
            pairs.
        """
        values, learning = np.asarray(y, dtype=np.float64), chosen(LearningSettings, self.learning)
        if values.shape != (len(X),):
            raise LearningError(f"{len(X)} pairs have values of shape {values.shape}; give one for each")
        is_double_well = ~np.isnan(values)
        wrong = values[is_double_well & ~((values > 0.0) & np.isfinite(values))]
        if len(wrong):
            raise LearningError(
                f"the value {wrong[0]:g} of a pair is not positive and finite; give NaN for pairs that are "
                "no double wells"
            )
        few = too_few(is_double_well, learning.fewest)
        if few is not None:
            raise LearningError(f"{few}; give more pairs, or lower learning.fewest")
        features = PairFeatures(sum(str(name).startswith("displacement_") for name in _columns(X)))
        _check_columns(X, features)
        labels = X.assign(
            **{SPLITTING: values},
            verdict=np.where(is_double_well, DOUBLE_WELL, "no double well"),
            status="ok",
            reason="random",
        )
        self.models_: Models = train(
            labels, Training(features, self._target, learning, self.random_state, self.n_jobs)
        )
        self.scores_: dict[str, Any] = self.models_.scores
        return self

    def predict(self, X: pd.DataFrame) -> Floats:
        """Probability that each pair is a target, shape (n,)."""
        return self._predictions(X)["target_probability"].to_numpy()

    def rank(self, X: pd.DataFrame) -> pd.DataFrame:
        """Predictions for all pairs, the most probable targets first.

        The columns are those that identify a pair, and the probabilities of a double well and of a target,
        the predicted value and the expected improvement.
        """
        return self._predictions(X).sort_values("target_probability", ascending=False, kind="stable")

    def score(self, X: pd.DataFrame, y: Floats) -> float:
        """Average precision of the ranking. Pairs that are ranked at random have the fraction of targets."""
        is_target = np.asarray(y, dtype=np.float64) < self.threshold
        return float(average_precision_score(is_target, self.predict(X)))

    def _predictions(self, X: pd.DataFrame) -> pd.DataFrame:
        check_is_fitted(self)
        _check_columns(X, self.models_.features)
        return predict(self.models_, X, self.n_jobs)

    @property
    def _target(self) -> Target:
        name = f"double wells with a value < {self.threshold:g}"
        return Target(SPLITTING, self.threshold, low=True, logarithmic=True, name=name)

    def __sklearn_tags__(self) -> Tags:
        """What scikit-learn may ask of this estimator: features may be absent."""
        tags: Tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.target_tags.required = True
        return tags
