"""Training data and settings of models that several tests share."""

import numpy as np

from glasscape.learning.families.model import TrainingData
from glasscape.learning.settings import (
    CatBoostSettings,
    ExtraTreesSettings,
    LightGBMSettings,
    ModelAverageSettings,
    NeuralNetworkSettings,
    XGBoostSettings,
)

FAMILIES = ("extra-trees", "xgboost", "neural-network", "lightgbm", "catboost")


def training_data(x, y, groups=None):
    groups = np.zeros(len(y)) if groups is None else groups
    return TrainingData(x, y, groups, np.ones(len(y)))


def settings(*families, **others):
    return ModelAverageSettings(
        families=list(families or FAMILIES),
        extra_trees=ExtraTreesSettings(trees=30),
        xgboost=XGBoostSettings(trees=60, depth=5, learning_rate=0.1),
        neural_network=NeuralNetworkSettings(layers=[32], steps=600, learning_rate=0.01),
        lightgbm=LightGBMSettings(trees=60, learning_rate=0.1),
        catboost=CatBoostSettings(trees=60, learning_rate=0.2),
        **others,
    )
