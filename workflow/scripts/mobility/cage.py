from glasscape.files import write_json
from glasscape.jobs import job_log
from glasscape.plotting import save
from glasscape.studies.mobility.figures import show_cage
from glasscape.studies.mobility.statistics import measure_cage
from glasscape.studies.mobility.tables import CAGE
from glasscape.trajectories.frames import Trajectory

with job_log(snakemake.log[0]) as log:
    params = snakemake.params
    trajectories = [Trajectory.open(path) for path in snakemake.input.trajectories]
    cage = measure_cage(params.samples, trajectories, params.threshold)
    CAGE.write(snakemake.output.displacements, cage.displacements)
    write_json(snakemake.output.threshold, {"threshold": cage.threshold, "measured": cage.measured})
    save(show_cage(cage.displacements, cage.threshold), snakemake.output.figure)
    log.info("threshold of hops: %.4f", cage.threshold)
