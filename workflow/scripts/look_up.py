import pandas as pd

from glasscape.exact.batch import batch_rows
from glasscape.jobs import job_log
from glasscape.known.tables import look_up
from glasscape.tables import EXACT, KNOWN, selected_table
from glasscape.tunnelling.settings import QuantumSettings

with job_log(snakemake.log[0]) as log:
    selected = selected_table(snakemake.params.displacements).read(snakemake.input.selected)
    found = look_up(
        batch_rows(selected, int(snakemake.wildcards.batch), snakemake.params.batches),
        pd.concat([KNOWN.read(path) for path in snakemake.input.known], ignore_index=True),
        QuantumSettings.model_validate(snakemake.params.quantum).units.splitting_threshold,
    )
    EXACT.write(snakemake.output.exact, found)
    log.info("%d pairs: %s", len(found), found.verdict.value_counts().to_dict())
