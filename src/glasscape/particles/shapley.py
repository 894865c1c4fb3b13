"""Shapley values: what descriptors contribute to predictions."""

import re

import numpy as np
import pandas as pd

from glasscape.learning.families.ridge import RidgeModel
from glasscape.learning.settings import RidgeSettings
from glasscape.particles.data import ParticleData
from glasscape.particles.tables import SHAPLEY

# what follows the name of a quantity: particle itself, species of the neighbours, length or radius
SUFFIX = re.compile(r"(_own|_averaged)?(_(all|species\d+))?(_[Lr][\d.]+)?$")


def shapley_values(
    train: ParticleData, test: ParticleData, settings: RidgeSettings, seed: int
) -> pd.DataFrame:
    """Contributions of descriptors to the predictions of ridge regression, quantity by quantity.

    Descriptors of one quantity for different lengths resemble each other, so that single ones say little. The
    Shapley value of all of them together is the sum of theirs, because the model is linear.

    Parameters
    ----------
    train, test : ParticleData
        Training particles, and particles whose predictions are explained.
    settings : RidgeSettings
        Settings of the model.
    seed : int
        Seed of its folds.

    Returns
    -------
    DataFrame
        Columns of `SHAPLEY`, the largest contribution first.
    """
    rows = train.training()
    parts = RidgeModel.fit("regression", rows, settings, seed, 1).contributions(test.x)
    names = np.array(train.names)
    quantities = np.array([quantity_of(name) for name in names])
    single = np.abs(parts).mean(axis=0)
    found = []
    for quantity in np.unique(quantities):
        columns = np.flatnonzero(quantities == quantity)
        together = float(np.abs(parts[:, columns].sum(axis=1)).mean())
        found.append((quantity, len(columns), together, names[columns[np.argmax(single[columns])]]))
    table = pd.DataFrame(found, columns=SHAPLEY.names)
    return table.sort_values("contribution", ascending=False, ignore_index=True)


def quantity_of(name: str) -> str:
    """The quantity of a descriptor, without particles and length."""
    return SUFFIX.sub("", name)
