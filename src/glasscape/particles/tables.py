"""Tables of the grid of labels, descriptors and models."""

import pyarrow as pa

from glasscape.table import Column, Table, optional

# between the ensembles of `trained_on`
PLUS = "+"

CEILINGS = Table(
    "ceilings",
    (
        Column("label", pa.string(), "the label"),
        Column("species", pa.int32(), "species of the particles, from 1"),
        Column("runs", pa.int32(), "number of runs over which the label is a mean; 1 if it is exact"),
        optional(
            "ceiling", "Pearson correlation of a perfect model with the label; absent if there is one run"
        ),
        optional(
            "single_run",
            "Pearson correlation of one run with the mean over the others; absent if there is one run",
        ),
    ),
)

# point of the grid to which a row belongs
_POINT = (
    Column("label", pa.string(), "what is predicted"),
    Column("descriptors", pa.string(), "what it is predicted from"),
    Column("model", pa.string(), "family of the model"),
    Column("species", pa.int32(), "species of the particles, from 1"),
)

_PREDICTED = (
    Column("sample", pa.string(), "test sample"),
    Column("particle", pa.int64(), "place of the particle in the sample, from 0"),
    Column("value", pa.float64(), "label of the particle"),
    Column("predicted", pa.float64(), "its prediction, by a model that has not seen the sample"),
)
_INTERVAL = (
    Column("low", pa.float64(), "lower end of its interval of 90 %"),
    Column("high", pa.float64(), "upper end of its interval of 90 %"),
    Column("interval_over", pa.string(), "samples, or particles if there are few samples"),
)

PREDICTIONS = Table(
    "predictions of labels",
    (
        *_POINT,
        *_PREDICTED,
    ),
)

SCOREBOARD = Table(
    "scoreboard",
    (
        *_POINT,
        Column("pearson", pa.float64(), "Pearson correlation with the label, mean over test samples"),
        *_INTERVAL,
        Column(
            "pooled",
            pa.float64(),
            "Pearson correlation over all test particles of a fold together, mean over folds",
        ),
        Column("spearman", pa.float64(), "rank correlation, mean over test samples"),
        optional(
            "top_precision",
            "average precision for the hundredth of the particles with the largest labels, mean over test "
            "samples; by chance 0.023 of 400 particles; absent if more share the largest label; with the "
            "labels `overlap` and `bond_breaking`, these particles move least",
        ),
        optional("ceiling", "Pearson correlation that a perfect model would have"),
        optional("of_ceiling", "pearson / ceiling"),
        Column("best_single", pa.float64(), "pearson of the best descriptor of the training samples alone"),
        Column("best_single_name", pa.string(), "this descriptor; the most frequent one if folds differ"),
        Column("null", pa.float64(), "pearson of a model of labels that are shuffled within samples"),
        Column("null_low", pa.float64(), "lower end of its interval of 90 %"),
        Column("null_high", pa.float64(), "upper end of its interval of 90 %"),
        Column("seconds", pa.float64(), "training and prediction, without the shuffled labels", "s"),
        Column("train_samples", pa.int64(), "number of training samples; of one fold where there are folds"),
        Column("test_samples", pa.int64(), "number of test samples"),
    ),
)

LEARNING_CURVE = Table(
    "learning curve",
    (
        Column("train_samples", pa.int64(), "number of training samples"),
        Column("draw", pa.int64(), "random order of the training samples, of which the first ones are taken"),
        Column("pearson", pa.float64(), "Pearson correlation with the label, mean over test samples"),
    ),
)

SHAPLEY = Table(
    "Shapley values of descriptors",
    (
        Column("quantity", pa.string(), "descriptors of one quantity, for all lengths and species"),
        Column("descriptors", pa.int64(), "their number"),
        Column("contribution", pa.float64(), "mean absolute value of the sum of their Shapley values"),
        Column("strongest", pa.string(), "descriptor with the largest mean absolute Shapley value"),
    ),
)

COMPARED_LABELS = Table(
    "labels compared",
    (
        Column("label", pa.string(), "a label, with its study"),
        Column("other", pa.string(), "another label of the same particles"),
        Column("species", pa.int32(), "species of the particles, from 1"),
        Column("spearman", pa.float64(), "rank correlation of the two, mean over samples"),
        *_INTERVAL,
        Column(
            "rank_of_top",
            pa.float64(),
            "mean rank, from 0 to 1, that the hundredth of the particles with the largest label have in the "
            "other; one half by chance",
        ),
        Column("samples", pa.int64(), "number of samples in which both labels vary"),
    ),
)

# state of which particles are predicted, and where the model has learnt
_STATE = (
    Column("label", pa.string(), "quantity that is predicted, without its time"),
    *_POINT[1:],
    Column("trained_on", pa.string(), "ensembles of the training particles, joined by +"),
    Column("ensemble", pa.string(), "ensemble that is predicted"),
    Column("temperature", pa.float64(), "its temperature", "epsilon"),
    Column("time", pa.float64(), "time of the label, in the unit of the config"),
)

TRANSFER = Table(
    "transfer",
    (
        *_STATE,
        Column("pearson", pa.float64(), "Pearson correlation with the label, mean over test samples"),
        *_INTERVAL,
        optional("ceiling", "Pearson correlation that a perfect model would have"),
        optional(
            "null",
            "pearson of a model of labels that are shuffled within samples, trained on all ensembles; absent "
            "for other models",
        ),
        Column("seconds", pa.float64(), "training and prediction, for all states and folds together", "s"),
    ),
)

TRANSFER_PREDICTIONS = Table(
    "predictions of models of all states",
    (
        *_STATE,
        *_PREDICTED,
        Column(
            "level", pa.float64(), "mean label in this state of the samples that this model was trained on"
        ),
    ),
)

ATTENTION = Table(
    "attention",
    (
        *_STATE,
        Column("network", pa.int64(), "number of the network, each with its own seed and training rows"),
        Column("length", pa.float64(), "mean of the lengths, weighted by the attention", "sigma"),
    ),
)

HETEROGENEITY = Table(
    "dynamic heterogeneity",
    (
        # of labels themselves the model is `simulated`, without descriptors and training ensembles
        *_STATE,
        Column("chi4", pa.float64(), "N times the variance over samples of the mean label"),
        Column("chi4_error", pa.float64(), "its standard error, from leaving out samples"),
        Column("s4", pa.float64(), "four-point structure factor at the smallest wave number"),
        Column("s4_error", pa.float64(), "its standard error, from leaving out samples"),
        Column("wave_number", pa.float64(), "this wave number", "1 / sigma"),
        optional(
            "length",
            "correlation length of a fit of Ornstein and Zernike; absent if the fit has none",
            "sigma",
        ),
        optional("length_error", "its standard error", "sigma"),
    ),
)
