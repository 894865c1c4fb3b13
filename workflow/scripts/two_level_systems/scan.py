from glasscape.jobs import job_log
from glasscape.plotting import save
from glasscape.studies.two_level_systems.interpretation.figures import show_scan
from glasscape.studies.two_level_systems.interpretation.scans import scan
from glasscape.studies.two_level_systems.interpretation.tables import SCAN
from glasscape.studies.two_level_systems.pairs.tables import PairFeatures
from glasscape.studies.two_level_systems.search.settings import LearningSettings
from glasscape.studies.two_level_systems.search.tables import labels_table
from glasscape.studies.two_level_systems.search.target import Target

with job_log(snakemake.log[0]):
    features = PairFeatures(snakemake.params.displacements)
    table = scan(
        snakemake.wildcards.scan,
        labels_table(features).read(snakemake.input.labels),
        features,
        Target.of_config(snakemake.params.target, snakemake.params.quantum),
        LearningSettings.model_validate(snakemake.params.learning),
        snakemake.params.seed,
        snakemake.threads,
    )
    SCAN.write(snakemake.output.table, table)
    save(show_scan(table, snakemake.wildcards.scan), snakemake.output.figure)
