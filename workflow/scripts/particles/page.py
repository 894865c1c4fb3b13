import pandas as pd

from glasscape.descriptors.configuration import Configuration
from glasscape.jobs import job_log
from glasscape.particles.page import write_page
from glasscape.particles.tables import PREDICTIONS, SCOREBOARD

with job_log(snakemake.log[0]):
    files, names = snakemake.input, snakemake.wildcards
    write_page(
        snakemake.output[0],
        f"{names.ensemble}: {names.study}",
        SCOREBOARD.read(files.scoreboard),
        pd.concat([PREDICTIONS.read(path) for path in files.predictions]),
        dict(zip(snakemake.params.samples, map(Configuration.read, files.configurations), strict=True)),
    )
