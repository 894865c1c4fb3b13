from glasscape.jobs import job_log
from glasscape.particles.evaluate import splits_of
from glasscape.particles.figures import show_shapley
from glasscape.particles.grid import SampleFiles, read_particles
from glasscape.particles.settings import ParticleLearningSettings
from glasscape.particles.shapley import shapley_values
from glasscape.particles.tables import SHAPLEY
from glasscape.plotting import save

with job_log(snakemake.log[0]):
    files, params, point = snakemake.input, snakemake.params, snakemake.wildcards
    learning = ParticleLearningSettings.model_validate(params.learning)
    samples = SampleFiles.of_samples(params.samples, files.configurations, files.labels, files.descriptors)
    data = read_particles(samples, point.label, params.species[0], point.descriptors)
    # with folds, the particles that are explained are those of the training
    train = test = data
    if learning.test:
        train, test = map(data.only, *splits_of(data.samples, learning.test, learning.folds, learning.seed))
    values = shapley_values(train, test, learning.ridge, learning.seed)
    SHAPLEY.write(snakemake.output.values, values)
    save(show_shapley(values, point.label), snakemake.output.figure)
