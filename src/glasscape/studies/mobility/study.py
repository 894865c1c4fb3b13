"""The study of mobility: which particles hop in a single trajectory."""

from glasscape.campaign.study import Study
from glasscape.references import HOPS
from glasscape.studies.mobility.check import check
from glasscape.studies.mobility.plan import plan
from glasscape.studies.mobility.settings import MobilitySettings

STUDY = Study(
    name="mobility",
    description="Which particles of a liquid hop in a single trajectory.",
    settings=MobilitySettings,
    moved={},
    # it reads trajectories, and no minima
    uses_samples=lambda config: False,
    check=check,
    plan=plan,
    references=(HOPS,),
    labels_particles=lambda config: True,
)
