"""Transfer of models between ensembles, and classification of pairs by their ensemble."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from glasscape.errors import LearningError
from glasscape.learning.average import train_average
from glasscape.learning.families.model import TrainingData
from glasscape.studies.two_level_systems.interpretation.evaluate import (
    for_evaluation,
    scores,
    splits,
    train_plain,
)
from glasscape.studies.two_level_systems.search.features import feature_matrix, model_features
from glasscape.studies.two_level_systems.search.labels import usable, was_drawn
from glasscape.studies.two_level_systems.search.training import Training

ORIGIN = "which ensemble"


def transfer(labels: Mapping[str, pd.DataFrame], training: Training) -> pd.DataFrame:
    """Scores of models that are trained on one ensemble and evaluated on another.

    On their own ensemble, models are evaluated on held-out folds, so that they have fewer labels. Pairs that
    models of a search chose are for training only.

    Parameters
    ----------
    labels : mapping of str to DataFrame
        Labels of all pairs computed, by ensemble, columns of `labels_table`.
    training : Training
        What the models are trained with.

    Returns
    -------
    DataFrame
        Columns of `TRANSFER`.

    Raises
    ------
    LearningError
        If fewer than two ensembles have models.
    """
    if len(labels) < 2:
        raise LearningError(
            f"{len(labels)} ensembles have models, and their transfer needs two; let the searches of the "
            "others do an iteration, with a larger two_level_systems.search.max_iterations"
        )
    rows = []
    for learnt, own in labels.items():
        models = train_plain(own, training)
        for evaluated, others in labels.items():
            if evaluated == learnt:
                folds = [
                    scores(
                        train_plain(split.training, for_evaluation(training)),
                        split.held_out,
                        training.threads,
                    )
                    for split in splits(own, training)
                ]
                found = {name: float(np.nanmean([fold[name] for fold in folds])) for name in folds[0]}
            else:
                found = scores(models, usable(others), training.threads)
            rows += [
                {"question": question, "learnt": learnt, "evaluated": evaluated, "score": score}
                for question, score in found.items()
            ]
    return pd.DataFrame(rows)


def tell_ensembles_apart(labels: Mapping[str, pd.DataFrame], training: Training) -> pd.DataFrame:
    """Classify pairs by their ensemble, with models that were trained without them.

    They were trained without the samples of these pairs, too, unless there are fewer samples than folds.
    Pairs that models of a search chose do not count: which and how many follows from its course. One model
    for every ensemble predicts the probability that a pair is from it. The highest probability decides. The
    training data contain equal numbers of pairs of every ensemble, so that no ensemble has a higher prior
    probability. Parameters are those of `transfer`.

    Returns
    -------
    DataFrame
        Columns of `TRANSFER`: for every ensemble, the fractions of its pairs that are classified as each.
    """
    drawn = {name: usable(table)[was_drawn(usable(table))] for name, table in labels.items()}
    least = min(map(len, drawn.values()))
    some = pd.concat(
        [
            table.sample(least, random_state=training.seed).assign(origin=name)
            for name, table in drawn.items()
        ],
        ignore_index=True,
    )
    data = TrainingData(
        feature_matrix(model_features(some, training.features)),
        np.zeros(len(some)),
        (some.origin + "/" + some["sample"]).to_numpy(),
        np.ones(len(some)),
    )
    probability = {
        name: train_average(
            "classification",
            replace(data, y=(some.origin == name).to_numpy().astype(np.float64)),
            training.learning,
            training.seed,
            training.threads,
        ).out_of_fold
        for name in labels
    }
    taken = pd.DataFrame(probability).idxmax(axis=1)
    parts = pd.crosstab(some.origin, taken, normalize="index").reindex(columns=list(labels), fill_value=0.0)
    return (
        parts.rename_axis("learnt")
        .reset_index()
        .melt("learnt", var_name="evaluated", value_name="score")
        .assign(question=ORIGIN)
    )
