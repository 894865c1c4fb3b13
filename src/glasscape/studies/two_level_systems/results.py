"""Tables among the results of the study, below `results/two_level_systems/{ensemble}/`."""

from glasscape.studies.two_level_systems.analysis.tables import COMPARED, STATISTICS
from glasscape.studies.two_level_systems.exact.tables import EXACT, INTERMEDIATE_MINIMA, ISOTOPES
from glasscape.studies.two_level_systems.interpretation.tables import IMPORTANCE, SCAN, SHAPLEY, TRANSFER
from glasscape.studies.two_level_systems.lookup.tables import LOOKUP
from glasscape.studies.two_level_systems.pairs.settings import PairSettings
from glasscape.studies.two_level_systems.pairs.tables import PairFeatures
from glasscape.studies.two_level_systems.pairs.zero_point import FREQUENCIES
from glasscape.studies.two_level_systems.search.tables import (
    PREDICTIONS,
    STRATA,
    defects_table,
    labels_table,
    selected_table,
)
from glasscape.table import ResultTable

_FEATURES = PairFeatures(PairSettings().displacements)

RESULTS = (
    ResultTable("defects.parquet", "The targets found, such as two-level systems.", defects_table(_FEATURES)),
    ResultTable("iter_{k}/labels.parquet", "All pairs computed up to iteration k.", labels_table(_FEATURES)),
    ResultTable(
        "iter_{k}/selected.parquet", "The pairs that iteration k computes.", selected_table(_FEATURES)
    ),
    ResultTable(
        "iter_{k}/predictions/{sample}.parquet",
        "What the models of iteration k predict for every candidate pair.",
        PREDICTIONS,
    ),
    ResultTable(
        "iter_{k}/strata.parquet",
        "Pairs that iteration k leaves, by target probability; draws are spread over these strata.",
        STRATA,
    ),
    ResultTable("iter_{k}/exact/{batch}.parquet", "Exact results of a batch of pairs.", EXACT),
    ResultTable(
        "intermediate_minima.parquet",
        "Minima that paths have passed, and that no trajectory has visited.",
        INTERMEDIATE_MINIMA,
    ),
    ResultTable(
        "samples/{sample}/pairs.parquet", "All candidate pairs with their features.", _FEATURES.pairs
    ),
    ResultTable("samples/{sample}/minima.parquet", "The minima in the order of `minima.h5`.", FREQUENCIES),
    ResultTable("samples/{sample}/lookup.parquet", "Labels that were read from tables.", LOOKUP),
    *(
        ResultTable(f"statistics/{name}.parquet", f"{table.name[:1].upper()}{table.name[1:]}.", table)
        for name, table in STATISTICS.items()
    ),
    ResultTable("iter_{k}/isotopes.parquet", "Levels of the double wells for other masses.", ISOTOPES),
    ResultTable(
        "iter_{k}/interpretation/shapley.parquet",
        "Contribution of every feature to predictions for single pairs.",
        SHAPLEY,
    ),
    ResultTable(
        "iter_{k}/interpretation/importance.parquet",
        "Permutation importance of every feature.",
        IMPORTANCE,
    ),
    ResultTable(
        "iter_{k}/interpretation/scan_{scan}.parquet", "Score of the models for other settings.", SCAN
    ),
    ResultTable("../_ensembles/ensembles.parquet", "Quantities of several ensembles.", COMPARED),
    ResultTable(
        "../_transfer/transfer.parquet", "Scores of the models of one ensemble in another.", TRANSFER
    ),
)
