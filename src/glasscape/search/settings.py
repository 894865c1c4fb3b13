"""How pairs are chosen and when the search ends."""

from typing import Literal

from pydantic import Field

from glasscape.settings import Settings


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
    initial: InitialSettings = Field(
        InitialSettings(), description="The pairs that the first models learn from."
    )
    pairs_per_iteration: int = Field(100, ge=1, description="K_i, pairs computed in every later iteration.")
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
        description="Stop when a batch adds less than this part of the two-level systems found so far.",
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
