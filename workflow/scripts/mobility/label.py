from glasscape.files import read_json
from glasscape.jobs import job_log
from glasscape.particles.tables import CEILINGS
from glasscape.studies.mobility.labels import label_particles
from glasscape.studies.mobility.settings import MobilitySettings
from glasscape.studies.mobility.tables import RUN_HOPS, RUNS
from glasscape.trajectories.frames import Trajectory

with job_log(snakemake.log[0]):
    files = snakemake.output
    found = label_particles(
        [Trajectory.open(path) for path in snakemake.input.trajectories],
        read_json(snakemake.input.threshold)["threshold"],
        MobilitySettings.model_validate(snakemake.params.labels),
    )
    found.labels.write(files.labels)
    CEILINGS.write(files.ceilings, found.ceilings)
    RUN_HOPS.write(files.hops, found.hops)
    RUNS.write(files.runs, found.runs)
