"""How the quality of the models depends on what they are given."""

import time
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from tqdm import tqdm

from glasscape.errors import LearningError
from glasscape.learning.ensemble import FAMILIES
from glasscape.learning.settings import LearningSettings
from glasscape.search.models import train
from glasscape.search.target import Target
from glasscape.tables import SCAN, feature_names
from glasscape.understanding.judge import Split, for_judging, scores, splits

ScanName = Literal["displacements", "labels", "trees", "features"]

COUNTS = (50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000)
STEPS = 8
PARTS = (0.05, 0.1, 0.2, 0.5, 1.0)


class Lesson(NamedTuple):
    """One setting of a scan."""

    parameter: float
    labels: pd.DataFrame
    n_displacements: int
    settings: LearningSettings


def scan(
    name: ScanName,
    labels: pd.DataFrame,
    n_displacements: int,
    target: Target,
    settings: LearningSettings,
    seed: int,
    threads: int,
    ranking: pd.DataFrame,
) -> pd.DataFrame:
    """Train with one thing varied and judge every time on the same unseen pairs.

    Parameters
    ----------
    name : {"displacements", "labels", "trees", "features"}
        What varies: M; how many labels; how many trees, or steps of neural networks, and with them
        the time; how many of the most important features.
    labels : DataFrame
        Everything computed.
    n_displacements, target, settings, seed, threads
        As in `search.models.train`.
    ranking : DataFrame
        Columns of `IMPORTANCE`: which features come first.

    Returns
    -------
    DataFrame
        Columns of `SCAN`. Settings with too few labels to train on are left out.
    """
    vary: dict[ScanName, Callable[[Split], Iterator[Lesson]]] = {
        "displacements": lambda split: _displacements(split, n_displacements, settings),
        "labels": lambda split: _labels(split, n_displacements, settings, seed),
        "trees": lambda split: _trees(split, n_displacements, settings),
        "features": lambda split: _features(split, n_displacements, settings, ranking),
    }
    rows = []
    folds = list(splits(labels, settings, seed))
    settings = for_judging(settings)
    for fold, split in enumerate(tqdm(folds, "folds", disable=None)):
        for lesson in vary[name](split):
            began = time.perf_counter()
            try:
                models = train(lesson.labels, lesson.n_displacements, target, lesson.settings, seed, threads)
            except LearningError:
                continue
            seconds = time.perf_counter() - began
            for question, score in scores(models, split.outside, threads).items():
                rows.append(
                    {
                        "question": question,
                        "parameter": float(lesson.parameter),
                        "fold": fold,
                        "score": score,
                        "seconds": seconds,
                    }
                )
    return pd.DataFrame(rows, columns=SCAN.names).astype({"fold": np.int32})


def _displacements(split: Split, largest: int, settings: LearningSettings) -> Iterator[Lesson]:
    for count in range(1, largest + 1):
        yield Lesson(count, split.inside, count, settings)


def _labels(split: Split, n_displacements: int, settings: LearningSettings, seed: int) -> Iterator[Lesson]:
    for count in COUNTS:
        if count <= len(split.inside):
            some = split.inside.sample(count, random_state=seed)
            yield Lesson(count, some, n_displacements, settings)


def _trees(split: Split, n_displacements: int, settings: LearningSettings) -> Iterator[Lesson]:
    for part in PARTS:
        changes = {}
        for family in (name.replace("-", "_") for name in FAMILIES):
            own = getattr(settings, family)
            (length,) = type(own).model_fields.keys() & {"trees", "steps"}
            shorter = max(1, round(part * getattr(own, length)))
            changes[family] = own.model_copy(update={length: shorter})
        yield Lesson(part, split.inside, n_displacements, settings.model_copy(update=changes))


def _features(
    split: Split, n_displacements: int, settings: LearningSettings, ranking: pd.DataFrame
) -> Iterator[Lesson]:
    """The most important features of either question come first; the others are hidden."""
    losses = ranking.groupby(["question", "feature"]).loss.mean().groupby("question").rank(ascending=False)
    order = losses.groupby("feature").min().sort_values(kind="stable").index.tolist()
    names = feature_names(n_displacements)
    for count in np.unique(np.geomspace(1, len(order), STEPS).round().astype(int)).tolist():
        hidden = [name for name in names if name not in order[:count]]
        yield Lesson(count, split.inside.assign(**dict.fromkeys(hidden, np.nan)), n_displacements, settings)
