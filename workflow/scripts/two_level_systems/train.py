from glasscape.jobs import job_log
from glasscape.studies.two_level_systems.pairs.tables import PairFeatures
from glasscape.studies.two_level_systems.search.models import train
from glasscape.studies.two_level_systems.search.settings import LearningSettings
from glasscape.studies.two_level_systems.search.tables import labels_table
from glasscape.studies.two_level_systems.search.target import Target

with job_log(snakemake.log[0]) as log:
    features = PairFeatures(snakemake.params.displacements)
    models = train(
        labels_table(features).read(snakemake.input.labels),
        features,
        Target.of_config(snakemake.params.target, snakemake.params.quantum),
        LearningSettings.model_validate(snakemake.params.learning),
        snakemake.params.seed,
        snakemake.threads,
    )
    models.write(snakemake.output.models)
    log.info("scores: %s", models.scores)
