from glasscape.jobs import job_log
from glasscape.studies.sampling.run import run_sampler
from glasscape.studies.sampling.settings import SamplingSettings

with job_log(snakemake.log[0]):
    settings = SamplingSettings.model_validate(snakemake.params.sampling)
    names = snakemake.wildcards
    found = run_sampler(settings, names.sampler, f"{names.ensemble}/{names.sample}")
    found.write(snakemake.output.run)
