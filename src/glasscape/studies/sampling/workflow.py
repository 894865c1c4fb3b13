"""What the rules of this study compute, and from what."""

from typing import Any, cast

from glasscape.campaign.config import Campaign
from glasscape.campaign.wildcards import Wildcards
from glasscape.studies.sampling.settings import CARRIED, TRAITS, SamplerName, SamplingSettings

RESULTS = "results/sampling/{ensemble}"
# settings on which the runs of every kind of sampler depend
SHARED = {"model": True, "particles": True, "temperatures": True, "seed": True}


class Sampling:
    """Functions for the rules, given the campaign."""

    def __init__(self, campaign: Campaign) -> None:
        self._campaign = campaign

    def _settings(self, ensemble: str) -> SamplingSettings:
        return self._campaign.configs[ensemble].section(SamplingSettings)

    def samplers(self, wildcards: Wildcards) -> list[SamplerName]:
        """Samplers that are compared."""
        return list(self._settings(wildcards.ensemble).samplers)

    def names(self, wildcards: Wildcards) -> list[str]:
        """Names of the independent runs."""
        return self._campaign.names(wildcards.ensemble)

    def settings_of_run(self, wildcards: Wildcards) -> dict[str, Any]:
        """Settings on which a run of a sampler depends."""
        sampler = cast(SamplerName, wildcards.sampler)
        traits = TRAITS[sampler]
        needed: dict[str, Any] = {**SHARED, "chains": set()}
        match traits.kind:
            case "population":
                needed["annealing"] = True
            case "dynamics":
                needed["chains"] = {"sweeps", "equilibration", "steps_per_segment", "time_step"}
            case "chain" | "replicas":
                needed["chains"] = {"sweeps", "equilibration", "sweeps_per_round"}
        if traits.swaps:
            needed["chains"].add("swap_fraction")
        if sampler == CARRIED:
            needed["flow"] = {"configurations"}
        return self._settings(wildcards.ensemble).model_dump(include=needed)

    def settings_of_flow(self, wildcards: Wildcards) -> dict[str, Any]:
        """Settings on which the steps of a flow depend. Temperatures are those of its run."""
        return self._settings(wildcards.ensemble).model_dump(include={"model", "particles", "flow"})

    def runs(self, wildcards: Wildcards) -> list[str]:
        """Files of all runs, by sampler and by name."""
        folder = RESULTS.format(ensemble=wildcards.ensemble)
        return [
            f"{folder}/runs/{sampler}/{name}.npz"
            for sampler in self.samplers(wildcards)
            for name in self.names(wildcards)
        ]

    def flow_steps(self, wildcards: Wildcards) -> list[str]:
        """Files of flows between temperatures. Empty without the sampler whose configurations they carry."""
        if CARRIED not in self.samplers(wildcards):
            return []
        folder = RESULTS.format(ensemble=wildcards.ensemble)
        return [f"{folder}/flow/{name}.parquet" for name in self.names(wildcards)]

    def results(self) -> list[str]:
        """What the study leaves for all ensembles."""
        files = ("samplers.parquet", "flow_steps.parquet", "figures/energies.png", "figures/costs.png")
        return [
            f"{RESULTS.format(ensemble=name)}/{file}" for name in self._campaign.configs for file in files
        ]
