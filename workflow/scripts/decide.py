from glasscape.files import write_json
from glasscape.jobs import job_log
from glasscape.search.labels import decide
from glasscape.tables import labels_table

with job_log(snakemake.log[0]) as log:
    decision = decide(
        labels_table(snakemake.params.displacements).read(snakemake.input.labels),
        int(snakemake.wildcards.k),
        snakemake.params.stop_fraction,
        snakemake.params.last_allowed,
        snakemake.params.expected,
        snakemake.params.fewest,
    )
    write_json(snakemake.output.decision, decision.as_dict())
    log.info("%s: %s", "stop" if decision.stop else "go on", decision.reason)
