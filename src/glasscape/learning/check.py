"""Check of the libraries that families of models need."""

from collections.abc import Sequence
from importlib.util import find_spec
from typing import get_args

from glasscape.errors import ConfigError
from glasscape.learning.settings import GraphFamilyName, StateFamilyName

# families that need JAX
NETWORKS = ("glassmlp", *get_args(GraphFamilyName), *get_args(StateFamilyName))


def check_libraries(section: str, families: Sequence[str]) -> None:
    """Check that the libraries of families of models are installed.

    Parameters
    ----------
    section : str
        Name of the section of the config.
    families : sequence of str
        Names of the families.

    Raises
    ------
    ConfigError
        If one is not.
    """
    networks = [family for family in families if family in NETWORKS]
    if networks and find_spec("jax") is None:
        raise ConfigError(
            f"{section}.learning: {networks[0]} needs optional libraries; pip install -e '.[deep]'"
        )
