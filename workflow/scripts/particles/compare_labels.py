from glasscape.descriptors.configuration import Configuration
from glasscape.jobs import job_log
from glasscape.particles.comparison import compare_labels
from glasscape.particles.figures import show_labels
from glasscape.particles.tables import COMPARED_LABELS
from glasscape.plotting import save
from glasscape.structures.particle_table import ParticleTable

with job_log(snakemake.log[0]):
    given, params = snakemake.input, snakemake.params
    files = iter(given.labels)
    labels = {
        name: {study: ParticleTable.read(next(files)) for study in params.studies} for name in params.samples
    }
    species = {
        name: Configuration.read(path).particles.species
        for name, path in zip(params.samples, given.configurations, strict=True)
    }
    compared = compare_labels(labels, species, params.seed)
    COMPARED_LABELS.write(snakemake.output.table, compared)
    save(show_labels(compared), snakemake.output.figure)
