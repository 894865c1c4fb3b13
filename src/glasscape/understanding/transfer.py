"""What models of one ensemble know of another, and whether a pair shows where it is from."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from glasscape.learning.ensemble import train_ensemble
from glasscape.learning.families.model import Lessons
from glasscape.learning.settings import LearningSettings
from glasscape.search.features import feature_matrix, model_features
from glasscape.search.labels import usable
from glasscape.search.models import train
from glasscape.search.target import Target
from glasscape.understanding.judge import for_judging, scores, splits

ORIGIN = "which ensemble"


def transfer(
    labels: Mapping[str, pd.DataFrame],
    n_displacements: int,
    target: Target,
    settings: LearningSettings,
    seed: int,
    threads: int,
) -> pd.DataFrame:
    """Scores of models that learn from one ensemble and are judged by another.

    On its own ensemble a model is judged by pairs of folds that it was trained without.

    Parameters
    ----------
    labels : mapping of str to DataFrame
        Everything computed, by ensemble.
    n_displacements, target, settings, seed, threads
        As in `search.models.train`.

    Returns
    -------
    DataFrame
        Columns of `TRANSFER`.
    """
    rows = []
    for learnt, own in labels.items():
        models = train(own, n_displacements, target, settings, seed, threads)
        for judged, others in labels.items():
            if judged == learnt:
                folds = [
                    scores(
                        train(split.inside, n_displacements, target, for_judging(settings), seed, threads),
                        split.outside,
                        threads,
                    )
                    for split in splits(own, settings, seed)
                ]
                found = {name: float(np.nanmean([fold[name] for fold in folds])) for name in folds[0]}
            else:
                found = scores(models, usable(others), threads)
            rows += [
                {"question": question, "learnt": learnt, "judged": judged, "score": score}
                for question, score in found.items()
            ]
    return pd.DataFrame(rows)


def tell_ensembles_apart(
    labels: Mapping[str, pd.DataFrame],
    n_displacements: int,
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
    lessons = Lessons(
        feature_matrix(model_features(some, n_displacements)),
        np.zeros(len(some)),
        (some.origin + "/" + some.glass).to_numpy(),
        np.ones(len(some)),
    )
    probability = {
        name: train_ensemble(
            "classification",
            lessons._replace(y=(some.origin == name).to_numpy().astype(np.float64)),
            settings,
            seed,
            threads,
        ).outside
        for name in labels
    }
    taken = pd.DataFrame(probability).idxmax(axis=1)
    parts = pd.crosstab(some.origin, taken, normalize="index").reindex(columns=list(labels), fill_value=0.0)
    return (
        parts.rename_axis("learnt")
        .reset_index()
        .melt("learnt", var_name="judged", value_name="score")
        .assign(question=ORIGIN)
    )
