from pathlib import Path

from glasscape.files import sha256
from glasscape.forces.engine import make_engine
from glasscape.jobs import job_log
from glasscape.keys import content_key
from glasscape.potentials.settings import PotentialSettings
from glasscape.seeds import named_seed
from glasscape.structures.readers import read_structure
from glasscape.structures.writers import GLASS_FORMAT
from glasscape.trajectories.relaxation import Relaxation, common_relaxation_time
from glasscape.trajectories.run import FinishedRuns, run_isoconfigurational

with job_log(snakemake.log[0]):
    names, params = snakemake.wildcards, snakemake.params
    liquid = read_structure(Path(snakemake.input.liquid), GLASS_FORMAT)
    measured = [Relaxation.read(path) for path in snakemake.input.relaxation]
    unit = params.relaxation_time or common_relaxation_time(measured)
    key = content_key({"liquid": sha256(snakemake.input.liquid), "unit": unit, **dict(params.items())})
    finished = FinishedRuns(Path(snakemake.output.runs).with_suffix(".finished.npz"), key)
    runs = run_isoconfigurational(
        make_engine(PotentialSettings.model_validate(params.potential)),
        liquid.particles,
        liquid.positions,
        params.temperature,
        params.runs,
        [time * unit for time in params.times],
        params.time_step,
        named_seed(params.seed, f"{names.ensemble}/{names.sample}/isoconfigurational"),
        finished,
    )
    runs.write(snakemake.output.runs)
    finished.path.unlink()
