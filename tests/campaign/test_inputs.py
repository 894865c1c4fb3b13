import pytest
from plain_calculator import ASE

from glasscape.campaign.config import Sample
from glasscape.campaign.inputs import plan_sample
from glasscape.config import config_class
from glasscape.errors import GlasscapeError
from glasscape.forces.engine import make_engine
from glasscape.potentials.settings import PotentialSettings
from glasscape.preparation.settings import PreparationSettings


def plan(calculator, ranges=None, **changes):
    """The plan of a small sample that is made with an ASE calculator."""
    potential = PotentialSettings(**ASE | {"calculator": f"plain_calculator.{calculator}"} | changes)
    preparation = PreparationSettings(particles=64, swaps_per_particle=0, ranges=ranges or {})
    config = config_class()(potential=potential, preparation=preparation)
    return plan_sample(Sample(ensemble="e", sample="s"), config, make_engine(potential))


def test_a_calculator_in_single_precision_is_told_before_a_quench_stalls():
    assert plan("PlainSoftSpheres").particles == 64
    with pytest.raises(
        GlasscapeError, match="no minima can be found: let the potential compute in double pr"
    ):
        plan("SinglePrecision")


def test_a_sample_whose_density_is_drawn_has_a_plan():
    assert plan("PlainSoftSpheres", {"density": [0.5, 1.0]}, density=None).particles == 64
