from glasscape.files import write_json
from glasscape.jobs import job_log
from glasscape.known.settings import KnownSettings
from glasscape.known.tables import read_known
from glasscape.tables import KNOWN, pairs_table

with job_log(snakemake.log[0]) as log:
    n_displacements = snakemake.params.displacements
    known = read_known(KnownSettings.model_validate(snakemake.params.known), n_displacements)
    pairs_table(n_displacements).write(snakemake.output.pairs, known.pairs)
    KNOWN.write(snakemake.output.known, known.outcomes)
    glasses, minima, pairs = (known.report[name] for name in ("glasses", "minima", "pairs"))
    write_json(snakemake.output.minima, {"glasses": glasses, "configurations": minima, "minima": minima})
    write_json(snakemake.output.counts, {"pairs": pairs, "kept": pairs})
    write_json(snakemake.output.report, known.report)
    log.info("%s", known.report)
