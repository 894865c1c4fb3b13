import pandas as pd

from glasscape.jobs import job_log
from glasscape.studies.two_level_systems.exact.batch import batch_rows
from glasscape.studies.two_level_systems.exact.tables import EXACT
from glasscape.studies.two_level_systems.lookup.lookup import look_up
from glasscape.studies.two_level_systems.lookup.tables import LOOKUP
from glasscape.studies.two_level_systems.pairs.tables import PairFeatures
from glasscape.studies.two_level_systems.search.tables import selected_table
from glasscape.tunnelling.settings import QuantumSettings

with job_log(snakemake.log[0]) as log:
    selected = selected_table(PairFeatures(snakemake.params.displacements)).read(snakemake.input.selected)
    found = look_up(
        batch_rows(selected, int(snakemake.wildcards.batch), snakemake.params.batches),
        pd.concat([LOOKUP.read(path) for path in snakemake.input.lookup], ignore_index=True),
        QuantumSettings.model_validate(snakemake.params.quantum).units.splitting_threshold,
    )
    EXACT.write(snakemake.output.exact, found)
    log.info("%d pairs: %s", len(found), found.verdict.value_counts().to_dict())
