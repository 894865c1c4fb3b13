from glasscape.jobs import job_log
from glasscape.particles.learning_curve import LEARNING_CURVE
from glasscape.studies.propensity.data import curve_of_family, read_particles
from glasscape.studies.propensity.settings import PropensityLearningSettings

with job_log(snakemake.log[0]):
    files, names = snakemake.input, snakemake.wildcards
    data = read_particles(
        snakemake.params.samples, files.labels, files.descriptors, names.label, snakemake.params.species
    )
    learning = PropensityLearningSettings.model_validate(snakemake.params.learning)
    curve = curve_of_family(data, names.family, learning, snakemake.threads)
    LEARNING_CURVE.write(snakemake.output.curve, curve)
