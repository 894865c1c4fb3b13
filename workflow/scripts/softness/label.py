from glasscape.descriptors.configuration import Configuration
from glasscape.jobs import job_log
from glasscape.particles.ceilings import exact_ceilings
from glasscape.particles.tables import CEILINGS
from glasscape.potentials.settings import PotentialSettings
from glasscape.studies.softness.labels import label_minimum
from glasscape.studies.softness.settings import SoftnessSettings

with job_log(snakemake.log[0]):
    configuration = Configuration.read(snakemake.input.configuration)
    potential = PotentialSettings.model_validate(snakemake.params.potential)
    settings = SoftnessSettings.model_validate(snakemake.params.labels)
    labels = label_minimum(potential, configuration, settings)
    labels.write(snakemake.output.labels)
    CEILINGS.write(snakemake.output.ceilings, exact_ceilings(labels.names, configuration.particles.species))
