from glasscape.analysis.figures import save
from glasscape.jobs import job_log
from glasscape.learning.settings import LearningSettings
from glasscape.search.target import Target
from glasscape.tables import IMPORTANCE, labels_table
from glasscape.understanding.explain import permutation_importance
from glasscape.understanding.figures import show_importance

with job_log(snakemake.log[0]):
    n_displacements = snakemake.params.displacements
    table = permutation_importance(
        labels_table(n_displacements).read(snakemake.input.labels),
        n_displacements,
        Target.of_config(snakemake.params.target, snakemake.params.quantum),
        LearningSettings.model_validate(snakemake.params.learning),
        snakemake.params.seed,
        snakemake.threads,
    )
    IMPORTANCE.write(snakemake.output.table, table)
    save(show_importance(table), snakemake.output.figure)
