from glasscape.descriptors.configuration import Configuration
from glasscape.forces.engine import make_engine
from glasscape.jobs import job_log
from glasscape.particles.tables import CEILINGS
from glasscape.potentials.settings import PotentialSettings
from glasscape.studies.propensity.labels import label_particles, read_runs
from glasscape.studies.propensity.settings import PropensitySettings

with job_log(snakemake.log[0]):
    params = snakemake.params
    potential = PotentialSettings.model_validate(params.potential)
    runs = read_runs(snakemake.input.runs, params.cell, potential.dimensions)
    found = label_particles(
        runs,
        runs.times if params.recorded is None else params.recorded,
        PropensitySettings.model_validate(params.labels),
        make_engine(potential).force_field(runs.particles),
        Configuration.read(snakemake.input.configuration).inherent,
        params.max_force,
    )
    found.labels.write(snakemake.output.labels)
    CEILINGS.write(snakemake.output.ceilings, found.ceilings)
