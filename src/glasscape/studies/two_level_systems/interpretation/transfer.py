"""What models of one ensemble know of another, and whether a pair shows where it is from."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from glasscape.learning.average import train_average
from glasscape.learning.families.model import TrainingData
from glasscape.studies.two_level_systems.interpretation.evaluate import for_evaluation, scores, splits
from glasscape.studies.two_level_systems.pairs.tables import PairFeatures
from glasscape.studies.two_level_systems.search.features import feature_matrix, model_features
from glasscape.studies.two_level_systems.search.labels import usable
from glasscape.studies.two_level_systems.search.models import train
from glasscape.studies.two_level_systems.search.settings import LearningSettings
from glasscape.studies.two_level_systems.search.target import Target

ORIGIN = "which ensemble"


def transfer(
    labels: Mapping[str, pd.DataFrame],
    features: PairFeatures,
    target: Target,
    settings: LearningSettings,
    seed: int,
    threads: int,
) -> pd.DataFrame:
    """Scores of models that learn from one ensemble and are evaluated by another.

    On its own ensemble a model is evaluated by pairs of folds that it was trained without.

    Parameters
    ----------
    labels : mapping of str to DataFrame
        Everything computed, by ensemble.
    features, target, settings, seed, threads
        As in `search.models.train`.

    Returns
    -------
    DataFrame
        Columns of `TRANSFER`.
    """
    rows = []
    for learnt, own in labels.items():
        models = train(own, features, target, settings, seed, threads)
        for evaluated, others in labels.items():
            if evaluated == learnt:
                folds = [
                    scores(
                        train(split.training, features, target, for_evaluation(settings), seed, threads),
                        split.held_out,
                        threads,
                    )
                    for split in splits(own, settings, seed)
                ]
                found = {name: float(np.nanmean([fold[name] for fold in folds])) for name in folds[0]}
            else:
                found = scores(models, usable(others), threads)
            rows += [
                {"question": question, "learnt": learnt, "evaluated": evaluated, "score": score}
                for question, score in found.items()
            ]
    return pd.DataFrame(rows)


def tell_ensembles_apart(
    labels: Mapping[str, pd.DataFrame],
    features: PairFeatures,
    settings: LearningSettings,
    seed: int,
    threads: int,
) -> pd.DataFrame:
    """Which ensemble pairs are taken for, by models that have not seen their glasses.

    One model for every ensemble gives the probability that a pair is from there; the highest decides.
    Every ensemble teaches as many pairs as the smallest has, so that none is a better guess beforehand.

    Returns
    -------
    DataFrame
        Columns of `TRANSFER`: for every ensemble the parts of its pairs that are taken for each.
    """
    least = min(len(usable(table)) for table in labels.values())
    some = pd.concat(
        [
            usable(table).sample(least, random_state=seed).assign(origin=name)
            for name, table in labels.items()
        ],
        ignore_index=True,
    )
    data = TrainingData(
        feature_matrix(model_features(some, features)),
        np.zeros(len(some)),
        (some.origin + "/" + some["sample"]).to_numpy(),
        np.ones(len(some)),
    )
    probability = {
        name: train_average(
            "classification",
            replace(data, y=(some.origin == name).to_numpy().astype(np.float64)),
            settings,
            seed,
            threads,
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
