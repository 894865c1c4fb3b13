from glasscape.files import write_json
from glasscape.jobs import job_log
from glasscape.plotting import save
from glasscape.studies.two_level_systems.analysis.loss_figures import show_tree
from glasscape.studies.two_level_systems.analysis.network import report
from glasscape.studies.two_level_systems.analysis.tables import NETWORK

with job_log(snakemake.log[0]) as log:
    paths = NETWORK.read(snakemake.input.network, sample=[snakemake.wildcards.sample])
    described = report(paths)
    write_json(snakemake.output.report, described)
    save(show_tree(paths), snakemake.output.figure)
    log.info("%s", described)
