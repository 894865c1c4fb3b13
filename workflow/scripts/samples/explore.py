from pathlib import Path

from glasscape.exploration.explore import VisitedMinima, explore
from glasscape.exploration.settings import ExplorationSettings
from glasscape.files import read_json
from glasscape.forces.engine import make_engine
from glasscape.jobs import job_log
from glasscape.minima.settings import MinimaSettings
from glasscape.potentials.settings import PotentialSettings
from glasscape.seeds import named_seed
from glasscape.structures.readers import read_structure
from glasscape.structures.writers import GLASS_FORMAT

with job_log(snakemake.log[0]) as log:
    names = snakemake.wildcards
    start = read_structure(Path(snakemake.input.glass), GLASS_FORMAT)
    seed = named_seed(snakemake.params.seed, f"{names.ensemble}/{names.sample}/{names.run}")
    if snakemake.input.evaluation and read_json(snakemake.input.evaluation)["enough"]:
        trajectory = VisitedMinima.none(start.particles, seed)
    else:
        trajectory = explore(
            start.particles,
            start.positions,
            make_engine(PotentialSettings.model_validate(snakemake.params.potential)),
            ExplorationSettings.model_validate(snakemake.params.exploration),
            MinimaSettings.model_validate(snakemake.params.minima),
            seed,
        )
    trajectory.write(snakemake.output.run)
    log.info("%s", trajectory.headline())
