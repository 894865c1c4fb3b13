"""The study of propensity: which particles of a liquid will move, on average."""

from glasscape.campaign.study import Study
from glasscape.references import GLASSMLP, ISOCONFIGURATIONAL
from glasscape.studies.propensity.check import check
from glasscape.studies.propensity.plan import plan
from glasscape.studies.propensity.settings import PropensitySettings

STUDY = Study(
    name="propensity",
    description="Which particles of a liquid will move, on average over their initial velocities.",
    settings=PropensitySettings,
    moved={},
    # it reads runs, and no minima
    uses_samples=lambda config: False,
    check=check,
    plan=plan,
    references=(GLASSMLP, ISOCONFIGURATIONAL),
    labels_particles=lambda config: True,
)
