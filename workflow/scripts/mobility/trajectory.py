from pathlib import Path

from glasscape.forces.engine import make_engine
from glasscape.jobs import job_log
from glasscape.potentials.settings import PotentialSettings
from glasscape.seeds import named_seed
from glasscape.structures.readers import read_structure
from glasscape.structures.writers import GLASS_FORMAT
from glasscape.trajectories.settings import TwoSidedSettings
from glasscape.trajectories.two_sided import run_two_sided

with job_log(snakemake.log[0]):
    names, params = snakemake.wildcards, snakemake.params
    liquid = read_structure(Path(snakemake.input.liquid), GLASS_FORMAT)
    run_two_sided(
        snakemake.output.trajectory,
        make_engine(PotentialSettings.model_validate(params.potential)),
        liquid.particles,
        liquid.positions,
        params.temperature,
        TwoSidedSettings.model_validate(params.trajectories),
        named_seed(params.seed, f"{names.ensemble}/{names.sample}/trajectory {names.run}"),
    )
