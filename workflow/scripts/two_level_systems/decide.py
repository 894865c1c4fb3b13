from dataclasses import asdict

from glasscape.files import write_json
from glasscape.jobs import job_log
from glasscape.studies.two_level_systems.pairs.tables import PairFeatures
from glasscape.studies.two_level_systems.search.decision import Rules, decide
from glasscape.studies.two_level_systems.search.tables import STRATA, labels_table, read_out_of_fold
from glasscape.studies.two_level_systems.search.target import Target

with job_log(snakemake.log[0]) as log:
    features = PairFeatures(snakemake.params.displacements)
    path_pairs = snakemake.input.path_pairs
    decision = decide(
        labels_table(features).read(snakemake.input.labels),
        int(snakemake.wildcards.k),
        Rules(**snakemake.params.rules),
        Target.of_config(snakemake.params.target, snakemake.params.quantum),
        [STRATA.read(path) for path in snakemake.input.strata],
        read_out_of_fold(models) if (models := snakemake.input.models) else None,
        features.pairs.read(path_pairs) if path_pairs else None,
    )
    write_json(snakemake.output.decision, asdict(decision))
    log.info("%s: %s", "stop" if decision.stop else "go on", decision.reason)
