from glasscape.jobs import job_log
from glasscape.studies.two_level_systems.analysis.moving import moving_particles
from glasscape.studies.two_level_systems.analysis.tables import NETWORK
from glasscape.studies.two_level_systems.exact.minima import AllMinima

with job_log(snakemake.log[0]):
    given, sample = snakemake.input, snakemake.wildcards.sample
    paths = NETWORK.read(given.network, sample=[sample])
    minima = AllMinima.read([given.library], given.intermediate, {*paths.a, *paths.b})
    moving_particles(sample, paths, minima).write(snakemake.output.labels)
