from glasscape.jobs import job_log
from glasscape.particles.evaluate import SCOREBOARD, score_row
from glasscape.studies.propensity.data import (
    evaluate_family,
    mean_ceiling,
    prediction_rows,
    read_particles,
)
from glasscape.studies.propensity.settings import PropensityLearningSettings
from glasscape.studies.propensity.tables import PREDICTIONS

with job_log(snakemake.log[0]) as log:
    files, names = snakemake.input, snakemake.params.samples
    point, species = snakemake.wildcards, snakemake.params.species
    label, family = point.label, point.family
    learning = PropensityLearningSettings.model_validate(snakemake.params.learning)
    data = read_particles(names, files.labels, files.descriptors, label, species)
    ceiling = mean_ceiling(names, files.ceilings, label, species, learning.test)
    found, test = evaluate_family(data, family, learning, ceiling, snakemake.threads)
    SCOREBOARD.write(snakemake.output.scores, score_row(label, point.descriptors, family, found.scores))
    rows = prediction_rows(label, point.descriptors, family, test, found.predicted)
    PREDICTIONS.write(snakemake.output.predictions, rows)
    log.info("%s of %s: R = %.3f, ceiling %.3f", family, label, found.scores.pearson, ceiling)
