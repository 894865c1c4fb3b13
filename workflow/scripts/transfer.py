from pathlib import Path

import pandas as pd

from glasscape.analysis.figures import save
from glasscape.jobs import job_log
from glasscape.learning.settings import LearningSettings
from glasscape.search.target import Target
from glasscape.tables import TRANSFER, labels_table
from glasscape.understanding.figures import show_transfer
from glasscape.understanding.transfer import tell_ensembles_apart, transfer

with job_log(snakemake.log[0]):
    n_displacements = snakemake.params.displacements
    read = labels_table(n_displacements).read
    labels = {Path(path).parents[1].name: read(path) for path in snakemake.input.labels}
    settings = LearningSettings.model_validate(snakemake.params.learning)
    given = (settings, snakemake.params.seed, snakemake.threads)
    table = pd.concat(
        [
            transfer(
                labels,
                n_displacements,
                Target.of_config(snakemake.params.target, snakemake.params.quantum),
                *given,
            ),
            tell_ensembles_apart(labels, n_displacements, *given),
        ],
        ignore_index=True,
    )
    TRANSFER.write(snakemake.output.table, table)
    save(show_transfer(table), snakemake.output.figure)
