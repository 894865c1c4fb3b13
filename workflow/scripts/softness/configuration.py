from glasscape.jobs import job_log
from glasscape.potentials.settings import PotentialSettings
from glasscape.studies.softness.minimum import read_minimum

with job_log(snakemake.log[0]):
    potential = PotentialSettings.model_validate(snakemake.params.potential)
    minimum = read_minimum(snakemake.input.structure, potential, snakemake.params.max_force)
    minimum.write(snakemake.output.configuration)
