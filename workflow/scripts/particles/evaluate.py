import pandas as pd

from glasscape.jobs import job_log
from glasscape.particles.grid import (
    SampleFiles,
    evaluate_family,
    mean_ceiling,
    prediction_rows,
    read_ceilings,
    read_particles,
    score_row,
)
from glasscape.particles.settings import ParticleLearningSettings
from glasscape.particles.tables import PREDICTIONS, SCOREBOARD

with job_log(snakemake.log[0]) as log:
    files, params, names = snakemake.input, snakemake.params, snakemake.wildcards
    learning = ParticleLearningSettings.model_validate(params.learning)
    samples = SampleFiles.of_samples(params.samples, files.configurations, files.labels, files.descriptors)
    ceilings = read_ceilings(params.samples, files.ceilings)
    scores, predictions = [], []
    for species in params.species:
        point = {"label": names.label, "descriptors": names.descriptors, "model": names.family}
        data = read_particles(samples, names.label, species, names.descriptors)
        ceiling = mean_ceiling(ceilings, names.label, species, learning.test)
        found = evaluate_family(data, names.family, learning, ceiling, snakemake.threads)
        scores.append(score_row({**point, "species": species}, found.scores))
        predictions.append(prediction_rows({**point, "species": species}, found.test, found.predicted))
        log.info("%s, species %d: R = %.3f, ceiling %.3f", point, species, found.scores.pearson, ceiling)
    SCOREBOARD.write(snakemake.output.scores, pd.concat(scores))
    PREDICTIONS.write(snakemake.output.predictions, pd.concat(predictions))
