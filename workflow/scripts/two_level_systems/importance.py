from glasscape.jobs import job_log
from glasscape.plotting import save
from glasscape.studies.two_level_systems.interpretation.explain import permutation_importance
from glasscape.studies.two_level_systems.interpretation.figures import show_importance
from glasscape.studies.two_level_systems.interpretation.tables import IMPORTANCE
from glasscape.studies.two_level_systems.search.tables import labels_table
from glasscape.studies.two_level_systems.search.training import Training

with job_log(snakemake.log[0]):
    training = Training.of_job(snakemake.params.training, snakemake.threads)
    labels = labels_table(training.features).read(snakemake.input.labels)
    table = permutation_importance(labels, training)
    IMPORTANCE.write(snakemake.output.table, table)
    save(show_importance(table), snakemake.output.figure)
