from itertools import chain

from glasscape.jobs import job_log
from glasscape.search.select import select_best, with_features
from glasscape.tables import PREDICTIONS, labels_table, pairs_table, selected_table

with job_log(snakemake.log[0]) as log:
    n_displacements = snakemake.params.displacements
    pairs = pairs_table(n_displacements)
    best = select_best(
        chain.from_iterable(PREDICTIONS.row_groups(path) for path in snakemake.input.predictions),
        labels_table(n_displacements).read(snakemake.input.labels),
        snakemake.params.pairs_per_iteration,
    )
    files = filter(None, (*snakemake.input.pairs, snakemake.input.steps))
    selected = with_features(best, chain.from_iterable(map(pairs.row_groups, files)))
    selected_table(n_displacements).write(snakemake.output.selected, selected)
    log.info("%d pairs", len(selected))
