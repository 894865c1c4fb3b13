from glasscape.analysis.figures import save
from glasscape.jobs import job_log
from glasscape.search.models import Models
from glasscape.tables import SHAPLEY, labels_table
from glasscape.understanding.explain import shapley_values
from glasscape.understanding.figures import show_shapley

with job_log(snakemake.log[0]):
    table = shapley_values(
        Models.read(snakemake.input.models),
        labels_table(snakemake.params.displacements).read(snakemake.input.labels),
        snakemake.params.seed,
        snakemake.threads,
    )
    SHAPLEY.write(snakemake.output.table, table)
    save(show_shapley(table), snakemake.output.figure)
