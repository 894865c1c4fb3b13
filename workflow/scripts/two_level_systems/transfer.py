from pathlib import Path

import pandas as pd

from glasscape.jobs import job_log
from glasscape.plotting import save
from glasscape.studies.two_level_systems.interpretation.figures import show_transfer
from glasscape.studies.two_level_systems.interpretation.tables import TRANSFER
from glasscape.studies.two_level_systems.interpretation.transfer import tell_ensembles_apart, transfer
from glasscape.studies.two_level_systems.pairs.tables import PairFeatures
from glasscape.studies.two_level_systems.search.settings import LearningSettings
from glasscape.studies.two_level_systems.search.tables import labels_table
from glasscape.studies.two_level_systems.search.target import Target

with job_log(snakemake.log[0]):
    features = PairFeatures(snakemake.params.displacements)
    read = labels_table(features).read
    labels = {Path(path).parents[1].name: read(path) for path in snakemake.input.labels}
    settings = LearningSettings.model_validate(snakemake.params.learning)
    given = (settings, snakemake.params.seed, snakemake.threads)
    table = pd.concat(
        [
            transfer(
                labels,
                features,
                Target.of_config(snakemake.params.target, snakemake.params.quantum),
                *given,
            ),
            tell_ensembles_apart(labels, features, *given),
        ],
        ignore_index=True,
    )
    TRANSFER.write(snakemake.output.table, table)
    save(show_transfer(table), snakemake.output.figure)
