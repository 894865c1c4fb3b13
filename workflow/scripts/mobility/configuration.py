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
    configuration = Configuration.quenched(engine, trajectory.particles, central, snakemake.params.max_force)
    if snakemake.params.cage is not None:
        configuration = configuration.with_cage(engine, CageSettings.model_validate(snakemake.params.cage))
    configuration.write(snakemake.output.configuration)
