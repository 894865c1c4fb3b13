from pathlib import Path

from glasscape.analysis.export import export_library
from glasscape.files import read_json
from glasscape.jobs import job_log
from glasscape.structures.library import AllMinima
from glasscape.tables import defects_table

with job_log(snakemake.log[0]):
    given, params = snakemake.input, snakemake.params
    defects = defects_table(params.displacements).read(given.defects)
    export_library(
        Path(snakemake.output.library),
        read_json(given.summary),
        defects,
        params.displacements,
        AllMinima.read(given.libraries, given.intermediate, {*defects.a, *defects.b}),
        params.config,
        [*given.libraries, *filter(None, [given.intermediate]), *given.known],
        params.potential_files,
    )
