from glasscape.jobs import job_log
from glasscape.studies.two_level_systems.exact.tables import EXACT
from glasscape.studies.two_level_systems.pairs.tables import PairFeatures
from glasscape.studies.two_level_systems.search.labels import extend_labels
from glasscape.studies.two_level_systems.search.tables import labels_table, selected_table

with job_log(snakemake.log[0]):
    features = PairFeatures(snakemake.params.displacements)
    table = labels_table(features)
    labels = extend_labels(
        table.read(snakemake.input.earlier) if snakemake.input.earlier else None,
        selected_table(features).read(snakemake.input.selected),
        [EXACT.read(path) for path in snakemake.input.exact],
        int(snakemake.wildcards.k),
    )
    table.write(snakemake.output.labels, labels)
