"""The study of softness: which particles of a minimum take part in its lowest modes."""

from collections.abc import Sequence

from glasscape.campaign.config import Config, Sample
from glasscape.campaign.cost import SamplePlan
from glasscape.campaign.particles import grid_plan
from glasscape.campaign.study import Study, StudyPlan
from glasscape.references import SINGH, VIBRALITY
from glasscape.studies.softness.check import check
from glasscape.studies.softness.settings import SoftnessSettings


def _inspect(sample: Sample, config: Config) -> None:
    # imported late, because engines are slow to import and every job reads the config
    from glasscape.campaign.inputs import plan_sample
    from glasscape.forces.engine import make_engine

    plan_sample(sample, config, make_engine(config.potential))


def _plan(ensemble: str, config: Config, samples: Sequence[SamplePlan]) -> StudyPlan:
    return grid_plan(config.section(SoftnessSettings))


STUDY = Study(
    name="softness",
    description="Which particles of a minimum are soft: they take part in its lowest modes.",
    settings=SoftnessSettings,
    check=check,
    plan=_plan,
    references=(SINGH, VIBRALITY),
    inspect=_inspect,
    labels_particles=lambda config: True,
)
