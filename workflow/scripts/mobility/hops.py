from glasscape.descriptors.configuration import Configuration
from glasscape.jobs import job_log
from glasscape.plotting import save
from glasscape.studies.mobility.figures import show_facilitation, show_hops
from glasscape.studies.mobility.statistics import hop_statistics
from glasscape.studies.mobility.tables import RUN_HOPS
from glasscape.trajectories.facilitation import DISTRIBUTIONS, FACILITATION

with job_log(snakemake.log[0]):
    files = snakemake.output
    hops = [RUN_HOPS.read(path) for path in snakemake.input.hops]
    cells = [Configuration.read(path).particles.cell for path in snakemake.input.configurations]
    found = hop_statistics(hops, cells, snakemake.params.seed)
    DISTRIBUTIONS.write(files.distributions, found.distributions)
    FACILITATION.write(files.facilitation, found.facilitation)
    save(show_hops(found.distributions), files.hops_figure)
    save(show_facilitation(found.facilitation), files.facilitation_figure)
