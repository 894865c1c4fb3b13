"""Settings of the families of models and of their average."""

from typing import Annotated, Any, Literal

from pydantic import Field

from glasscape.settings import Distinct, Settings

FamilyName = Literal["extra-trees", "xgboost", "neural-network", "lightgbm", "catboost", "ridge", "glassmlp"]
# networks that read the neighbours of a particle; they need the extra `deep`
GraphFamilyName = Literal["graph-network", "transformer"]
# families that read time and temperature beside the features; they need the extra `deep`
StateFamilyName = Literal["tglassmlp"]
# names of features that describe the state begin like this
STATE_PREFIX = "state_"

_TREES = "Number of trees of a model."
_SHRINKAGE = "Learning rate (shrinkage) of a tree."
_LAYERS = "Number of neurons of every hidden layer."
_NETWORKS = "Number of networks that are averaged; each stops early on a fold of its own."
_PATIENCE = "Number of passes without any improvement after which training stops."
_EPOCHS = "Largest number of passes over the training rows."
_ROWS_PER_STEP = "Number of training rows of a step."
_SCHEDULE = "Learning rate (Adam); after a rise it falls to zero as a cosine."
_FEATURES = "Fraction of the features that are considered at a split."


class ExtraTreesSettings(Settings):
    """Extremely randomised trees of scikit-learn."""

    trees: int = Field(100, ge=10, le=100_000, description=_TREES)
    min_rows_per_leaf: int = Field(1, ge=1, description="Smallest number of rows in a leaf.")
    features_per_split: float = Field(0.6, gt=0, le=1, description=_FEATURES)


class XGBoostSettings(Settings):
    """Boosted trees of XGBoost."""

    trees: int = Field(300, ge=10, le=100_000, description=_TREES)
    learning_rate: float = Field(0.05, gt=0, le=1, description=_SHRINKAGE)
    depth: int = Field(8, ge=1, le=16, description="Largest depth of a tree.")
    features_per_split: float = Field(0.5, gt=0, le=1, description=_FEATURES)


class NeuralNetworkSettings(Settings):
    """Multilayer perceptrons of scikit-learn."""

    layers: list[Annotated[int, Field(ge=1, le=4096)]] = Field([128, 64], min_length=1, description=_LAYERS)
    steps: int = Field(
        2500,
        ge=10,
        le=10_000_000,
        description="Training steps of 256 rows each. Training ends earlier after 400 passes over all rows.",
    )
    learning_rate: float = Field(0.002, gt=0, le=1, description="Learning rate (Adam).")
    weight_decay: float = Field(0.3, ge=0, description="Strength of the L2 penalty on the weights.")


class LightGBMSettings(Settings):
    """Boosted trees of LightGBM."""

    trees: int = Field(300, ge=10, le=100_000, description=_TREES)
    learning_rate: float = Field(0.05, gt=0, le=1, description=_SHRINKAGE)
    leaves: int = Field(31, ge=2, le=4096, description="Largest number of leaves of a tree.")
    min_rows_per_leaf: int = Field(5, ge=1, description="Smallest number of rows in a leaf.")


class CatBoostSettings(Settings):
    """Boosted oblivious trees of CatBoost."""

    trees: int = Field(200, ge=10, le=100_000, description=_TREES)
    learning_rate: float = Field(0.15, gt=0, le=1, description=_SHRINKAGE)
    depth: int = Field(6, ge=1, le=10, description="Depth of a tree.")


class RidgeSettings(Settings):
    """Ridge regression on standardised features."""

    folds: int = Field(
        5,
        ge=2,
        le=50,
        description="Number of folds of the training rows, which choose the penalty.",
    )


class RowTrainingSettings(Settings):
    """How networks that read the rows of a table are trained."""

    networks: int = Field(
        10,
        ge=2,
        le=50,
        description=_NETWORKS,
    )
    epochs: int = Field(200, ge=1, le=100_000, description=_EPOCHS)
    patience: int = Field(
        30,
        ge=1,
        description=_PATIENCE,
    )
    rows_per_step: int = Field(256, ge=1, description=_ROWS_PER_STEP)
    learning_rate: float = Field(
        0.005,
        gt=0,
        le=1,
        description=_SCHEDULE,
    )


class GlassMLPSettings(RowTrainingSettings):
    """Networks with a narrow first layer; they need the extra `deep`."""

    layers: list[Annotated[int, Field(ge=1, le=4096)]] = Field(
        [2, 10, 10], min_length=1, description=f"{_LAYERS} The first, a bottleneck, is narrow."
    )


class TGlassMLPSettings(RowTrainingSettings):
    """Networks with a narrow first layer behind which the state enters; they need the extra `deep`."""

    layers: list[Annotated[int, Field(ge=1, le=4096)]] = Field(
        [8, 10, 10],
        min_length=2,
        description=f"{_LAYERS} The first sees the descriptors alone; the state enters behind it.",
    )
    attention: bool = Field(
        False,
        description="Whether descriptors of different lengths are averaged first, with weights that depend "
        "on the state. The mean length tells on which scale the network looks.",
    )
    networks: int = Field(
        4,
        ge=2,
        le=50,
        description=_NETWORKS,
    )
    epochs: int = Field(30, ge=1, le=100_000, description=_EPOCHS)
    patience: int = Field(
        10,
        ge=1,
        description=_PATIENCE,
    )
    rows_per_step: int = Field(512, ge=1, description=_ROWS_PER_STEP)


def _decay(default: float) -> Any:
    return Field(
        default,
        ge=0,
        description="Decay of the weights in a step, as a multiple of the learning rate (AdamW). Many "
        "descriptors need more of it.",
    )


class GraphTrainingSettings(Settings):
    """Settings that all networks on graphs of particles have."""

    cutoff: float
    width: int
    weight_decay: float
    networks: int = Field(
        3,
        ge=1,
        le=50,
        description=_NETWORKS,
    )
    epochs: int = Field(60, ge=1, le=100_000, description="Largest number of passes over the graphs.")
    patience: int = Field(
        20,
        ge=1,
        description=_PATIENCE,
    )
    graphs_per_step: int = Field(1, ge=1, description="Number of graphs of a training step.")
    learning_rate: float = Field(
        0.005,
        gt=0,
        le=1,
        description=_SCHEDULE,
    )
    rarity: float = Field(
        0.0,
        ge=0,
        le=2,
        description="Exponent alpha of the loss weights p(y)^-alpha, where p is the probability density of "
        "the label y. 0: all particles weigh the same.",
    )
    quantile: float | None = Field(
        None,
        gt=0,
        lt=1,
        description="Quantile of the label that is learnt, with the pinball loss; empty: the mean, with the "
        "squared error.",
    )


class GraphNetworkSettings(GraphTrainingSettings):
    """Graph networks: messages of neighbours, passed on several times."""

    cutoff: float = Field(1.5, gt=0, le=10, description="Largest distance of neighbours, sigma.")
    width: int = Field(16, ge=1, le=1024, description="Number of neurons of every layer.")
    weight_decay: float = _decay(2.0)
    rounds: int = Field(
        2,
        ge=0,
        le=20,
        description="Number of times that messages are passed. 0: particles do not see their neighbours.",
    )


class TransformerSettings(GraphTrainingSettings):
    """Transformers with messages of neighbours and attention over neighbours."""

    cutoff: float = Field(1.6, gt=0, le=10, description="Largest distance of neighbours, sigma.")
    width: int = Field(16, ge=4, le=1024, multiple_of=4, description="Number of neurons of every layer.")
    weight_decay: float = _decay(0.1)
    epochs: int = Field(30, ge=1, le=100_000, description="Largest number of passes over the graphs.")
    depth: int = Field(2, ge=1, le=20, description="Number of blocks of messages and attention.")


def field_of(family: str) -> str:
    """The key of a family in the config."""
    return family.replace("-", "_")


class FamiliesSettings(Settings):
    """Families of models, and the settings of each."""

    families: list[FamilyName]
    extra_trees: ExtraTreesSettings = Field(
        default_factory=ExtraTreesSettings, description="Extremely randomised trees of scikit-learn."
    )
    xgboost: XGBoostSettings = Field(default_factory=XGBoostSettings, description="Boosted trees of XGBoost.")
    neural_network: NeuralNetworkSettings = Field(
        default_factory=NeuralNetworkSettings, description="Multilayer perceptrons of scikit-learn."
    )
    lightgbm: LightGBMSettings = Field(
        default_factory=LightGBMSettings, description="Boosted trees of LightGBM."
    )
    catboost: CatBoostSettings = Field(
        default_factory=CatBoostSettings, description="Boosted oblivious trees of CatBoost."
    )
    ridge: RidgeSettings = Field(
        default_factory=RidgeSettings, description="Ridge regression on standardised features."
    )
    glassmlp: GlassMLPSettings = Field(
        default_factory=GlassMLPSettings,
        description="Networks with a narrow first layer; they need `pip install -e '.[deep]'`.",
    )

    def of_family(self, family: str) -> Any:
        """The settings of one family."""
        return getattr(self, field_of(family))


def _weight(default: float) -> Any:
    return Field(
        default, gt=0, le=1e6, description="Weight of this family, relative to others, before it is learned."
    )


class FamilyWeights(Settings):
    """Weights of the families in a model average, before they are learned."""

    extra_trees: float = _weight(2.4)
    xgboost: float = _weight(1.0)
    neural_network: float = _weight(0.4)
    lightgbm: float = _weight(1.0)
    catboost: float = _weight(1.0)
    ridge: float = _weight(0.4)
    glassmlp: float = _weight(0.4)


class ModelAverageSettings(FamiliesSettings):
    """Which families of models are averaged, and how they are evaluated."""

    families: Distinct[FamilyName] = Field(
        ["extra-trees", "xgboost", "neural-network"],
        min_length=1,
        description="Kinds of models; their predictions are averaged with learned weights.",
    )
    weights: FamilyWeights = Field(
        default_factory=FamilyWeights, description="Weights of the families before they are learned."
    )
    patience: int | None = Field(
        None,
        ge=1,
        description="Early stopping of boosted trees: number of further trees without an improvement on a "
        "fold of the training rows after which training stops; empty: all trees are grown.",
    )
    folds: int = Field(
        3,
        ge=2,
        le=50,
        description="Number of folds for evaluation; folds are made of whole samples if there are enough.",
    )
