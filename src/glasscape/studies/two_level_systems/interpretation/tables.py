"""What the models of a search have learnt."""

import pyarrow as pa

from glasscape.table import Column, Table

SHAPLEY = Table(
    "Shapley values",
    (
        Column("question", pa.string(), "double well, or value"),
        Column("pair", pa.int32(), "number of the explained pair"),
        Column("feature", pa.string(), "name of the feature"),
        Column("given", pa.float64(), "the feature of this pair", nullable=True),
        Column("contribution", pa.float64(), "to the answer: probability, or value on the target's scale"),
    ),
)

IMPORTANCE = Table(
    "permutation importance",
    (
        Column("question", pa.string(), "double well, or value"),
        Column("feature", pa.string(), "name of the feature"),
        Column("fold", pa.int32(), "on which models were evaluated"),
        Column("loss", pa.float64(), "of the score when the feature is shuffled"),
    ),
)

SCAN = Table(
    "scan",
    (
        Column("question", pa.string(), "double well, or value"),
        Column("parameter", pa.float64(), "that was varied"),
        Column("fold", pa.int32(), "on which models were evaluated"),
        Column("score", pa.float64(), "on pairs that were not seen", nullable=True),
        Column("seconds", pa.float64(), "of training", "s"),
    ),
)

TRANSFER = Table(
    "transfer",
    (
        Column("question", pa.string(), "double well, value, or which ensemble"),
        Column("learnt", pa.string(), "ensemble of the training data, or that a pair is from"),
        Column(
            "evaluated", pa.string(), "ensemble on which models were evaluated, or that a pair is taken for"
        ),
        Column("score", pa.float64(), "on pairs that were not seen, or part of the pairs", nullable=True),
    ),
)
