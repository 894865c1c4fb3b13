from glasscape.jobs import job_log
from glasscape.studies.two_level_systems.pairs.tables import PairFeatures
from glasscape.studies.two_level_systems.search.select import select_best, with_features
from glasscape.studies.two_level_systems.search.settings import SearchSettings
from glasscape.studies.two_level_systems.search.tables import (
    PREDICTIONS,
    STRATA,
    labels_table,
    selected_table,
)
from glasscape.studies.two_level_systems.search.target import Target

with job_log(snakemake.log[0]) as log:
    features = PairFeatures(snakemake.params.displacements)
    selection = select_best(
        PREDICTIONS.row_groups(*snakemake.input.predictions),
        labels_table(features).read(snakemake.input.labels),
        SearchSettings.model_validate(snakemake.params.selection),
        Target.of_config(snakemake.params.target, snakemake.params.quantum),
        int(snakemake.wildcards.k),
    )
    files = filter(None, (*snakemake.input.pairs, snakemake.input.path_pairs))
    selected = with_features(selection.pairs, features.pairs.row_groups(*files))
    selected_table(features).write(snakemake.output.selected, selected)
    STRATA.write(snakemake.output.strata, selection.strata)
    log.info("%d pairs: %s", len(selected), selected.reason.value_counts().to_dict())
