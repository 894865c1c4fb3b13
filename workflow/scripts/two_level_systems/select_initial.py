from glasscape.jobs import job_log
from glasscape.studies.two_level_systems.pairs.tables import PairFeatures
from glasscape.studies.two_level_systems.search.initial import select_initial
from glasscape.studies.two_level_systems.search.settings import InitialSettings
from glasscape.studies.two_level_systems.search.tables import selected_table
from glasscape.tunnelling.settings import QuantumSettings

with job_log(snakemake.log[0]) as log:
    features = PairFeatures(snakemake.params.displacements)
    selected = select_initial(
        features.pairs.row_groups(*snakemake.input.pairs),
        InitialSettings.model_validate(snakemake.params.initial),
        snakemake.params.seed,
        QuantumSettings(zero_point=snakemake.params.zero_point).counts_zero_point,
    )
    selected_table(features).write(snakemake.output.selected, selected)
    log.info("%d pairs: %s", len(selected), selected.reason.value_counts().to_dict())
