from itertools import chain

from glasscape.jobs import job_log
from glasscape.search.select import select_best, with_features
from glasscape.search.settings import SearchSettings
from glasscape.search.target import Target
from glasscape.tables import PREDICTIONS, STRATA, labels_table, pairs_table, selected_table

with job_log(snakemake.log[0]) as log:
    n_displacements = snakemake.params.displacements
    pairs = pairs_table(n_displacements)
    selection = select_best(
        chain.from_iterable(PREDICTIONS.row_groups(path) for path in snakemake.input.predictions),
        labels_table(n_displacements).read(snakemake.input.labels),
        SearchSettings.model_validate(snakemake.params.selection),
        Target.of_config(snakemake.params.target, snakemake.params.quantum),
        int(snakemake.wildcards.k),
    )
    files = filter(None, (*snakemake.input.pairs, snakemake.input.steps))
    selected = with_features(selection.pairs, chain.from_iterable(map(pairs.row_groups, files)))
    selected_table(n_displacements).write(snakemake.output.selected, selected)
    STRATA.write(snakemake.output.strata, selection.strata)
    log.info("%d pairs: %s", len(selected), selected.reason.value_counts().to_dict())
