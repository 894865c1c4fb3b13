from pathlib import Path

from glasscape.files import copy_whole
from glasscape.jobs import job_log

with job_log(snakemake.log[0]):
    for source, target in zip(snakemake.input, snakemake.output, strict=True):
        copy_whole(source, target)
    for name in snakemake.params.obsolete:
        Path(snakemake.output[0]).with_name(name).unlink(missing_ok=True)
