from dataclasses import asdict

from glasscape.files import write_json
from glasscape.ingest.ingest import ingest
from glasscape.ingest.settings import IngestSettings
from glasscape.jobs import job_log
from glasscape.minima.settings import MinimaSettings
from glasscape.potentials.settings import PotentialSettings
from glasscape.structures.sources import is_address

with job_log(snakemake.log[0]) as log:
    source = snakemake.params.source
    library, report = ingest(
        snakemake.input.structures[0] if is_address(source) else source,
        snakemake.input.transitions or None,
        PotentialSettings.model_validate(snakemake.params.potential),
        IngestSettings.model_validate(snakemake.params.ingest),
        MinimaSettings.model_validate(snakemake.params.minima),
    )
    library.write(snakemake.output.minima)
    write_json(snakemake.output.report, asdict(report))
    log.log(report.level, "%s", report.headline())
