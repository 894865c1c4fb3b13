"""The study of softness: which particles of a minimum take part in its lowest modes."""

from glasscape.campaign.config import Config, Sample
from glasscape.campaign.study import Study
from glasscape.references import SINGH, VIBRALITY
from glasscape.studies.softness.check import check
from glasscape.studies.softness.plan import plan
from glasscape.studies.softness.settings import SoftnessSettings


def _inspect(sample: Sample, config: Config) -> None:
    # imported late, because engines are slow to import and every job reads the config
    from glasscape.campaign.inputs import plan_sample
    from glasscape.forces.engine import make_engine

    plan_sample(sample, config, make_engine(config.potential))


STUDY = Study(
    name="softness",
    description="Which particles of a minimum are soft: they take part in its lowest modes.",
    settings=SoftnessSettings,
    moved={},
    # one minimum of a sample is enough, so that samples that are made are not explored
    uses_samples=lambda config: False,
    check=check,
    plan=plan,
    references=(SINGH, VIBRALITY),
    inspect=_inspect,
    labels_particles=lambda config: True,
)
