"""How pairs are chosen and when the search ends."""

from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from glasscape.settings import Settings

SPLITTING = "quantum_splitting"


class TargetSettings(Settings):
    """Which double wells are wanted."""

    column: str = Field(
        SPLITTING,
        description="Quantity that decides: `quantum_splitting`, `energy_barrier` or another numeric column "
        "of the exact results.",
    )
    threshold: float | None = Field(
        None,
        description="Where what is wanted begins; empty: the splitting of a two-level system (`quantum`).",
    )
    wanted: Literal["low", "high"] = Field("low", description="Side of the threshold that is wanted.")
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

        from glasscape.tables import OUTCOME

        about_the_calculation = ("splitting_error", "residual_force", "seconds")
        allowed = [
            c.name for c in OUTCOME if c.type == pa.float64() and not c.name.startswith(about_the_calculation)
        ]
        if column not in allowed:
            raise ValueError(f"is none of {', '.join(allowed)}")
        return column

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.threshold is None and (self.column, self.wanted) != (SPLITTING, "low"):
            raise ValueError(f"wanted values of {self.column} need a threshold")
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
    target: TargetSettings = Field(TargetSettings(), description="Which double wells are wanted.")
    initial: InitialSettings = Field(
        InitialSettings(), description="The pairs that the first models learn from."
    )
    pairs_per_iteration: int = Field(100, ge=1, description="K_i, pairs computed in every later iteration.")
    acquisition: Literal["probability", "lowest-value", "expected-improvement"] = Field(
        "probability",
        description="What ranks pairs: the probability that they are wanted; as published, the predicted "
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
        description="Stop when no more than this part of all that are wanted is left: the upper bound of a "
        "90 % interval. Needs audit_part.",
    )
    pairs_per_batch: int = Field(
        25, ge=1, description="Pairs that one job computes; a job should take minutes."
    )

    def pairs_in(self, iteration: int) -> int:
        """Pairs that an iteration is to compute."""
        return self.initial.pairs if iteration == 0 else self.pairs_per_iteration

    def batches_in(self, iteration: int) -> int:
        """Jobs that share them."""
        return -(-self.pairs_in(iteration) // self.pairs_per_batch)
