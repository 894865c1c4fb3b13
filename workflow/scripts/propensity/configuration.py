from glasscape.descriptors.configuration import Configuration
from glasscape.descriptors.settings import CageSettings
from glasscape.forces.engine import make_engine
from glasscape.jobs import job_log
from glasscape.potentials.settings import PotentialSettings
from glasscape.studies.propensity.labels import read_runs

with job_log(snakemake.log[0]):
    potential = PotentialSettings.model_validate(snakemake.params.potential)
    runs = read_runs(snakemake.input.runs, snakemake.params.cell, potential.dimensions)
    engine = make_engine(potential)
    params = snakemake.params
    cage = None if params.cage is None else CageSettings.model_validate(params.cage)
    configuration = Configuration.quenched(engine, runs.particles, runs.start, params.max_force, cage)
    configuration.write(snakemake.output.configuration)
