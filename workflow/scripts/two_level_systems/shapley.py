from glasscape.jobs import job_log
from glasscape.plotting import save
from glasscape.studies.two_level_systems.interpretation.explain import shapley_values
from glasscape.studies.two_level_systems.interpretation.figures import show_shapley
from glasscape.studies.two_level_systems.interpretation.tables import SHAPLEY
from glasscape.studies.two_level_systems.pairs.tables import PairFeatures
from glasscape.studies.two_level_systems.search.models import Models
from glasscape.studies.two_level_systems.search.tables import labels_table

with job_log(snakemake.log[0]):
    table = shapley_values(
        Models.read(snakemake.input.models),
        labels_table(PairFeatures(snakemake.params.displacements)).read(snakemake.input.labels),
        snakemake.params.seed,
        snakemake.threads,
    )
    SHAPLEY.write(snakemake.output.table, table)
    save(show_shapley(table), snakemake.output.figure)
