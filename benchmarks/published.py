"""Tables in which every pair is known, for the benchmarks of learning."""

import argparse
from pathlib import Path

import pandas as pd
import yaml

from glasscape.studies.two_level_systems.exact.tables import OUTCOME
from glasscape.studies.two_level_systems.lookup.lookup import look_up, read_lookup
from glasscape.studies.two_level_systems.lookup.settings import LookupSettings, LookupTable
from glasscape.studies.two_level_systems.pairs.tables import KEY, PairFeatures
from glasscape.studies.two_level_systems.search.settings import TargetSettings
from glasscape.studies.two_level_systems.search.target import Target
from glasscape.tunnelling.settings import QuantumSettings
from glasscape.units import ARGON

CONFIG = Path(__file__).parents[1] / "config" / "examples" / "published-labels.yaml"
TARGET = Target.of(TargetSettings(), QuantumSettings())
# names of columns in truth sets of version 0.1.0
FORMER = {"glass": "sample", "tunnelling_element": "tunnelling_matrix_element"}


def parser(description: str | None, source: str | None = None) -> argparse.ArgumentParser:
    """Arguments of every benchmark of learning."""
    found = argparse.ArgumentParser(description=description, formatter_class=argparse.RawTextHelpFormatter)
    told = "folder of the published tables" + (", or a truth set" if source else "")
    found.add_argument("folder", type=Path, metavar=source or "FOLDER", help=told)
    found.add_argument("--ensemble", default="T0.07", help=f"of {CONFIG.name}")
    if source:
        told = "largest splitting of a target, epsilon; default: that of a two-level system of argon"
        found.add_argument("--threshold", type=float, help=told)
    return found


def published_labels(folder: Path, ensemble: str) -> pd.DataFrame:
    """Features and exact results of all pairs of an ensemble of the example. Its tables are in `folder`."""
    content = yaml.safe_load(CONFIG.read_text())
    tables = [
        LookupTable(**{**table, "path": str(folder / Path(table["path"]).name)})
        for table in content["ensembles"][ensemble]["two_level_systems"]["lookup"]["tables"]
    ]
    columns = content["two_level_systems"]["lookup"]["columns"]
    lookup = read_lookup(LookupSettings(tables=tables, columns=columns), PairFeatures(3))
    results = look_up(lookup.pairs, lookup.outcomes, ARGON.splitting_threshold)
    return lookup.pairs.merge(results, on=KEY, validate="one_to_one").assign(reason="random")


def known_pairs(arguments: argparse.Namespace) -> tuple[pd.DataFrame, Target]:
    """Features and exact results of all pairs of a source, and the target of a search among them.

    The source is a truth set of `truth.py`, or the folder of the published tables.
    """
    source: Path = arguments.folder
    target = Target.of(TargetSettings(threshold=arguments.threshold), QuantumSettings())
    if not source.is_file():
        return published_labels(source, arguments.ensemble), target
    table = pd.read_parquet(source).rename(columns=FORMER)
    names = [*PairFeatures(3).pairs.names, *(column.name for column in OUTCOME)]
    return table.reindex(columns=names).assign(message="", reason="random"), target
