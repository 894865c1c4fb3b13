from itertools import chain

from glasscape.jobs import job_log
from glasscape.search.initial import select_initial
from glasscape.search.settings import InitialSettings
from glasscape.tables import pairs_table, selected_table

with job_log(snakemake.log[0]) as log:
    pairs = pairs_table(snakemake.params.displacements)
    selected = select_initial(
        chain.from_iterable(pairs.row_groups(path) for path in snakemake.input.pairs),
        InitialSettings.model_validate(snakemake.params.initial),
        snakemake.params.seed,
    )
    selected_table(snakemake.params.displacements).write(snakemake.output.selected, selected)
    log.info("%d pairs: %s", len(selected), selected.reason.value_counts().to_dict())
