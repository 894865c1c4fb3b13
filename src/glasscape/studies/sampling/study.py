"""The study of sampling: which algorithm equilibrates a liquid, and at what cost."""

from glasscape.campaign.study import Study
from glasscape.references import FLOW
from glasscape.studies.sampling.check import check
from glasscape.studies.sampling.plan import plan
from glasscape.studies.sampling.settings import SamplingSettings

STUDY = Study(
    name="sampling",
    description="Which algorithm equilibrates a liquid, and at what cost.",
    settings=SamplingSettings,
    check=check,
    plan=plan,
    in_two_dimensions=True,
    references=(FLOW,),
)
