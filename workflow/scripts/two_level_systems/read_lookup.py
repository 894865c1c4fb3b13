from glasscape.files import write_json
from glasscape.jobs import job_log
from glasscape.studies.two_level_systems.lookup.lookup import read_lookup
from glasscape.studies.two_level_systems.lookup.settings import LookupSettings
from glasscape.studies.two_level_systems.lookup.tables import LOOKUP
from glasscape.studies.two_level_systems.pairs.tables import PairFeatures

with job_log(snakemake.log[0]) as log:
    features = PairFeatures(snakemake.params.displacements)
    lookup = read_lookup(LookupSettings.model_validate(snakemake.params.lookup), features)
    features.pairs.write(snakemake.output.pairs, lookup.pairs)
    LOOKUP.write(snakemake.output.lookup, lookup.outcomes)
    samples, minima, pairs = (lookup.report[name] for name in ("samples", "minima", "pairs"))
    write_json(snakemake.output.minima, {"samples": samples, "configurations": minima, "minima": minima})
    write_json(snakemake.output.counts, {"pairs": pairs, "kept": pairs})
    write_json(snakemake.output.report, lookup.report)
    log.info("%s", lookup.report)
