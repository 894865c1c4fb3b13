from glasscape.jobs import job_log
from glasscape.particles.grid import SampleFiles, curve_of_family, read_particles
from glasscape.particles.settings import ParticleLearningSettings
from glasscape.particles.tables import LEARNING_CURVE

with job_log(snakemake.log[0]):
    files, params, point = snakemake.input, snakemake.params, snakemake.wildcards
    samples = SampleFiles.of_samples(params.samples, files.configurations, files.labels, files.descriptors)
    data = read_particles(samples, point.label, params.species[0], point.descriptors)
    learning = ParticleLearningSettings.model_validate(params.learning)
    curve = curve_of_family(data, point.family, learning, snakemake.threads)
    LEARNING_CURVE.write(snakemake.output.curve, curve)
