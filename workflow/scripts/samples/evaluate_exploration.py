from dataclasses import asdict

from glasscape.exploration.explore import VisitedMinima
from glasscape.exploration.rounds import evaluate_round
from glasscape.files import write_json
from glasscape.jobs import job_log
from glasscape.minima.settings import MinimaSettings

with job_log(snakemake.log[0]) as log:
    report = evaluate_round(
        map(VisitedMinima.read, snakemake.input.runs),
        MinimaSettings.model_validate(snakemake.params.minima),
        snakemake.params.new_minima,
    )
    write_json(snakemake.output.report, asdict(report))
    log.info("%s", report.headline())
