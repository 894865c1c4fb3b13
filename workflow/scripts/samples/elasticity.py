from dataclasses import asdict

from glasscape.files import write_json
from glasscape.forces.engine import make_engine
from glasscape.jobs import job_log
from glasscape.minima.library import MinimaLibrary
from glasscape.modes.elasticity import elasticity
from glasscape.potentials.settings import PotentialSettings

with job_log(snakemake.log[0]) as log:
    library = MinimaLibrary.read(snakemake.input.minima)
    potential = PotentialSettings.model_validate(snakemake.params.potential)
    masses = potential.particle_masses(library.particles.species)
    solid = elasticity(make_engine(potential), library.particles, library.positions[0], masses)
    write_json(snakemake.output.elasticity, asdict(solid))
    log.info("%s", solid)
