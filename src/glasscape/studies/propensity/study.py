"""The study of propensity: which particles of a liquid will move, on average."""

from glasscape.campaign.config import Config, Sample
from glasscape.campaign.study import Study
from glasscape.references import GLASSMLP, ISOCONFIGURATIONAL
from glasscape.studies.propensity.check import check, check_bonds
from glasscape.studies.propensity.plan import plan
from glasscape.studies.propensity.settings import PropensitySettings


def _inspect(sample: Sample, config: Config) -> None:
    # imported late, because trajectories are slow to import and every job reads the config
    from glasscape.studies.propensity.labels import index_of, read_runs

    own = config.section(PropensitySettings)
    # `check` has tested that the path of a sample that is read is a file of runs
    assert sample.path is not None
    runs = read_runs([sample.path], own.cell, config.potential.dimensions)
    check_bonds(own, runs.particles.n_species)
    for time in own.times:
        index_of(time, list(runs.times))


STUDY = Study(
    name="propensity",
    description="Which particles of a liquid will move, on average over their initial velocities.",
    settings=PropensitySettings,
    check=check,
    plan=plan,
    in_two_dimensions=True,
    references=(GLASSMLP, ISOCONFIGURATIONAL),
    inspect=_inspect,
    labels_particles=lambda config: True,
)
