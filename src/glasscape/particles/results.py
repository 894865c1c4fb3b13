"""Tables among the results of all studies of particles, below `results/{study}/{ensemble}/`."""

from glasscape.particles.tables import (
    ATTENTION,
    CEILINGS,
    COMPARED_LABELS,
    HETEROGENEITY,
    LEARNING_CURVE,
    PREDICTIONS,
    SCOREBOARD,
    SHAPLEY,
    TRANSFER,
    TRANSFER_PREDICTIONS,
)
from glasscape.table import ResultTable

_MODEL = "{label}/{descriptors}/{family}"

RESULTS = (
    ResultTable("scoreboard.parquet", "Scores of all points of the grid.", SCOREBOARD),
    ResultTable(f"models/{_MODEL}.scores.parquet", "Scores of one point of the grid.", SCOREBOARD),
    ResultTable(
        f"models/{_MODEL}.predictions.parquet", "Predictions for particles of test samples.", PREDICTIONS
    ),
    ResultTable(f"models/{_MODEL}.curve.parquet", "Scores for smaller training sets.", LEARNING_CURVE),
    ResultTable(
        "models/{label}/{descriptors}/shapley.parquet",
        "What the descriptors of every quantity contribute.",
        SHAPLEY,
    ),
    ResultTable(
        "samples/{sample}/ceilings.parquet", "How well a perfect model would predict the labels.", CEILINGS
    ),
    ResultTable(
        "../_transfer/{label}/transfer.parquet",
        "Scores of models that have learnt from all ensembles, or from one.",
        TRANSFER,
    ),
    ResultTable(
        f"../_transfer/{_MODEL}.predictions.parquet", "Predictions of these models.", TRANSFER_PREDICTIONS
    ),
    ResultTable(f"../_transfer/{_MODEL}.attention.parquet", "Lengths to which networks attend.", ATTENTION),
    ResultTable(
        "../_transfer/{label}/heterogeneity.parquet",
        "Fluctuations of labels and of their predictions.",
        HETEROGENEITY,
    ),
    ResultTable(
        "../../particles/{ensemble}/labels.parquet",
        "Labels of several studies, of the same particles.",
        COMPARED_LABELS,
    ),
)
