"""Settings of the search: target, choice of pairs, stopping rules, models."""

import math
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, field_validator, model_validator

from glasscape.learning.settings import FamilyName, ModelAverageSettings
from glasscape.settings import Settings

SPLITTING = "quantum_splitting"
Acquisition = Literal["probability", "lowest-value", "expected-improvement"]

_POSITIVE = {"type": "integer", "minimum": 1}
OneOrMore = Annotated[
    list[Annotated[int, Field(ge=1)]],
    Field(min_length=1),
    BeforeValidator(lambda value: value if isinstance(value, list) else [value]),
    WithJsonSchema({"anyOf": [_POSITIVE, {"type": "array", "items": _POSITIVE, "minItems": 1}]}),
]


class TargetSettings(Settings):
    """Target of the search: which double wells it looks for."""

    column: str = Field(
        SPLITTING,
        description="Quantity that defines a target: `quantum_splitting`, `energy_barrier` or another "
        "numeric column of the exact results.",
    )
    threshold: float | None = Field(
        None,
        description="Threshold of the quantity; empty: largest splitting of a two-level system (`quantum`).",
    )
    side: Literal["low", "high"] = Field("low", description="Side of the threshold on which the targets are.")
    scale: Literal["logarithmic", "linear"] = Field(
        "logarithmic",
        description="Scale on which models predict the quantity; a logarithmic scale needs positive values.",
    )

    @field_validator("column")
    @classmethod
    def _numeric(cls, column: str) -> str:
        if column == SPLITTING:
            return column
        # imported late, because it is slow to import and every job reads the config
        import pyarrow as pa

        from glasscape.studies.two_level_systems.exact.tables import OUTCOME

        about_the_calculation = ("splitting_error", "residual_force", "seconds")
        allowed = [
            c.name for c in OUTCOME if c.type == pa.float64() and not c.name.startswith(about_the_calculation)
        ]
        if column not in allowed:
            raise ValueError(f"is not one of {', '.join(allowed)}")
        return column

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.threshold is None and (self.column, self.side) != (SPLITTING, "low"):
            raise ValueError(f"a target in {self.column} needs a threshold")
        if self.threshold is not None and self.threshold <= 0 and self.scale == "logarithmic":
            raise ValueError("a logarithmic scale needs a positive threshold")
        return self


class InitialSettings(Settings):
    """Initial pairs, on which the first models are trained."""

    pairs: int = Field(200, ge=1, description="K_0, number of pairs computed before the first training.")
    random_part: float = Field(
        0.25,
        ge=0,
        le=1,
        description="Fraction of K_0 drawn at random from all pairs. The others are drawn evenly over log "
        "total displacement and log energy difference (with zero-point energies if they count), which finds "
        "more double wells.",
    )


class SearchSettings(Settings):
    """How pairs are chosen, and when the search stops."""

    seed: int = Field(1, ge=0, le=2**31 - 1, description="Seed of all random choices of the search.")
    target: TargetSettings = Field(
        TargetSettings(), description="Which double wells the search looks for: the targets."
    )
    initial: InitialSettings = Field(
        InitialSettings(), description="Initial pairs, on which the first models are trained."
    )
    pairs_per_iteration: OneOrMore = Field(
        [100],
        description="K_1, K_2, ..., numbers of pairs computed in the iterations after the initial one. The "
        "last number applies to all later iterations. A single number applies to all.",
    )
    acquisition: Acquisition = Field(
        "probability",
        description="Ranking of the pairs. `probability`: probability that they are targets. `lowest-value`: "
        "the published rule, the predicted value among pairs that are more likely double wells than not. "
        "`expected-improvement`: expected amount by which they pass the threshold.",
    )
    audit_part: float = Field(
        0.1,
        ge=0,
        lt=1,
        description="Fraction of K_i that is drawn at random, from pairs of all probabilities, to estimate "
        "the number of targets left.",
    )
    max_iterations: int = Field(
        3, ge=1, le=1000, description="Largest number of iterations after the initial one."
    )
    intermediate_minima: bool = Field(
        True,
        description="Whether intermediate minima of paths join the minima of the search, and consecutive "
        "minima on a path become candidate pairs. `false` is the published procedure.",
    )
    stop_fraction: float = Field(
        0.01,
        ge=0,
        le=1,
        description="Without an estimate of the targets left (`audit_part: 0`): stop if a batch adds less "
        "than this fraction of the targets found so far.",
    )
    left_fraction: float = Field(
        0.1,
        ge=0,
        lt=1,
        description="Stop if at most this fraction of all targets is left, by the upper limit of the 90 % "
        "interval, and the last batch added no more than this fraction of those found. Needs `audit_part`.",
    )
    minutes_per_batch: float = Field(
        2.0,
        gt=0,
        description="Intended duration of a job with exact calculations; its start takes two seconds.",
    )
    seconds_per_pair: float | None = Field(
        None,
        gt=0,
        description="Computing time of a pair, `median_seconds_per_pair` in `summary.json` of an earlier "
        "run; it sets the number of pairs per job. Empty: the time of the engine at N = 1500. A change "
        "divides finished iterations into other jobs: their paths are kept, training is repeated.",
    )
    batches_multiple: int = Field(
        4,
        ge=1,
        description="The number of jobs of an iteration is a multiple of this, so that as many cores finish "
        "together.",
    )

    def pairs_in(self, iteration: int) -> int:
        """Number of pairs that an iteration computes."""
        if iteration == 0:
            return self.initial.pairs
        return self.pairs_per_iteration[min(iteration, len(self.pairs_per_iteration)) - 1]

    def batches_in(self, iteration: int, usual_seconds: float) -> int:
        """Number of jobs of an iteration. Without `seconds_per_pair`, a pair takes `usual_seconds`."""
        pairs = self.pairs_in(iteration)
        seconds = pairs * (self.seconds_per_pair or usual_seconds)
        share = 60.0 * self.minutes_per_batch * self.batches_multiple
        return min(pairs, self.batches_multiple * math.ceil(seconds / share))


class LearningSettings(ModelAverageSettings):
    """Which models are trained on exact results, and how they are evaluated."""

    stack: FamilyName | None = Field(
        "extra-trees",
        description="Family of the second layer, which predicts whether a double well is a target; empty: "
        "the probability follows from the predicted value alone.",
    )
    prefilter: bool = Field(
        True,
        description="Whether fast CatBoost models predict all pairs first. The full models then predict only "
        "the pairs that are not very unlikely to be targets.",
    )
    fewest: int = Field(
        10,
        ge=2,
        description="Smallest number of double wells, and of other pairs, for training; with fewer, "
        "the search stops.",
    )
