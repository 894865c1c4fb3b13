from glasscape.jobs import job_log
from glasscape.learning.settings import LearningSettings
from glasscape.search.models import train
from glasscape.search.target import Target
from glasscape.tables import labels_table

with job_log(snakemake.log[0]) as log:
    models = train(
        labels_table(snakemake.params.displacements).read(snakemake.input.labels),
        snakemake.params.displacements,
        Target.of_config(snakemake.params.target, snakemake.params.quantum),
        LearningSettings.model_validate(snakemake.params.learning),
        snakemake.params.seed,
        snakemake.threads,
    )
    models.write(snakemake.output.models)
    log.info("scores: %s", models.scores)
