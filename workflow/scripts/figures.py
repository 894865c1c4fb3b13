from glasscape.analysis.figures import save, show_found, show_predicted_against_exact
from glasscape.jobs import job_log
from glasscape.search.target import Target
from glasscape.tables import labels_table

with job_log(snakemake.log[0]):
    labels = labels_table(snakemake.params.displacements).read(snakemake.input.labels)
    target = Target.of_config(snakemake.params.target, snakemake.params.quantum)
    save(show_predicted_against_exact(labels, target), snakemake.output[:2])
    save(show_found(labels, target), snakemake.output[2:])
