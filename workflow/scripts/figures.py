from glasscape.analysis.figures import save, show_found, show_predicted_against_exact
from glasscape.jobs import job_log
from glasscape.tables import labels_table
from glasscape.tunnelling.settings import QuantumSettings

with job_log(snakemake.log[0]):
    labels = labels_table(snakemake.params.displacements).read(snakemake.input.labels)
    threshold = QuantumSettings.model_validate(snakemake.params.quantum).units.splitting_threshold
    save(show_predicted_against_exact(labels, threshold), snakemake.output[:2])
    save(show_found(labels), snakemake.output[2:])
