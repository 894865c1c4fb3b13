from itertools import chain

from glasscape.jobs import job_log
from glasscape.studies.two_level_systems.pairs.tables import PairFeatures
from glasscape.studies.two_level_systems.search.initial import select_initial
from glasscape.studies.two_level_systems.search.settings import InitialSettings
from glasscape.studies.two_level_systems.search.tables import selected_table

with job_log(snakemake.log[0]) as log:
    pairs = PairFeatures(snakemake.params.displacements).pairs
    selected = select_initial(
        chain.from_iterable(pairs.row_groups(path) for path in snakemake.input.pairs),
        InitialSettings.model_validate(snakemake.params.initial),
        snakemake.params.seed,
        snakemake.params.zero_point == "adiabatic",
    )
    selected_table(PairFeatures(snakemake.params.displacements)).write(snakemake.output.selected, selected)
    log.info("%d pairs: %s", len(selected), selected.reason.value_counts().to_dict())
