"""What the rules of this study compute, and from what."""

from typing import Any

from glasscape.campaign.config import Campaign
from glasscape.campaign.particles import used_settings
from glasscape.campaign.wildcards import Wildcards
from glasscape.studies.softness.settings import SoftnessSettings


class Softness:
    """Functions for the rules, given the campaign."""

    def __init__(self, campaign: Campaign) -> None:
        self._campaign = campaign

    def structure(self, wildcards: Wildcards) -> str:
        """The glass of a sample that is made, or the minima of a sample that is read."""
        sample = self._campaign.sample(wildcards.ensemble, wildcards.sample)
        name = "glass.extxyz" if sample.path is None else "minima.h5"
        return f"results/samples/{wildcards.ensemble}/{wildcards.sample}/{name}"

    def labels(self, wildcards: Wildcards) -> dict[str, Any]:
        """Settings on which the labels of a sample depend."""
        own = self._campaign.configs[wildcards.ensemble].section(SoftnessSettings)
        return used_settings(own, ("labels", "averaging_lengths"), {"softness": "modes"}, own.labels)
