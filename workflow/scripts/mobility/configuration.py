from glasscape.descriptors.configuration import Configuration
from glasscape.descriptors.settings import CageSettings
from glasscape.forces.engine import make_engine
from glasscape.jobs import job_log
from glasscape.potentials.settings import PotentialSettings
from glasscape.trajectories.frames import Trajectory

with job_log(snakemake.log[0]):
    trajectory = Trajectory.open(snakemake.input.trajectory)
    engine = make_engine(PotentialSettings.model_validate(snakemake.params.potential))
    central = trajectory.particles.cell.wrap(trajectory.frame(trajectory.centre))
    params = snakemake.params
    cage = None if params.cage is None else CageSettings.model_validate(params.cage)
    configuration = Configuration.quenched(engine, trajectory.particles, central, params.max_force, cage)
    configuration.write(snakemake.output.configuration)
