"""Tables of a search: predictions, selections, labels and targets found."""

from pathlib import Path

import pandas as pd
import pyarrow as pa

from glasscape.studies.two_level_systems.exact.tables import OUTCOME, PROFILE
from glasscape.studies.two_level_systems.pairs.tables import PAIR, PairFeatures
from glasscape.table import Column, Table, optional

PREDICTION = (
    optional("double_well_probability", "predicted probability of a double well"),
    optional("predicted_value", "predicted value of the target column"),
    optional("target_probability", "predicted probability of a target"),
    optional("expected_improvement", "expected margin beyond the threshold, on its scale"),
)

PREDICTIONS = Table("predictions", (*PAIR, *PREDICTION))

# file with the predictions of models for their own training pairs, in the folder of the models
OUT_OF_FOLD = "out_of_fold.parquet"

# pairs left by the selection of an iteration, by stratum of the target probability
STRATA = Table(
    "strata",
    (
        Column("pairs", pa.int64(), "number of pairs left once the best are taken"),
        Column("expected", pa.float64(), "expected number of targets among pairs not drawn"),
        Column("audited", pa.int64(), "number of pairs drawn at random"),
    ),
)


def read_out_of_fold(models: str | Path) -> pd.DataFrame:
    """`Models.out_of_fold` of models in a folder, without reading these."""
    return PREDICTIONS.read(Path(models) / OUT_OF_FOLD)


def selected_table(features: PairFeatures) -> Table:
    """Table of the pairs to compute in one iteration, with the reason of their choice."""
    return Table(
        "selected",
        (
            *PAIR,
            *features.columns,
            *PREDICTION,
            Column("reason", pa.string(), "reason of the choice: random, even, best or audit"),
        ),
    )


def labels_table(features: PairFeatures) -> Table:
    """Table of labels: features, prediction and exact result of every pair computed so far."""
    return Table(
        "labels",
        (
            Column("iteration", pa.int32(), "iteration in which the pair was computed"),
            *selected_table(features).columns,
            *OUTCOME,
        ),
    )


def defects_table(features: PairFeatures) -> Table:
    """Table of the targets found, with their energy profiles."""
    return Table("defects", (*labels_table(features).columns, *PROFILE))
