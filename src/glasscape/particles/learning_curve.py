"""Score of a model against the number of its training samples."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from tqdm import tqdm

from glasscape.errors import LearningError
from glasscape.particles.data import ParticleData
from glasscape.particles.evaluate import predict
from glasscape.particles.scores import mean_over_samples, pearson
from glasscape.particles.settings import ParticleFamilyName
from glasscape.particles.tables import LEARNING_CURVE
from glasscape.settings import Settings


def learning_curve(
    train: ParticleData,
    test: ParticleData,
    family: ParticleFamilyName,
    settings: Settings,
    counts: Sequence[int],
    draws: int,
    seed: int,
    threads: int,
) -> pd.DataFrame:
    """Train models on some of the training samples and evaluate them on the same test samples.

    Parameters
    ----------
    train, test : ParticleData
        Particles of different samples.
    family, settings, seed, threads
        As in `evaluate`.
    counts : sequence of int
        Numbers of training samples.
    draws : int
        Number of random orders of the training samples. Every order gives one score per number, but all
        samples together have one score.

    Returns
    -------
    DataFrame
        Columns of `LEARNING_CURVE`.

    Raises
    ------
    LearningError
        If there are too few training samples.
    """
    samples = np.unique(train.samples)
    if not all(1 <= count <= len(samples) for count in counts):
        raise LearningError(
            f"there are {len(samples)} training samples, which is less than one of the numbers {list(counts)}"
        )
    rng = np.random.default_rng(seed)
    orders = [rng.permutation(samples) for _ in range(draws)]
    rows = []
    # all samples are the same in every order
    steps = [(draw, count) for draw in range(draws) for count in counts if draw == 0 or count < len(samples)]
    for draw, count in tqdm(steps, desc="learning curve", disable=None):
        some = train.of_samples(orders[draw][:count])
        predicted = predict(some, test, family, settings, seed, threads)
        score = mean_over_samples(pearson, test.samples, predicted, test.y)
        rows.append((count, draw, score))
    return pd.DataFrame(rows, columns=LEARNING_CURVE.names)
