from glasscape.jobs import job_log
from glasscape.studies.two_level_systems.search.models import train
from glasscape.studies.two_level_systems.search.tables import labels_table
from glasscape.studies.two_level_systems.search.training import Training

with job_log(snakemake.log[0]) as log:
    training = Training.of_job(snakemake.params.training, snakemake.threads)
    models = train(labels_table(training.features).read(snakemake.input.labels), training)
    models.write(snakemake.output.models)
    log.info("scores: %s", models.scores)
