from pathlib import Path

from glasscape.ingest.settings import IngestSettings
from glasscape.jobs import job_log
from glasscape.trajectories.read import convert_trajectory

with job_log(snakemake.log[0]):
    convert_trajectory(
        snakemake.output.trajectory,
        Path(snakemake.input.source),
        snakemake.params.interval,
        IngestSettings.model_validate(snakemake.params.ingest),
        snakemake.params.elements or (),
    )
