from glasscape.descriptors.configuration import Configuration
from glasscape.forces.engine import make_engine
from glasscape.jobs import job_log
from glasscape.potentials.settings import PotentialSettings
from glasscape.studies.propensity.labels import read_runs

with job_log(snakemake.log[0]):
    runs = read_runs(snakemake.input.runs, snakemake.params.cell)
    engine = make_engine(PotentialSettings.model_validate(snakemake.params.potential))
    Configuration.quenched(engine, runs.particles, runs.start).write(snakemake.output.configuration)
