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
    def of_job(cls, params: Any, threads: int) -> "Training":
        """From the params of a job of Snakemake and its number of cores."""
        return cls(
            PairFeatures(params.displacements),
            Target.of_config(params.target, params.quantum),
            LearningSettings.model_validate(params.learning),
            params.seed,
            threads,
        )
