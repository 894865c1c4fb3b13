from glasscape.jobs import job_log
from glasscape.studies.propensity.labels import label_particles, read_runs
from glasscape.studies.propensity.settings import BondSettings
from glasscape.studies.propensity.tables import CEILINGS, LABELS

with job_log(snakemake.log[0]):
    found = label_particles(
        read_runs(snakemake.input.runs, snakemake.params.cell),
        snakemake.params.labels,
        BondSettings.model_validate(snakemake.params.bonds),
    )
    LABELS.write(snakemake.output.labels, found.labels)
    CEILINGS.write(snakemake.output.ceilings, found.ceilings)
