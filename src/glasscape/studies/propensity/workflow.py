"""What the rules of this study compute, and from what."""

from typing import Any, Protocol

from snakemake.io import local

from glasscape.campaign.config import Campaign
from glasscape.studies.propensity.settings import ALL, PropensitySettings

RESULTS = "results/propensity"


class Wildcards(Protocol):
    """Wildcards of a rule of this study."""

    ensemble: str
    sample: str
    label: str
    descriptors: str
    family: str


class Propensity:
    """Functions for the rules, given the campaign."""

    def __init__(self, campaign: Campaign) -> None:
        self._campaign = campaign

    def _own(self, ensemble: str) -> PropensitySettings:
        return self._campaign.configs[ensemble].section(PropensitySettings)

    @property
    def ensembles(self) -> list[str]:
        """The ensembles, if the config asks for this study."""
        return [name for name, config in self._campaign.configs.items() if "propensity" in config.studies]

    def runs(self, wildcards: Wildcards) -> str:
        """The isoconfigurational runs of a sample: the file of the user, or runs of a liquid that is made."""
        sample = self._campaign.sample(wildcards.ensemble, wildcards.sample)
        if sample.path is None:
            return f"results/samples/{wildcards.ensemble}/{wildcards.sample}/isoconfigurational.npz"
        path: str = local(sample.path)
        return path

    def tables(self, kind: str) -> Any:
        """An input function: a table of every sample of the ensemble."""

        def paths(wildcards: Wildcards) -> list[str]:
            names = self._campaign.names(wildcards.ensemble)
            return [f"{RESULTS}/{wildcards.ensemble}/samples/{name}/{kind}.parquet" for name in names]

        return paths

    def descriptors_of_one(self, wildcards: Wildcards) -> dict[str, Any]:
        """Settings of one family of descriptors."""
        own = self._own(wildcards.ensemble).descriptors.model_dump()
        return own | {"families": [wildcards.descriptors]}

    def descriptors(self, wildcards: Wildcards) -> list[str]:
        """Descriptors of every sample: one family of them, or all, sample by sample."""
        every = self._own(wildcards.ensemble).descriptors.families
        chosen = every if wildcards.descriptors == ALL else [wildcards.descriptors]
        return [
            f"{RESULTS}/{wildcards.ensemble}/samples/{name}/descriptors/{family}.parquet"
            for name in self._campaign.names(wildcards.ensemble)
            for family in chosen
        ]

    def sample_names(self, wildcards: Wildcards) -> list[str]:
        """Names of the samples of an ensemble, in the order of `tables`."""
        return self._campaign.names(wildcards.ensemble)

    def learning(self, wildcards: Wildcards) -> dict[str, Any]:
        """Settings on which the scores of one family depend."""
        own = self._own(wildcards.ensemble).learning
        family = wildcards.family.replace("-", "_")
        return own.model_dump(include={"test", "folds", "seed", family})

    def scores(self, wildcards: Wildcards) -> list[str]:
        """Scores of the grid of labels, descriptors and models of an ensemble."""
        return self._of_all(wildcards.ensemble, "scores")

    def predictions(self, wildcards: Wildcards) -> list[str]:
        """Predictions of all points of this grid."""
        return self._of_all(wildcards.ensemble, "predictions")

    def curves(self, wildcards: Wildcards) -> list[str]:
        """Learning curves of all families of models, for one label and the first descriptors."""
        own = self._own(wildcards.ensemble).learning
        folder = f"{RESULTS}/{wildcards.ensemble}/models/{wildcards.label}/{own.descriptors[0]}"
        return [f"{folder}/{family}.curve.parquet" for family in own.families]

    def families(self, wildcards: Wildcards) -> list[str]:
        """Families of models of an ensemble."""
        return [str(family) for family in self._own(wildcards.ensemble).learning.families]

    def _of_all(self, ensemble: str, kind: str) -> list[str]:
        own = self._own(ensemble)
        return [
            f"{RESULTS}/{ensemble}/models/{label}/{descriptors}/{family}.{kind}.parquet"
            for label in own.labels
            for descriptors in own.learning.descriptors
            for family in own.learning.families
        ]

    def results(self) -> list[str]:
        """Scoreboards and figures of all ensembles."""
        return [
            f"{RESULTS}/{ensemble}/{name}"
            for ensemble in self.ensembles
            for name in ("scoreboard.parquet", "figures/scoreboard.png", "figures/predicted.png")
        ]
