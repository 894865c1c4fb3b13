"""What the models of a search are trained with, beside the labels."""

from dataclasses import dataclass
from typing import Any

from glasscape.studies.two_level_systems.pairs.tables import PairFeatures
from glasscape.studies.two_level_systems.search.settings import LearningSettings
from glasscape.studies.two_level_systems.search.target import Target


@dataclass(frozen=True)
class Training:
    """What the models of a search are trained with, beside the labels.

    Attributes
    ----------
    features : PairFeatures
        Features of the pairs.
    target : Target
        The target of the search.
    learning : LearningSettings
        Families of models and folds.
    seed, threads : int
        Seed and number of cores. The models do not depend on the number of cores.
    """

    features: PairFeatures
    target: Target
    learning: LearningSettings
    seed: int
    threads: int

    @classmethod
    def of_job(cls, settings: dict[str, Any], threads: int) -> "Training":
        """From `Search.training`, a param of a job of Snakemake, and its number of cores."""
        return cls(
            PairFeatures(settings["displacements"]),
            Target.of_config(settings["target"], settings["quantum"]),
            LearningSettings.model_validate(settings["learning"]),
            settings["seed"],
            threads,
        )
