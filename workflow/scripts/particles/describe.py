from glasscape.descriptors.configuration import Configuration
from glasscape.descriptors.describe import describe
from glasscape.descriptors.settings import DescriptorSettings
from glasscape.forces.engine import make_engine
from glasscape.jobs import job_log
from glasscape.potentials.settings import PotentialSettings

with job_log(snakemake.log[0]):
    table = describe(
        make_engine(PotentialSettings.model_validate(snakemake.params.potential)),
        Configuration.read(snakemake.input.configuration),
        DescriptorSettings.model_validate(snakemake.params.descriptors),
    )
    table.write(snakemake.output.descriptors)
