"""Glasses on their energy landscape.

The names below are for scripts. They are imported when they are used. docs/architecture.md lists all modules.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from glasscape.api.calculator import GlassCalculator
    from glasscape.api.glasses import FoundMinima, MadeGlass, find_minima, make_glass
    from glasscape.api.minima import quench, read_minima
    from glasscape.api.particles import describe_particles, find_hops, normal_modes
    from glasscape.descriptors.settings import DescriptorSettings
    from glasscape.exploration.settings import ExplorationSettings
    from glasscape.minima.settings import MinimaSettings
    from glasscape.modes.normal import NormalModes
    from glasscape.paths.settings import NEBSettings
    from glasscape.potentials.settings import PotentialSettings
    from glasscape.preparation.settings import PreparationSettings
    from glasscape.studies.two_level_systems.api.pairs import pair_features
    from glasscape.studies.two_level_systems.api.path import AtomsPath, find_path
    from glasscape.studies.two_level_systems.api.ranker import PairRanker
    from glasscape.studies.two_level_systems.api.results import SearchResults, read_library, read_search
    from glasscape.studies.two_level_systems.pairs.settings import PairSettings
    from glasscape.studies.two_level_systems.search.settings import LearningSettings
    from glasscape.trajectories.hops import Hops
    from glasscape.units import QuantumUnits

    __version__: str

_TLS = "studies.two_level_systems"
_MODULES = {
    "AtomsPath": f"{_TLS}.api.path",
    "DescriptorSettings": "descriptors.settings",
    "ExplorationSettings": "exploration.settings",
    "FoundMinima": "api.glasses",
    "GlassCalculator": "api.calculator",
    "Hops": "trajectories.hops",
    "LearningSettings": f"{_TLS}.search.settings",
    "MadeGlass": "api.glasses",
    "MinimaSettings": "minima.settings",
    "NEBSettings": "paths.settings",
    "NormalModes": "modes.normal",
    "PairRanker": f"{_TLS}.api.ranker",
    "PairSettings": f"{_TLS}.pairs.settings",
    "PotentialSettings": "potentials.settings",
    "PreparationSettings": "preparation.settings",
    "QuantumUnits": "units",
    "SearchResults": f"{_TLS}.api.results",
    "describe_particles": "api.particles",
    "find_hops": "api.particles",
    "find_minima": "api.glasses",
    "find_path": f"{_TLS}.api.path",
    "make_glass": "api.glasses",
    "normal_modes": "api.particles",
    "pair_features": f"{_TLS}.api.pairs",
    "quench": "api.minima",
    "read_library": f"{_TLS}.api.results",
    "read_minima": "api.minima",
    "read_search": f"{_TLS}.api.results",
}

__all__ = [
    "AtomsPath",
    "DescriptorSettings",
    "ExplorationSettings",
    "FoundMinima",
    "GlassCalculator",
    "Hops",
    "LearningSettings",
    "MadeGlass",
    "MinimaSettings",
    "NEBSettings",
    "NormalModes",
    "PairRanker",
    "PairSettings",
    "PotentialSettings",
    "PreparationSettings",
    "QuantumUnits",
    "SearchResults",
    "describe_particles",
    "find_hops",
    "find_minima",
    "find_path",
    "make_glass",
    "normal_modes",
    "pair_features",
    "quench",
    "read_library",
    "read_minima",
    "read_search",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return import_module("importlib.metadata").version(__name__)
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
