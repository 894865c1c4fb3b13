from glasscape.jobs import job_log
from glasscape.particles.tables import CEILINGS
from glasscape.studies.propensity.labels import label_particles, read_runs
from glasscape.studies.propensity.settings import BondSettings

with job_log(snakemake.log[0]):
    found = label_particles(
        read_runs(snakemake.input.runs, snakemake.params.cell),
        snakemake.params.labels,
        BondSettings.model_validate(snakemake.params.bonds),
    )
    found.labels.write(snakemake.output.labels)
    CEILINGS.write(snakemake.output.ceilings, found.ceilings)
