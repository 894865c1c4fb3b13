"""What the rules of this study compute, and from what."""

from typing import Any

from glasscape.campaign.config import Campaign
from glasscape.campaign.particles import used_settings
from glasscape.campaign.paths import of_user
from glasscape.campaign.wildcards import Wildcards
from glasscape.studies.propensity.settings import LabelName, PropensitySettings


class Propensity:
    """Functions for the rules, given the campaign."""

    def __init__(self, campaign: Campaign) -> None:
        self._campaign = campaign

    def runs(self, wildcards: Wildcards) -> list[str]:
        """The isoconfigurational runs of a sample: the file of the user, or runs of a liquid that is made."""
        sample = self._campaign.sample(wildcards.ensemble, wildcards.sample)
        if sample.path is not None:
            return [of_user(sample.path)]
        folder = f"results/samples/{wildcards.ensemble}/{wildcards.sample}/isoconfigurational"
        jobs = self._campaign.configs[wildcards.ensemble].isoconfigurational.runs_of_jobs
        return [f"{folder}/{group}.npz" for group in range(len(jobs))]

    def first_runs(self, wildcards: Wildcards) -> list[str]:
        """The first file of these runs."""
        return self.runs(wildcards)[:1]

    def labels(self, wildcards: Wildcards) -> dict[str, Any]:
        """Settings on which the labels of a sample depend."""
        own = self._own(wildcards.ensemble)
        needed = {"overlap": "overlap", "bond_breaking": "bonds"}
        return used_settings(own, ("labels", "times"), needed, own.labels)

    def recorded(self, wildcards: Wildcards) -> list[float] | None:
        """Times of the runs as the config has them. None if they are in the file of the user."""
        if wildcards.ensemble in self._campaign.read:
            return None
        return self._campaign.configs[wildcards.ensemble].isoconfigurational.times

    def labels_with_times(self, ensemble: str) -> list[LabelName]:
        """The labels that have figures against time."""
        own = self._own(ensemble)
        return own.labels if len(own.times) > 1 else []

    def _own(self, ensemble: str) -> PropensitySettings:
        return self._campaign.configs[ensemble].section(PropensitySettings)
