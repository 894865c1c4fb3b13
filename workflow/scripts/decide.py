from glasscape.files import write_json
from glasscape.jobs import job_log
from glasscape.search.labels import decide
from glasscape.tables import labels_table, pairs_table

with job_log(snakemake.log[0]) as log:
    n_displacements = snakemake.params.displacements
    steps = snakemake.input.steps
    decision = decide(
        labels_table(n_displacements).read(snakemake.input.labels),
        int(snakemake.wildcards.k),
        snakemake.params.stop_fraction,
        snakemake.params.last_allowed,
        snakemake.params.expected,
        snakemake.params.fewest,
        pairs_table(n_displacements).read(steps) if steps else None,
    )
    write_json(snakemake.output.decision, decision.as_dict())
    log.info("%s: %s", "stop" if decision.stop else "go on", decision.reason)
