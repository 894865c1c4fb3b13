"""Pairs, exact results and predictions of an invented physics, which several tests share."""

import numpy as np
import pandas as pd

from glasscape.learning.settings import CatBoostSettings, LightGBMSettings
from glasscape.studies.two_level_systems.exact.tables import EXACT
from glasscape.studies.two_level_systems.pairs.tables import PairFeatures
from glasscape.studies.two_level_systems.search.select import select_best
from glasscape.studies.two_level_systems.search.settings import (
    LearningSettings,
    SearchSettings,
    TargetSettings,
)
from glasscape.studies.two_level_systems.search.target import Target
from glasscape.studies.two_level_systems.search.training import Training
from glasscape.tunnelling.settings import QuantumSettings
from glasscape.units import ARGON

FEATURES = PairFeatures(3)
TARGET = Target.of(TargetSettings(), QuantumSettings())
THRESHOLD = ARGON.splitting_threshold
QUICK = LearningSettings(
    families=["lightgbm"],
    stack="lightgbm",
    lightgbm=LightGBMSettings(trees=60),
    catboost=CatBoostSettings(trees=60, learning_rate=0.2),
)
TRAINING = Training(FEATURES, TARGET, QUICK, seed=1, threads=1)
NO_LABELS = pd.DataFrame({"sample": [], "a": [], "b": []})


def draw_pairs():
    """Pairs of six samples whose double wells are the few with small displacements."""
    rng = np.random.default_rng(0)
    n = 12_000
    total = 10 ** rng.normal(-0.1, 0.25, n)
    frame = pd.DataFrame(
        {
            "sample": rng.choice([f"g{k}" for k in range(6)], n),
            "a": np.arange(n, dtype=np.int32),
            "b": np.arange(n, dtype=np.int32) + 1,
            "energy_difference": rng.uniform(0, 0.1, n),
            "displacement_1": total * rng.uniform(0.4, 0.9, n),
            "displacement_2": total * 0.3,
            "displacement_3": total * 0.2,
            "distance_1_2": rng.uniform(1, 6, n),
            "distance_1_3": rng.uniform(1, 6, n),
            "total_displacement": total,
            "participation_ratio": rng.uniform(1, 10, n),
            "detour": np.where(rng.random(n) < 0.9, rng.uniform(0.6, 3.0, n), np.nan),
            "zero_point_shift": np.nan,
            "transitions_ab": np.nan,
            "transitions_ba": np.nan,
        }
    )
    return FEATURES.pairs.arrow(frame).to_pandas()


def exact_results(pairs):
    """Double wells below d = 0.28, whose splittings grow with Delta_E and d."""
    well = pairs.total_displacement < 0.28
    splitting = 1e-4 * 10 ** (20 * pairs.energy_difference + 4 * (pairs.total_displacement - 0.2))
    splitting = splitting.where(well)
    rows = pairs[["sample", "a", "b"]].assign(
        verdict=np.where(
            well, np.where(splitting < THRESHOLD, "two-level system", "double well"), "multiple wells"
        ),
        status="ok",
        message="",
        engine="compiled",
        energy_barrier=0.1,
        quantum_splitting=splitting,
        same_well=np.where(well, False, None),
        above_barrier=np.where(well, False, None),
        evaluations=100,
        seconds=0.5,
    )
    for column in EXACT.columns:
        if column.name not in rows:
            rows[column.name] = None
    return EXACT.arrow(rows).to_pandas()


def choose(blocks, labels, count, **changes):
    """What a search without audits computes next."""
    settings = SearchSettings(pairs_per_iteration=count, **{"audit_part": 0.0, **changes})
    return select_best(blocks, labels, settings, TARGET, 1)


def predictions(seed, n=20_000):
    """Predictions over many decades of probability."""
    rng = np.random.default_rng(seed)
    probability = 10 ** rng.uniform(-7.0, -0.5, n) * rng.random(n)
    return pd.DataFrame(
        {
            "sample": "g",
            "a": np.arange(n),
            "b": np.arange(n) + 1,
            "double_well_probability": np.sqrt(probability),
            "predicted_value": 10 ** rng.uniform(-4, -1, n),
            "target_probability": probability,
            "expected_improvement": rng.random(n),
        }
    )


def search_settings(**changes):
    """A search half of whose pairs are audits."""
    return SearchSettings(**{"pairs_per_iteration": 200, "audit_part": 0.5, **changes})


def computed(selected, is_target, iteration=1):
    """Labels of selected pairs."""
    targets = is_target[selected.a.to_numpy()]
    return selected.assign(
        iteration=iteration,
        status="ok",
        verdict=np.where(targets, "two-level system", "multiple wells"),
        quantum_splitting=np.where(targets, 1e-3, np.nan),
    )
