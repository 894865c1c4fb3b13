"""The study of softness: which particles of a minimum take part in its lowest modes."""

from collections.abc import Sequence

from glasscape.campaign.config import Config, Sample
from glasscape.campaign.cost import SamplePlan, duration
from glasscape.campaign.particles import grid_plan
from glasscape.campaign.study import Study, StudyPlan
from glasscape.references import SINGH, VIBRALITY
from glasscape.studies.softness.check import check
from glasscape.studies.softness.settings import SoftnessSettings


def _uses_samples(config: Config, samples: Sequence[Sample]) -> bool:
    # of samples that are made, the glass is enough
    return any(sample.path is not None for sample in samples)


def _plan(config: Config, samples: Sequence[SamplePlan]) -> StudyPlan:
    # the plans of samples that are read count their cost
    return grid_plan(config.section(SoftnessSettings), *(() if samples else (_time_of_glass(config),)))


def _time_of_glass(config: Config) -> str:
    # imported late, because engines are slow to import and every job reads the config
    from glasscape.campaign.inputs import cost_of_liquid
    from glasscape.forces.engine import make_engine

    preparation = cost_of_liquid(config, make_engine(config.potential)).preparation
    return f"a glass takes about {duration(preparation)} on one core"


STUDY = Study(
    name="softness",
    description="Which particles of a minimum are soft: they take part in its lowest modes.",
    settings=SoftnessSettings,
    check=check,
    plan=_plan,
    references=(SINGH, VIBRALITY),
    uses_samples=_uses_samples,
    labels_particles=lambda config: True,
)
