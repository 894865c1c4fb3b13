from glasscape.analysis.page import write_page
from glasscape.files import read_json
from glasscape.jobs import job_log
from glasscape.structures.library import AllMinima
from glasscape.tables import defects_table

with job_log(snakemake.log[0]):
    defects = defects_table(snakemake.params.displacements).read(snakemake.input.defects)
    write_page(
        snakemake.output[0],
        read_json(snakemake.input.summary),
        defects,
        snakemake.params.displacements,
        AllMinima.read(snakemake.input.libraries, snakemake.input.intermediate, {*defects.a, *defects.b}),
    )
