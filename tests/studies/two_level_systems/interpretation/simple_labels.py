"""Labels whose physics is simple and known."""

import numpy as np
import pandas as pd

from glasscape.learning.settings import CatBoostSettings, LightGBMSettings
from glasscape.studies.two_level_systems.pairs.tables import PairFeatures
from glasscape.studies.two_level_systems.search.settings import LearningSettings, TargetSettings
from glasscape.studies.two_level_systems.search.target import Target
from glasscape.studies.two_level_systems.search.training import Training
from glasscape.tunnelling.settings import QuantumSettings

FEATURES = PairFeatures(3)
TARGET = Target.of(TargetSettings(), QuantumSettings())
QUICK = LearningSettings(
    families=["lightgbm"],
    stack=None,
    prefilter=False,
    lightgbm=LightGBMSettings(trees=40, learning_rate=0.2),
    catboost=CatBoostSettings(trees=30),
    folds=2,
)
TRAINING = Training(FEATURES, TARGET, QUICK, seed=1, threads=1)


def made_labels(seed, shift=0.0, n=400, features=FEATURES):
    """Double wells have small displacements; splittings grow with the energy difference alone."""
    rng = np.random.default_rng(seed)
    table = pd.DataFrame({name: rng.uniform(0.1, 1.0, n) for name in features.names})
    well = table.total_displacement < 0.5
    table["quantum_splitting"] = (1e-3 * 10 ** (2 * table.energy_difference + shift)).where(well)
    table["participation_ratio"] += shift
    table["sample"] = rng.choice(["g", "h", "i", "j"], n)
    table["status"], table["reason"] = "ok", "random"
    table["verdict"] = np.where(well, "double well", "multiple wells")
    return table.assign(a=0, b=1)
