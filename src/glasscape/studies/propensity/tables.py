"""Tables of the study of propensity."""

import pyarrow as pa

from glasscape.table import Column, Table

LABELS = Table(
    "labels of particles",
    (
        Column("species", pa.int32(), "species of the particle, from 1"),
        Column("propensity", pa.float64(), "mean distance from the initial position", "sigma"),
        Column(
            "bond_breaking",
            pa.float64(),
            "mean fraction of the initial neighbours that stay; present if it is asked for",
            nullable=True,
        ),
    ),
)

CEILINGS = Table(
    "ceilings",
    (
        Column("label", pa.string(), "the label"),
        Column("species", pa.int32(), "species of the particles, from 1"),
        Column("runs", pa.int32(), "number of runs"),
        Column("ceiling", pa.float64(), "Pearson correlation of a perfect model with the mean over the runs"),
        Column("single_run", pa.float64(), "Pearson correlation of one run with the mean over the others"),
    ),
)

PREDICTIONS = Table(
    "predictions of labels",
    (
        Column("label", pa.string(), "what is predicted"),
        Column("descriptors", pa.string(), "what it is predicted from"),
        Column("model", pa.string(), "family of the model"),
        Column("sample", pa.string(), "test sample"),
        Column("particle", pa.int64(), "place among the particles of its species in the sample, from 0"),
        Column("value", pa.float64(), "label of the particle"),
        Column("predicted", pa.float64(), "its prediction, by a model that has not seen the sample"),
    ),
)
