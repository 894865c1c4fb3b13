"""Results of a search, for scripts."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from ase import Atoms
from ase.io import read

from glasscape.errors import StructureError, TableError
from glasscape.files import read_json

DEFECTS, SUMMARY, LABELS = "defects.parquet", "summary.json", "labels.parquet"


@dataclass(frozen=True, eq=False)
class SearchResults:
    """Results of a search.

    Attributes
    ----------
    computed : DataFrame
        All pairs that were computed exactly, with features, predictions and exact results.
    targets : DataFrame
        Those of them that are targets, with their energy profiles.
    summary : dict
        Counts, densities and costs.
    """

    computed: pd.DataFrame
    targets: pd.DataFrame
    summary: dict[str, Any]


def read_search(folder: str | Path) -> SearchResults:
    """Read the results of a search.

    Parameters
    ----------
    folder : path
        The results of an ensemble, such as `results/two_level_systems/hyperquenched`.

    Raises
    ------
    TableError
        If the search has no results there.
    """
    folder = Path(folder)
    needed = [DEFECTS, SUMMARY]
    if (folder / SUMMARY).is_file():
        summary = read_json(folder / SUMMARY)
        # an earlier search may have gone on for longer
        needed.append(f"iter_{summary['iterations'][-1]['iteration']}/{LABELS}")
    missing = [name for name in needed if not (folder / name).is_file()]
    if missing:
        raise TableError(
            f"{folder}: has no {missing[0]}; give the folder of an ensemble in results/two_level_systems, "
            "after the search has ended"
        )
    return SearchResults(pd.read_parquet(folder / needed[-1]), pd.read_parquet(folder / DEFECTS), summary)


def read_library(folder: str | Path) -> list[tuple[Atoms, Atoms]]:
    """Read the structures of an exported library: the two minima of every target.

    Parameters
    ----------
    folder : path
        The folder `library` of a search.

    Raises
    ------
    StructureError
        If it holds no structures.
    """
    file = Path(folder) / "defects.extxyz"
    if not file.is_file():
        raise StructureError(f"{file}: no such file; a search in tables of labels has no structures")
    frames = read(file, ":") if file.stat().st_size else []
    return list(zip(frames[::2], frames[1::2], strict=True))
