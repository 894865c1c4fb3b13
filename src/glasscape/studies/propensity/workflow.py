"""What the rules of this study compute, and from what."""

from typing import Protocol

from snakemake.io import local

from glasscape.campaign.config import Campaign


class Wildcards(Protocol):
    """Wildcards of a rule of this study."""

    ensemble: str
    sample: str


class Propensity:
    """Functions for the rules, given the campaign."""

    def __init__(self, campaign: Campaign) -> None:
        self._campaign = campaign

    def runs(self, wildcards: Wildcards) -> str:
        """The isoconfigurational runs of a sample: the file of the user, or runs of a liquid that is made."""
        sample = self._campaign.sample(wildcards.ensemble, wildcards.sample)
        if sample.path is None:
            return f"results/samples/{wildcards.ensemble}/{wildcards.sample}/isoconfigurational.npz"
        path: str = local(sample.path)
        return path
