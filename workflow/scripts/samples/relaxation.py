from pathlib import Path

from glasscape.forces.engine import make_engine
from glasscape.jobs import job_log
from glasscape.potentials.settings import PotentialSettings
from glasscape.seeds import named_seed
from glasscape.structures.readers import read_structure
from glasscape.structures.writers import GLASS_FORMAT
from glasscape.trajectories.relaxation import measure_relaxation
from glasscape.trajectories.settings import RunSettings

with job_log(snakemake.log[0]) as log:
    names = snakemake.wildcards
    liquid = read_structure(Path(snakemake.input.liquid), GLASS_FORMAT)
    found = measure_relaxation(
        make_engine(PotentialSettings.model_validate(snakemake.params.potential)),
        liquid.particles,
        liquid.positions,
        snakemake.params.temperature,
        RunSettings.model_validate(snakemake.params.relaxation),
        named_seed(snakemake.params.seed, f"{names.ensemble}/{names.sample}/relaxation"),
    )
    found.write(snakemake.output.relaxation)
    log.info("relaxation time %.4g at the wave number %g", found.relaxation_time, found.wave_number)
