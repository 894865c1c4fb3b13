from pathlib import Path

import pandas as pd

from glasscape.jobs import job_log
from glasscape.plotting import save
from glasscape.studies.sampling.compare import compare_samplers, log_warnings
from glasscape.studies.sampling.figures import show_costs, show_energies
from glasscape.studies.sampling.run import Run
from glasscape.studies.sampling.tables import FLOW_STEPS, SAMPLERS

with job_log(snakemake.log[0]):
    runs = {
        name: [
            Run.read(path, configurations=False)
            for path in snakemake.input.runs
            if Path(path).parent.name == name
        ]
        for name in snakemake.params.samplers
    }
    table = compare_samplers(runs, snakemake.params.reference, snakemake.params.particles)
    SAMPLERS.write(snakemake.output.samplers, table)
    log_warnings(table)
    steps = [FLOW_STEPS.read(path) for path in snakemake.input.flow] or [FLOW_STEPS.empty()]
    FLOW_STEPS.write(snakemake.output.steps, pd.concat(steps, ignore_index=True))
    save(show_energies(table), snakemake.output.energies)
    save(show_costs(table), snakemake.output.costs)
