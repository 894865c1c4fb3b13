"""What the zero-point shift does for the ranking of pairs, and zero-point energies for two-level systems.

    python benchmarks/zero_point.py SET [--kelvin 1] [--seeds 5] [--replays 10]

SET is a truth set of `benchmarks/truth.py --zero-point` in the units of argon. Every sample is predicted by
models that have learnt from the other samples, with the zero-point shift of the pairs and without it. The
average precision of the ranking is that of double wells whose splitting with zero-point energy is below
--kelvin; below 1 K, they are two-level systems. Then searches of the default size are replayed, with
randomised trees alone.
"""

import argparse
from itertools import islice
from pathlib import Path

import numpy as np
import pandas as pd
from replay import replay
from sklearn.metrics import average_precision_score

from glasscape.arrays import Floats
from glasscape.learning.settings import XGBoostSettings
from glasscape.studies.two_level_systems.pairs.tables import PairFeatures
from glasscape.studies.two_level_systems.search.labels import usable
from glasscape.studies.two_level_systems.search.models import predict, train
from glasscape.studies.two_level_systems.search.settings import (
    LearningSettings,
    SearchSettings,
    TargetSettings,
)
from glasscape.studies.two_level_systems.search.target import Target
from glasscape.studies.two_level_systems.search.training import Training
from glasscape.tunnelling.settings import QuantumSettings
from glasscape.tunnelling.verdict import DOUBLE_WELLS, TWO_LEVEL_SYSTEM
from glasscape.units import ARGON

FEATURES = PairFeatures(3)
LEARNING = LearningSettings(
    families=["xgboost"],
    xgboost=XGBoostSettings(trees=100, depth=6, learning_rate=0.1),
    stack=None,
    prefilter=False,
    fewest=2,
)
QUICK = LearningSettings(families=["extra-trees"])
SEARCH = SearchSettings()


def predicted(labels: pd.DataFrame, target: Target, seed: int) -> Floats:
    """Target probability of every pair by models that have not learnt from its sample."""
    probability = np.empty(len(labels))
    for sample in labels["sample"].unique():
        out = (labels["sample"] == sample).to_numpy()
        models = train(labels[~out], Training(FEATURES, target, LEARNING, seed, 2))
        probability[out] = predict(models, labels[out], 2).target_probability
    return probability


def found(truth: pd.DataFrame, target: Target, seed: int) -> list[int]:
    """Targets found by a search of the default size, after every iteration."""
    states = replay(truth, target, SEARCH.model_dump(), QUICK, seed)
    every = islice(states, SEARCH.max_iterations + 1)
    return [int(target.is_target(state.labels).sum()) for state in every]


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("set", type=Path)
    options.add_argument("--kelvin", type=float, default=1.0)
    options.add_argument("--seeds", type=int, default=5)
    options.add_argument("--replays", type=int, default=10)
    arguments = options.parse_args()
    threshold = arguments.kelvin * ARGON.splitting_threshold
    target = Target.of(TargetSettings(threshold=threshold), QuantumSettings(zero_point="adiabatic"))
    truth = pd.read_parquet(arguments.set).assign(reason="random")
    labels = usable(truth).reset_index(drop=True)
    wells = labels[labels.verdict.isin(DOUBLE_WELLS)]
    before = wells.verdict == TWO_LEVEL_SYSTEM
    after = wells.verdict_adiabatic == TWO_LEVEL_SYSTEM
    print(
        f"{len(labels)} pairs, {len(wells)} double wells, {before.sum()} two-level systems without "
        f"zero-point energy, {after.sum()} with it, {(before & after).sum()} in both lists; the difference "
        f"of the zero-point energies has a median size of {wells.zero_point_difference.abs().median():.3f} "
        f"epsilon, the energy difference of {wells.energy_difference.median():.3f} epsilon\n"
    )
    is_target = target.is_target(labels)
    print(f"Targets: {is_target.sum()} double wells below {arguments.kelvin:g} K.\n")
    print("| seed | with zero-point shift | without | random |\n| ---: | ---: | ---: | ---: |")
    for seed in range(arguments.seeds):
        scores = [
            average_precision_score(is_target, predicted(each, target, seed))
            for each in (labels, labels.assign(zero_point_shift=0.0))
        ]
        print(f"| {seed} | {scores[0]:.3f} | {scores[1]:.3f} | {is_target.mean():.3f} |", flush=True)
    print("\n| replay | targets found after every iteration |\n| ---: | --- |")
    for seed in range(1, arguments.replays + 1):
        print(f"| {seed} | {', '.join(map(str, found(truth, target, seed)))} |", flush=True)


if __name__ == "__main__":
    main()
