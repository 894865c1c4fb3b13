from pathlib import Path

import pandas as pd

from glasscape.jobs import job_log
from glasscape.plotting import save
from glasscape.studies.two_level_systems.interpretation.figures import show_transfer
from glasscape.studies.two_level_systems.interpretation.tables import TRANSFER
from glasscape.studies.two_level_systems.interpretation.transfer import tell_ensembles_apart, transfer
from glasscape.studies.two_level_systems.search.tables import labels_table
from glasscape.studies.two_level_systems.search.training import Training

with job_log(snakemake.log[0]):
    training = Training.of_job(snakemake.params.training, snakemake.threads)
    read = labels_table(training.features).read
    labels = {Path(path).parents[1].name: read(path) for path in snakemake.input.labels}
    table = pd.concat([transfer(labels, training), tell_ensembles_apart(labels, training)], ignore_index=True)
    TRANSFER.write(snakemake.output.table, table)
    save(show_transfer(table), snakemake.output.figure)
