from glasscape.analysis.figures import save
from glasscape.jobs import job_log
from glasscape.learning.settings import LearningSettings
from glasscape.search.target import Target
from glasscape.tables import IMPORTANCE, SCAN, labels_table
from glasscape.understanding.figures import show_scan
from glasscape.understanding.scans import scan

with job_log(snakemake.log[0]):
    n_displacements = snakemake.params.displacements
    table = scan(
        snakemake.wildcards.scan,
        labels_table(n_displacements).read(snakemake.input.labels),
        n_displacements,
        Target.of_config(snakemake.params.target, snakemake.params.quantum),
        LearningSettings.model_validate(snakemake.params.learning),
        snakemake.params.seed,
        snakemake.threads,
        IMPORTANCE.read(snakemake.input.ranking),
    )
    SCAN.write(snakemake.output.table, table)
    save(show_scan(table, snakemake.wildcards.scan), snakemake.output.figure)
