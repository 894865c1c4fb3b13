"""Tables for the interpretation of the models of a search."""

import pyarrow as pa

from glasscape.table import Column, Table, optional

SHAPLEY = Table(
    "Shapley values",
    (
        Column("question", pa.string(), "double well, or value"),
        Column("pair", pa.int32(), "number of the explained pair"),
        Column("feature", pa.string(), "name of the feature"),
        optional("given", "value of the feature for this pair"),
        Column("contribution", pa.float64(), "contribution to the probability, or to the value on its scale"),
    ),
)

IMPORTANCE = Table(
    "permutation importance",
    (
        Column("question", pa.string(), "double well, or value"),
        Column("feature", pa.string(), "name of the feature"),
        Column("fold", pa.int32(), "on which models were evaluated"),
        Column("loss", pa.float64(), "loss of the score when the feature is shuffled"),
    ),
)

SCAN = Table(
    "scan",
    (
        Column("question", pa.string(), "double well, or value"),
        Column("parameter", pa.float64(), "value of the varied parameter"),
        Column("fold", pa.int32(), "on which models were evaluated"),
        optional("score", "score on held-out pairs"),
        Column("seconds", pa.float64(), "training time", "s"),
    ),
)

TRANSFER = Table(
    "transfer",
    (
        Column("question", pa.string(), "double well, value, or which ensemble"),
        Column("learnt", pa.string(), "ensemble of the training data, or of the pairs"),
        Column("evaluated", pa.string(), "ensemble of the evaluation, or as which pairs are classified"),
        optional("score", "score on held-out pairs, or fraction of the pairs"),
    ),
)
