"""All families of models: the class of each by its name."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from glasscape.errors import LearningError
from glasscape.learning.families.model import Model
from glasscape.learning.settings import FamilyName, GraphFamilyName

if TYPE_CHECKING:
    from glasscape.learning.networks.graph_model import NetworkModel
    from glasscape.learning.networks.tglassmlp import TGlassMLPModel

# module and class of every family; only those in use are imported, because the libraries are slow to import
FAMILIES: dict[FamilyName, tuple[str, str]] = {
    "extra-trees": ("families.extra_trees", "ExtraTreesModel"),
    "xgboost": ("families.xgboost", "XGBoostModel"),
    "neural-network": ("families.neural_network", "NeuralNetworkModel"),
    "lightgbm": ("families.lightgbm", "LightGBMModel"),
    "catboost": ("families.catboost", "CatBoostModel"),
    "ridge": ("families.ridge", "RidgeModel"),
    "glassmlp": ("networks.glassmlp", "GlassMLPModel"),
}
GRAPH_FAMILIES: dict[GraphFamilyName, tuple[str, str]] = {
    "graph-network": ("networks.graph_network", "GraphNetworkModel"),
    "transformer": ("networks.transformer", "TransformerModel"),
}


def kind_of(family: FamilyName) -> type[Model]:
    """The class of models of a family."""
    kind: type[Model] = _class_of(family, *FAMILIES[family])
    return kind


def graph_kind_of(family: GraphFamilyName) -> type["NetworkModel[Any]"]:
    """The class of models of a family that reads graphs of particles."""
    kind: type[NetworkModel[Any]] = _class_of(family, *GRAPH_FAMILIES[family])
    return kind


def state_kind() -> type["TGlassMLPModel"]:
    """The class of models that read the state beside the features."""
    kind: type[TGlassMLPModel] = _class_of("tglassmlp", "networks.tglassmlp", "TGlassMLPModel")
    return kind


def _class_of(family: str, module: str, name: str) -> Any:
    try:
        return getattr(import_module(f"glasscape.learning.{module}"), name)
    except ImportError as error:
        todo = "pip install -e '.[deep]'" if module.startswith("networks.") else "install glasscape again"
        raise LearningError(f"the family {family} cannot be imported ({error}): {todo}") from error
