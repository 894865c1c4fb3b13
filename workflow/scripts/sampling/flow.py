from glasscape.jobs import job_log
from glasscape.studies.sampling.flow_steps import measure_flow_steps
from glasscape.studies.sampling.run import Run
from glasscape.studies.sampling.settings import SamplingSettings
from glasscape.studies.sampling.tables import FLOW_STEPS

with job_log(snakemake.log[0]):
    settings = SamplingSettings.model_validate(snakemake.params.sampling)
    steps = measure_flow_steps(Run.read(snakemake.input.run), settings, snakemake.wildcards.sample)
    FLOW_STEPS.write(snakemake.output.steps, steps)
