from pathlib import Path

from glasscape.jobs import job_log
from glasscape.studies.two_level_systems.analysis.ensembles import (
    EnsembleResults,
    compare_ensembles,
    write_comparison,
)
from glasscape.studies.two_level_systems.analysis.tables import COMPARED

with job_log(snakemake.log[0]):
    folders = [Path(path).parent for path in snakemake.input.summary]
    ensembles = [
        EnsembleResults.read(folder, temperatures)
        for folder, temperatures in zip(folders, snakemake.params.temperatures, strict=True)
    ]
    COMPARED.write(snakemake.output.table, compare_ensembles(ensembles))
    write_comparison(snakemake.output.page, ensembles)
