from pathlib import Path

from glasscape.forces.engine import make_engine
from glasscape.jobs import job_log
from glasscape.potentials.settings import PotentialSettings
from glasscape.seeds import named_seed
from glasscape.structures.readers import read_structure
from glasscape.structures.writers import GLASS_FORMAT
from glasscape.trajectories.run import run_isoconfigurational
from glasscape.trajectories.settings import RunSettings

with job_log(snakemake.log[0]):
    names = snakemake.wildcards
    liquid = read_structure(Path(snakemake.input.liquid), GLASS_FORMAT)
    runs = run_isoconfigurational(
        make_engine(PotentialSettings.model_validate(snakemake.params.potential)),
        liquid.particles,
        liquid.positions,
        snakemake.params.temperature,
        RunSettings.model_validate(snakemake.params.isoconfigurational),
        named_seed(snakemake.params.seed, f"{names.ensemble}/{names.sample}/isoconfigurational"),
    )
    runs.write(snakemake.output.runs)
