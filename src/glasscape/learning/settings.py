"""How trees are boosted and judged."""

from pydantic import Field

from glasscape.settings import Settings


class LearningSettings(Settings):
    """How trees are boosted and judged."""

    trees: int = Field(300, ge=10, le=100_000, description="Boosting rounds of every model.")
    learning_rate: float = Field(0.05, gt=0, le=1, description="Shrinkage.")
    leaves: int = Field(15, ge=2, le=4096, description="Leaves of a tree.")
    min_rows_per_leaf: int = Field(5, ge=1, description="Fewest rows in a leaf.")
    fewest: int = Field(
        10,
        ge=2,
        description="Double wells, and other pairs, without which the search stops: fewer teach nothing.",
    )
    folds: int = Field(
        5,
        ge=2,
        le=50,
        description="Folds that judge the models, made of whole glasses if there are enough.",
    )
