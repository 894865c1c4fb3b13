"""Importance of the features: Shapley values and permutation importance."""

import numpy as np
import pandas as pd
import shap
from tqdm import tqdm

from glasscape.studies.two_level_systems.interpretation.evaluate import (
    DOUBLE_WELL,
    VALUE,
    for_evaluation,
    scores,
    splits,
    train_plain,
)
from glasscape.studies.two_level_systems.search.labels import usable
from glasscape.studies.two_level_systems.search.models import Models, predict
from glasscape.studies.two_level_systems.search.training import Training
from glasscape.tunnelling.verdict import DOUBLE_WELLS

# number of explained pairs, and of pairs whose features replace hidden features
EXPLAINED, BACKGROUND = 200, 40
SHUFFLES = 5


def shapley_values(models: Models, labels: pd.DataFrame, seed: int, threads: int) -> pd.DataFrame:
    """Contribution of every feature to the predictions for a random sample of pairs.

    Shapley values by permutation sampling (Strumbelj and Kononenko, Knowl. Inf. Syst. 41, 647 (2014)). The
    models with prefilter and calibration are treated as one function of the features of a pair. Predicted
    values are explained for double wells only.

    Parameters
    ----------
    models : Models
        The trained models.
    labels : DataFrame
        Pairs, from which the random sample is drawn.
    seed, threads : int
        Seed and number of cores.

    Returns
    -------
    DataFrame
        Columns of `SHAPLEY`.
    """
    names = models.used
    known = usable(labels)
    tables = []
    for question, rows in ((DOUBLE_WELL, known), (VALUE, known[known.verdict.isin(DOUBLE_WELLS)])):

        def answer(inputs: np.ndarray, question: str = question) -> np.ndarray:
            pairs = pd.DataFrame(inputs, columns=names).assign(sample="", a=0, b=0)
            predictions = predict(models, pairs, threads)
            if question == DOUBLE_WELL:
                return predictions.double_well_probability.to_numpy()
            return models.target.scale(predictions.predicted_value.to_numpy())

        given = rows[names].astype(float)
        explained = given.sample(min(EXPLAINED, len(given)), random_state=seed)
        background = given.sample(min(BACKGROUND, len(given)), random_state=seed + 1)
        explainer = shap.PermutationExplainer(
            answer, shap.maskers.Independent(background.to_numpy(), max_samples=BACKGROUND), seed=seed
        )
        contributions = explainer(
            explained.to_numpy(), max_evals=2 * len(names) + 1, silent=True, batch_size=50
        ).values
        tables.append(
            pd.DataFrame(
                {
                    "question": question,
                    "pair": np.repeat(np.arange(len(explained), dtype=np.int32), len(names)),
                    "feature": np.tile(names, len(explained)),
                    "given": explained.to_numpy().ravel(),
                    "contribution": contributions.ravel(),
                }
            )
        )
    return pd.concat(tables, ignore_index=True)


def permutation_importance(labels: pd.DataFrame, training: Training) -> pd.DataFrame:
    """Loss of the score on held-out pairs when one feature is shuffled among them.

    Permutation importance after Breiman (2001).

    Parameters
    ----------
    labels : DataFrame
        Labels of all pairs computed, columns of `labels_table`.
    training : Training
        What the models are trained with.

    Returns
    -------
    DataFrame
        Columns of `IMPORTANCE`. The loss is the mean over several shuffles.
    """
    threads, rng = training.threads, np.random.default_rng(training.seed)
    rows = []
    for fold, split in enumerate(tqdm(list(splits(labels, training)), "folds", disable=None)):
        models = train_plain(split.training, for_evaluation(training))
        whole = scores(models, split.held_out, threads)
        for name in models.used:
            shuffled = [
                scores(
                    models,
                    split.held_out.assign(**{name: rng.permutation(split.held_out[name].to_numpy())}),
                    threads,
                )
                for _ in range(SHUFFLES)
            ]
            for question, score in whole.items():
                loss = score - np.mean([each[question] for each in shuffled])
                rows.append({"question": question, "feature": name, "fold": fold, "loss": loss})
    return pd.DataFrame(rows).astype({"fold": np.int32}).dropna()
