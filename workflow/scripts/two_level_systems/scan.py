from glasscape.jobs import job_log
from glasscape.plotting import save
from glasscape.studies.two_level_systems.interpretation.figures import show_scan
from glasscape.studies.two_level_systems.interpretation.scans import scan
from glasscape.studies.two_level_systems.interpretation.tables import SCAN
from glasscape.studies.two_level_systems.search.tables import labels_table
from glasscape.studies.two_level_systems.search.training import Training

with job_log(snakemake.log[0]):
    name = snakemake.wildcards.scan
    training = Training.of_job(snakemake.params.training, snakemake.threads)
    table = scan(name, labels_table(training.features).read(snakemake.input.labels), training)
    SCAN.write(snakemake.output.table, table)
    save(show_scan(table, name), snakemake.output.figure)
