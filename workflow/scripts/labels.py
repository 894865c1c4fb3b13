from glasscape.jobs import job_log
from glasscape.search.labels import extend_labels
from glasscape.tables import EXACT, labels_table, selected_table

with job_log(snakemake.log[0]):
    n_displacements = snakemake.params.displacements
    table = labels_table(n_displacements)
    labels = extend_labels(
        table.read(snakemake.input.earlier) if snakemake.input.earlier else None,
        selected_table(n_displacements).read(snakemake.input.selected),
        [EXACT.read(path) for path in snakemake.input.exact],
        int(snakemake.wildcards.k),
    )
    table.write(snakemake.output.labels, labels)
