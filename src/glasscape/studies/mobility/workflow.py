"""What the rules of this study compute, and from what."""

from typing import Any

from glasscape.campaign.config import Campaign
from glasscape.campaign.particles import used_settings
from glasscape.campaign.paths import of_user
from glasscape.campaign.wildcards import Wildcards
from glasscape.studies.mobility.settings import MobilitySettings

RESULTS = "results/mobility"
FIGURES = ("cage", "hops", "facilitation")


class Mobility:
    """Functions for the rules, given the campaign."""

    def __init__(self, campaign: Campaign) -> None:
        self._campaign = campaign

    def _own(self, wildcards: Wildcards) -> MobilitySettings:
        return self._campaign.configs[wildcards.ensemble].section(MobilitySettings)

    def source(self, wildcards: Wildcards) -> str:
        """The trajectory of the user."""
        path = self._campaign.sample(wildcards.ensemble, wildcards.sample).path
        assert path is not None
        return of_user(path)

    def run_settings(self, wildcards: Wildcards) -> dict[str, Any]:
        """Settings on which one trajectory depends: all but the number of trajectories."""
        return self._own(wildcards).trajectories.model_dump(exclude={"runs"})

    def trajectories(self, wildcards: Wildcards) -> list[str]:
        """All trajectories of a sample: one if it is read."""
        sample = self._campaign.sample(wildcards.ensemble, wildcards.sample)
        count = self._own(wildcards).trajectories.runs if sample.path is None else 1
        folder = f"{RESULTS}/{wildcards.ensemble}/samples/{wildcards.sample}/trajectories"
        return [f"{folder}/{run}.h5" for run in range(count)]

    def label_settings(self, wildcards: Wildcards) -> dict[str, Any]:
        """Settings on which labels depend."""
        own = self._own(wildcards)
        needed = {"wavelet": "scales", "displacement": "times"}
        settings = used_settings(own, ("hops", "measures", "averaging_lengths"), needed, own.measures)
        return settings | {"draws": own.own_draws}

    def figures(self, ensembles: list[str]) -> list[str]:
        """Figures of cages and hops of all ensembles."""
        return [f"{RESULTS}/{ensemble}/figures/{name}.png" for ensemble in ensembles for name in FIGURES]
