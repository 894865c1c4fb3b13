from glasscape.jobs import job_log
from glasscape.studies.sampling.run import run_sampler
from glasscape.studies.sampling.settings import SamplingSettings

with job_log(snakemake.log[0]):
    settings = SamplingSettings.model_validate(snakemake.params.sampling)
    run_sampler(settings, snakemake.wildcards.sampler, snakemake.wildcards.sample).write(snakemake.output.run)
