"""Models of double wells and splittings on the published labels, compared with AutoGluon if it is installed.

    python benchmarks/learning.py FOLDER [--ensemble T0.07] [--seeds 3] [--models glasscape xgboost ...]

FOLDER holds the published tables (pretraining-*.feather and nonDW_*.csv). Models are evaluated out of fold:
five folds are drawn at random, as published, or are made of whole samples. Splittings are evaluated on the
double wells alone. AutoGluon learns from the published features, with the published preset.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib.util import find_spec
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from published import TARGET, parser, published_labels
from scipy.stats import pearsonr
from sklearn.metrics import accuracy_score, average_precision_score, r2_score, roc_auc_score

from glasscape.arrays import Floats
from glasscape.learning.folds import folds
from glasscape.studies.two_level_systems.pairs.tables import PairFeatures
from glasscape.studies.two_level_systems.search.models import predict, train
from glasscape.studies.two_level_systems.search.settings import LearningSettings
from glasscape.studies.two_level_systems.search.training import Training
from glasscape.tunnelling.verdict import DOUBLE_WELLS

FOLDS, THREADS = 5, 2
DETOURS = [0.0, 0.9, 1.0, 1.05, 1.1, 1.3, 2.0, np.inf]
# the published features, which do not include the detour
PAIR_FEATURES = PairFeatures(3)
FEATURES = [name for name in PAIR_FEATURES.names if name != "detour"]


class Predicted(dict[str, Floats]):
    """For every row: probability of a double well, value (log10), rank (higher for likelier targets)."""


# predictions of rows after training on others, by name of the model
Predictor = Callable[[pd.DataFrame, pd.DataFrame, int], dict[str, Predicted]]
# seconds of training, microseconds per predicted pair, by name
COSTS: dict[str, list[tuple[float, float]]] = {}


def glasscape(
    name: str, settings: LearningSettings, known: pd.DataFrame, new: pd.DataFrame, seed: int
) -> dict[str, Predicted]:
    """The full models on every row, and the two stages of a search, with the prefilter."""
    began = time.perf_counter()
    two_stages = train(known, Training(PAIR_FEATURES, TARGET, settings, seed, THREADS))
    trained = time.perf_counter() - began
    answers = {}
    for shown, models in ((name, replace(two_stages, prefilter=None)), (f"{name}, two stages", two_stages)):
        began = time.perf_counter()
        found = predict(models, new, THREADS)
        COSTS.setdefault(shown, []).append((trained, 1e6 * (time.perf_counter() - began) / len(new)))
        answers[shown] = Predicted(
            double_well=found.double_well_probability.to_numpy(),
            value=np.log10(found.predicted_value.to_numpy()),
            rank=(found.target_probability / found.double_well_probability).to_numpy(),
        )
    return answers


def autogluon(seconds: float, known: pd.DataFrame, new: pd.DataFrame, seed: int) -> dict[str, Predicted]:
    """AutoGluon as the published scripts call it. It uses its own seed."""
    from autogluon.tabular import TabularPredictor

    is_well = known.verdict.isin(DOUBLE_WELLS)
    found = Predicted()
    for name, rows, target, kind in (
        ("double_well", known, is_well.astype(int), "binary"),
        ("value", known[is_well], TARGET.scaled(known[is_well]), "regression"),
    ):
        began = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            predictor = TabularPredictor("target", problem_type=kind, path=folder, verbosity=0).fit(
                rows[FEATURES].assign(target=target),
                time_limit=seconds,
                presets="high_quality",
                num_cpus=THREADS,
            )
            trained = time.perf_counter()
            if kind == "binary":
                found[name] = predictor.predict_proba(new[FEATURES])[1].to_numpy(np.float64)
            else:
                found[name] = predictor.predict(new[FEATURES]).to_numpy(np.float64)
        COSTS.setdefault(f"AutoGluon, {kind}", []).append(
            (trained - began, 1e6 * (time.perf_counter() - trained) / len(new))
        )
    found["rank"] = -found["value"]
    return {"AutoGluon": found}


def out_of_fold(
    labels: pd.DataFrame, groups: NDArray[np.object_], seed: int, predictor: Predictor
) -> dict[str, Predicted]:
    """Out-of-fold predictions of every row, by name of the model."""
    found: dict[str, Predicted] = {}
    is_well = labels.verdict.isin(DOUBLE_WELLS).to_numpy().astype(np.float64)
    for inside, out in folds("classification", is_well, groups, FOLDS, seed):
        for name, predicted in predictor(labels.iloc[inside], labels.iloc[out], seed).items():
            for answer, values in predicted.items():
                found.setdefault(name, Predicted()).setdefault(answer, np.empty(len(labels)))[out] = values
    return found


def scores(labels: pd.DataFrame, predicted: Predicted) -> dict[str, float]:
    is_well = labels.verdict.isin(DOUBLE_WELLS).to_numpy()
    values, is_target = TARGET.scaled(labels)[is_well], TARGET.is_target(labels)[is_well]
    return {
        "splitting R2 (log)": r2_score(values, predicted["value"][is_well]),
        "splitting Pearson (log)": pearsonr(values, predicted["value"][is_well]).statistic,
        "two-level system average precision": average_precision_score(is_target, predicted["rank"][is_well]),
        "double-well accuracy": accuracy_score(is_well, predicted["double_well"] > 0.5),
        "double-well ROC-AUC": roc_auc_score(is_well, predicted["double_well"]),
    }


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--seeds", type=int, default=3, help="draws of folds and of models")
    options.add_argument(
        "--models",
        nargs="+",
        default=["glasscape", *(["AutoGluon"] if find_spec("autogluon") else [])],
        help="glasscape (its default), AutoGluon, or families of models alone",
    )
    options.add_argument("--autogluon-seconds", type=float, default=180, help="for each training")
    arguments = options.parse_args()
    labels = published_labels(arguments.folder, arguments.ensemble)
    predictors: dict[str, Predictor] = {
        "glasscape": partial(glasscape, "glasscape", LearningSettings()),
        "AutoGluon": partial(autogluon, arguments.autogluon_seconds),
    }
    for family in set(arguments.models) - set(predictors):
        predictors[family] = partial(glasscape, family, LearningSettings(families=[family]))
    print("| folds | score | model | mean | of every seed |\n| --- | --- | --- | ---: | --- |")
    for split, groups in (
        ("random", np.zeros(len(labels), dtype=object)),
        ("by sample", labels["sample"].to_numpy(object)),
    ):
        found: dict[tuple[str, str], list[float]] = {}
        for seed in range(arguments.seeds):
            for model in arguments.models:
                for name, predicted in out_of_fold(labels, groups, seed, predictors[model]).items():
                    for score, value in scores(labels, predicted).items():
                        found.setdefault((score, name), []).append(value)
        for (score, name), values in sorted(found.items()):
            each = ", ".join(f"{value:.4f}" for value in values)
            print(f"| {split} | {score} | {name} | {statistics.mean(values):.4f} | {each} |", flush=True)
    print("\n| model | training on four fifths, s | predicting, us per pair |\n| --- | ---: | ---: |")
    for name, costs in COSTS.items():
        training, predicting = (statistics.median(column) for column in zip(*costs, strict=True))
        print(f"| {name} | {training:.1f} | {predicting:.2f} |")
    print("\n| detour over a third minimum | pairs | double wells |\n| --- | ---: | ---: |")
    is_well = labels.verdict.isin(DOUBLE_WELLS)
    for low, high in pairwise(DETOURS):
        rows = is_well[(labels.detour >= low) & (labels.detour < high)]
        print(f"| {low} to {high} | {len(rows)} | {100 * rows.mean():.1f} % |")
    none = is_well[labels.detour.isna()]
    print(f"| none | {len(none)} | {100 * none.mean():.1f} % |")


if __name__ == "__main__":
    main()
