from glasscape.jobs import job_log
from glasscape.particles.evaluate import score_row
from glasscape.particles.grid import evaluate_family, mean_ceiling, prediction_rows, read_particles
from glasscape.particles.settings import ParticleLearningSettings
from glasscape.particles.tables import PREDICTIONS, SCOREBOARD

with job_log(snakemake.log[0]) as log:
    files, params, point = snakemake.input, snakemake.params, snakemake.wildcards
    label, family = point.label, point.family
    learning = ParticleLearningSettings.model_validate(params.learning)
    data = read_particles(
        params.samples, files.configurations, files.labels, files.descriptors, label, params.species
    )
    ceiling = mean_ceiling(params.samples, files.ceilings, label, params.species, learning.test)
    found, test = evaluate_family(data, family, learning, ceiling, snakemake.threads)
    SCOREBOARD.write(snakemake.output.scores, score_row(label, point.descriptors, family, found.scores))
    rows = prediction_rows(label, point.descriptors, family, test, found.predicted)
    PREDICTIONS.write(snakemake.output.predictions, rows)
    log.info("%s of %s: R = %.3f, ceiling %.3f", family, label, found.scores.pearson, ceiling)
