from glasscape.files import write_json
from glasscape.jobs import job_log
from glasscape.landscape.collect import collect
from glasscape.landscape.settings import MinimaSettings
from glasscape.landscape.trajectory import Trajectory

with job_log(snakemake.log[0]) as log:
    library, report = collect(
        map(Trajectory.read, snakemake.input.runs),
        MinimaSettings.model_validate(snakemake.params.minima),
    )
    library.write(snakemake.output.minima)
    write_json(snakemake.output.report, report.as_dict())
    log.info("%s", report.headline())
