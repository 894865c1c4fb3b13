from glasscape.descriptors.describe import describe
from glasscape.descriptors.settings import DescriptorSettings
from glasscape.forces.engine import make_engine
from glasscape.jobs import job_log
from glasscape.potentials.settings import PotentialSettings
from glasscape.studies.propensity.labels import read_runs

with job_log(snakemake.log[0]):
    runs = read_runs(snakemake.input.runs, snakemake.params.cell)
    table = describe(
        make_engine(PotentialSettings.model_validate(snakemake.params.potential)),
        runs.particles,
        runs.start,
        DescriptorSettings.model_validate(snakemake.params.descriptors),
    )
    table.write(snakemake.output.descriptors)
