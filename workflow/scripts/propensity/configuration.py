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
    configuration = Configuration.quenched(engine, runs.particles, runs.start, snakemake.params.max_force)
    if snakemake.params.cage is not None:
        configuration = configuration.with_cage(engine, CageSettings.model_validate(snakemake.params.cage))
    configuration.write(snakemake.output.configuration)
