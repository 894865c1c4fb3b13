"""What a search would cost."""

import pytest

from glasscape.campaign.cost import Cost, SamplePlan
from glasscape.config import parse_campaign
from glasscape.studies.two_level_systems.plan import plan
from glasscape.studies.two_level_systems.search.batches import batches_in


def configured(tmp_path, zero_point, engine="compiled"):
    sheet = tmp_path / "samples.tsv"
    sheet.write_text("ensemble\tsample\ne\tg\n")
    content = {
        "samples": str(sheet),
        "potential": {"engine": engine},
        "two_level_systems": {"quantum": {"zero_point": zero_point}},
    }
    return parse_campaign(content).configs["e"]


@pytest.mark.parametrize("engine", ["compiled", "lammps-serial"])
def test_zero_point_energies_cost_time_and_make_more_jobs(tmp_path, engine):
    sample = SamplePlan("g", "", 1500, 100, 100, (), Cost(), 1e-4)
    without, with_them = (configured(tmp_path, each, engine) for each in ("none", "adiabatic"))
    plans = [plan(config, [sample]) for config in (without, with_them)]
    assert plans[1].cost.core_seconds > 3.0 * plans[0].cost.core_seconds
    assert any("zero-point energies" in line for line in plans[1].lines)
    assert batches_in(with_them, 1) > batches_in(without, 1)
