from dataclasses import asdict

from glasscape.exploration.collect import collect
from glasscape.exploration.explore import VisitedMinima
from glasscape.files import write_json
from glasscape.jobs import job_log
from glasscape.minima.settings import MinimaSettings

with job_log(snakemake.log[0]) as log:
    library, report = collect(
        map(VisitedMinima.read, snakemake.input.runs),
        MinimaSettings.model_validate(snakemake.params.minima),
    )
    library.write(snakemake.output.minima)
    write_json(snakemake.output.report, asdict(report))
    log.info("%s", report.headline())
