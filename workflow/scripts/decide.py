from glasscape.files import write_json
from glasscape.jobs import job_log
from glasscape.search.decision import Rules, decide
from glasscape.search.target import Target
from glasscape.tables import STRATA, labels_table, pairs_table

with job_log(snakemake.log[0]) as log:
    n_displacements = snakemake.params.displacements
    steps = snakemake.input.steps
    decision = decide(
        labels_table(n_displacements).read(snakemake.input.labels),
        int(snakemake.wildcards.k),
        Rules(**snakemake.params.rules),
        Target.of_config(snakemake.params.target, snakemake.params.quantum),
        [STRATA.read(path) for path in snakemake.input.strata],
        pairs_table(n_displacements).read(steps) if steps else None,
    )
    write_json(snakemake.output.decision, decision.as_dict())
    log.info("%s: %s", "stop" if decision.stop else "go on", decision.reason)
