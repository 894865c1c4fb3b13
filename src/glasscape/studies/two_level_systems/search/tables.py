"""The tables of a search: predictions, selections, labels and what was found."""

import pyarrow as pa

from glasscape.studies.two_level_systems.exact.tables import OUTCOME, PROFILE
from glasscape.studies.two_level_systems.pairs.tables import PAIR, PairFeatures
from glasscape.table import Column, Table

PREDICTION = (
    Column("double_well_probability", pa.float64(), "predicted", nullable=True),
    Column("predicted_value", pa.float64(), "of the target, if it is a double well", nullable=True),
    Column("target_probability", pa.float64(), "predicted probability that the target is met", nullable=True),
    Column(
        "expected_improvement", pa.float64(), "beyond the threshold, on the target's scale", nullable=True
    ),
)

PREDICTIONS = Table("predictions", (*PAIR, *PREDICTION))

# what the selection of an iteration leaves, decade by decade of the target probability
STRATA = Table(
    "strata",
    (
        Column("pairs", pa.int64(), "left once the best have been taken"),
        Column("expected", pa.float64(), "targets that the models expect to be left"),
        Column("audited", pa.int64(), "drawn at random"),
    ),
)


def selected_table(features: PairFeatures) -> Table:
    """The pairs to compute in one iteration, and why each was chosen."""
    return Table(
        "selected",
        (
            *PAIR,
            *features.columns,
            *PREDICTION,
            Column("reason", pa.string(), "why this pair was chosen"),
        ),
    )


def labels_table(features: PairFeatures) -> Table:
    """Everything known after an iteration: features, prediction and outcome of every computed pair."""
    return Table(
        "labels",
        (
            Column("iteration", pa.int32(), "in which the pair was computed"),
            *selected_table(features).columns,
            *OUTCOME,
        ),
    )


def defects_table(features: PairFeatures) -> Table:
    """The targets that were found."""
    return Table("defects", (*labels_table(features).columns, *PROFILE))
