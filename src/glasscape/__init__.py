"""Glasses on their energy landscape.

The names below are for scripts. They are imported when they are used. docs/architecture.md lists all modules.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from glasscape.api import GlassCalculator, quench, read_minima
    from glasscape.minima.settings import MinimaSettings
    from glasscape.paths.settings import NEBSettings
    from glasscape.potentials.settings import PotentialSettings
    from glasscape.studies.two_level_systems.api import (
        AtomsPath,
        PairRanker,
        SearchResults,
        find_path,
        pair_features,
        read_library,
        read_search,
    )
    from glasscape.studies.two_level_systems.pairs.settings import PairSettings
    from glasscape.studies.two_level_systems.search.settings import LearningSettings
    from glasscape.units import QuantumUnits

    __version__: str

_TLS = "studies.two_level_systems"
_MODULES = {
    "AtomsPath": f"{_TLS}.api",
    "GlassCalculator": "api",
    "LearningSettings": f"{_TLS}.search.settings",
    "MinimaSettings": "minima.settings",
    "NEBSettings": "paths.settings",
    "PairRanker": f"{_TLS}.api",
    "PairSettings": f"{_TLS}.pairs.settings",
    "PotentialSettings": "potentials.settings",
    "QuantumUnits": "units",
    "SearchResults": f"{_TLS}.api",
    "find_path": f"{_TLS}.api",
    "pair_features": f"{_TLS}.api",
    "quench": "api",
    "read_library": f"{_TLS}.api",
    "read_minima": "api",
    "read_search": f"{_TLS}.api",
}

__all__ = [
    "AtomsPath",
    "GlassCalculator",
    "LearningSettings",
    "MinimaSettings",
    "NEBSettings",
    "PairRanker",
    "PairSettings",
    "PotentialSettings",
    "QuantumUnits",
    "SearchResults",
    "find_path",
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
