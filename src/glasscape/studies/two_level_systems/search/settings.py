"""How pairs are chosen and when the search ends."""

import math
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, field_validator, model_validator

from glasscape.learning.settings import FamilyName, ModelAverageSettings
from glasscape.settings import Settings

SPLITTING = "quantum_splitting"

_POSITIVE = {"type": "integer", "minimum": 1}
OneOrMore = Annotated[
    list[Annotated[int, Field(ge=1)]],
    Field(min_length=1),
    BeforeValidator(lambda value: value if isinstance(value, list) else [value]),
    WithJsonSchema({"anyOf": [_POSITIVE, {"type": "array", "items": _POSITIVE, "minItems": 1}]}),
]


class TargetSettings(Settings):
    """Which double wells the search looks for: the targets."""

    column: str = Field(
        SPLITTING,
        description="Quantity that decides: `quantum_splitting`, `energy_barrier` or another numeric column "
        "of the exact results.",
    )
    threshold: float | None = Field(
        None,
        description="Threshold of a target; empty: the splitting of a two-level system (`quantum`).",
    )
    side: Literal["low", "high"] = Field("low", description="Side of the threshold on which targets lie.")
    scale: Literal["logarithmic", "linear"] = Field(
        "logarithmic", description="Whether models learn the logarithm; then values are positive."
    )

    @field_validator("column")
    @classmethod
    def _numeric(cls, column: str) -> str:
        if column == SPLITTING:
            return column
        # slow to import, and every job reads the config
        import pyarrow as pa

        from glasscape.studies.two_level_systems.exact.tables import OUTCOME

        about_the_calculation = ("splitting_error", "residual_force", "seconds")
        allowed = [
            c.name for c in OUTCOME if c.type == pa.float64() and not c.name.startswith(about_the_calculation)
        ]
        if column not in allowed:
            raise ValueError(f"is none of {', '.join(allowed)}")
        return column

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.threshold is None and (self.column, self.side) != (SPLITTING, "low"):
            raise ValueError(f"a target in {self.column} needs a threshold")
        if self.threshold is not None and self.threshold <= 0 and self.scale == "logarithmic":
            raise ValueError("a logarithmic scale needs a positive threshold")
        return self


class InitialSettings(Settings):
    """The pairs that the first models learn from."""

    pairs: int = Field(200, ge=1, description="K_0, pairs computed before the first training.")
    strategy: Literal["random", "mixture"] = Field(
        "mixture",
        description="`random`: all pairs alike. `mixture`: a part at random, the others evenly over total "
        "displacement and energy difference, where double wells are not rare.",
    )
    random_part: float = Field(0.25, ge=0, le=1, description="Part of K_0 that `mixture` draws at random.")


class SearchSettings(Settings):
    """How pairs are chosen and when the search ends."""

    seed: int = Field(1, ge=0, le=2**31 - 1, description="Seed of every random choice.")
    target: TargetSettings = Field(TargetSettings(), description="Which double wells the search looks for.")
    initial: InitialSettings = Field(
        InitialSettings(), description="The pairs that the first models learn from."
    )
    pairs_per_iteration: OneOrMore = Field(
        [100],
        description="K_1, K_2, ..., pairs computed in the iterations after the initial one; the last number "
        "goes for all that follow. A number alone goes for all.",
    )
    acquisition: Literal["probability", "lowest-value", "expected-improvement"] = Field(
        "probability",
        description="What ranks pairs: the probability that they are targets; as published, the predicted "
        "value of those that are more likely double wells than not; by how much they are expected to pass "
        "the threshold.",
    )
    audit_part: float = Field(
        0.1,
        ge=0,
        lt=1,
        description="Part of K_i that is drawn at random, from pairs of all probabilities, to estimate how "
        "many are still unfound.",
    )
    max_iterations: int = Field(
        3, ge=1, le=1000, description="Largest number of iterations after the initial one."
    )
    intermediate_minima: bool = Field(
        True,
        description="Whether minima that paths visit between their ends become minima of the search, and the "
        "steps between them candidates. Without, as in the published work, such paths end there.",
    )
    stop_fraction: float = Field(
        0.01,
        ge=0,
        le=1,
        description="Stop when a batch adds less than this part of what has been found so far.",
    )
    left_fraction: float = Field(
        0.05,
        ge=0,
        lt=1,
        description="Stop when no more than this part of all targets is left: the upper bound of a "
        "90 % interval. Needs audit_part.",
    )
    minutes_per_batch: float = Field(
        2.0,
        gt=0,
        description="How long a job with exact calculations should take; starting one costs two seconds.",
    )
    seconds_per_pair: float | None = Field(
        None,
        gt=0,
        description="What a pair takes, as `summary.json` of an earlier run says, so that jobs get as many "
        "as fit; empty: what the engine takes at N = 1500. A change cuts finished iterations anew: paths are "
        "known, learning is repeated.",
    )
    batches_multiple: int = Field(
        4,
        ge=1,
        description="Jobs of an iteration are a multiple of this, so that as many cores end together.",
    )

    def pairs_in(self, iteration: int) -> int:
        """Pairs that an iteration is to compute."""
        if iteration == 0:
            return self.initial.pairs
        return self.pairs_per_iteration[min(iteration, len(self.pairs_per_iteration)) - 1]

    def batches_in(self, iteration: int, usual_seconds: float) -> int:
        """Jobs that share them, when a pair usually takes so many seconds."""
        pairs = self.pairs_in(iteration)
        seconds = pairs * (self.seconds_per_pair or usual_seconds)
        share = 60.0 * self.minutes_per_batch * self.batches_multiple
        return min(pairs, self.batches_multiple * math.ceil(seconds / share))


class LearningSettings(ModelAverageSettings):
    """Which models learn from exact results, and how they are evaluated."""

    weighting: Literal["equal", "inverse-value"] = Field(
        "equal",
        description="How much a double well counts for the regressor: all alike, or the smaller its value "
        "the more.",
    )
    stack: FamilyName | None = Field(
        "extra-trees",
        description="Second layer: what learns which double wells are wanted, to sharpen the probability "
        "that follows from the predicted value; empty: none.",
    )
    prefilter: bool = Field(
        True,
        description="Whether quick models of CatBoost settle the pairs that are very unlikely to be wanted; "
        "only the others are shown to all models.",
    )
    fewest: int = Field(
        10,
        ge=2,
        description="Double wells, and other pairs, without which the search stops: fewer teach nothing.",
    )
