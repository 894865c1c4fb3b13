"""Plan of the study for an ensemble."""

from collections.abc import Sequence

from glasscape.campaign.config import Config
from glasscape.campaign.cost import SamplePlan, duration
from glasscape.campaign.particles import grid_plan
from glasscape.campaign.study import StudyPlan
from glasscape.studies.propensity.settings import PropensitySettings


def plan(config: Config, samples: Sequence[SamplePlan]) -> StudyPlan:
    """What will be computed. The time of liquids that are made is estimated, not that of the models.

    Raises
    ------
    GlasscapeError
        If the potential cannot be evaluated for liquids.
    """
    own = config.section(PropensitySettings)
    # samples that are read have a cell
    return grid_plan(own, *(_liquids(config) if own.cell is None else ()))


def _liquids(config: Config) -> tuple[str, ...]:
    """Cost of every liquid, on one core."""
    # imported late, because engines are slow to import and the workflow imports this module
    from glasscape.campaign.inputs import cost_of_liquid
    from glasscape.forces.engine import make_engine

    run = config.isoconfigurational
    preparation, each = cost_of_liquid(config, make_engine(config.potential))
    # of all runs, in a unit of time
    runs = run.runs * each / run.time_step
    known = run.relaxation_time
    needed = (
        f"{duration(runs * run.times[-1])} per unit of the relaxation time, which is measured"
        if known is None
        else duration(runs * run.times[-1] * known)
    )
    return (
        f"{run.runs} runs of every liquid up to {run.times[-1]:g} times the relaxation time",
        f"a liquid takes about {duration(preparation)} on one core, and its runs {needed}",
    )
