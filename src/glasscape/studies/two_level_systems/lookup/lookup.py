"""Read tables of labelled pairs, with any names of their columns."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from glasscape.arrays import ShortIntegers
from glasscape.errors import TableError
from glasscape.studies.two_level_systems.exact.tables import EXACT
from glasscape.studies.two_level_systems.lookup.settings import LABELS, LookupSettings, LookupTable
from glasscape.studies.two_level_systems.lookup.tables import LOOKUP
from glasscape.studies.two_level_systems.pairs.detour import detours
from glasscape.studies.two_level_systems.pairs.tables import KEY, PairFeatures
from glasscape.tunnelling.verdict import DOUBLE_WELL, TWO_LEVEL_SYSTEM

# the initial draws are spread over these two features
NEEDED = ["energy_difference", "total_displacement"]

# numbers that are not known in a CSV file
ABSENT = ["", "nan", "NaN", "-nan", "-NaN", "NA", "N/A", "n/a", "#N/A", "<NA>", "null", "NULL", "None"]
# whole numbers from here on are not exact as floats
INEXACT = 2.0**53


@dataclass(frozen=True, eq=False)
class LookupPairs:
    """Pairs with features and labels from tables.

    Attributes
    ----------
    pairs : DataFrame
        Columns of `PairFeatures.pairs`. Minima are numbered within each sample, in the order of their names.
    outcomes : DataFrame
        Columns of `LOOKUP`; row by row the labels of `pairs`.
    report : dict
        Numbers of rows that were left out, and missing or constant features.
    """

    pairs: pd.DataFrame
    outcomes: pd.DataFrame
    report: dict[str, Any]


def read_lookup(settings: LookupSettings, features: PairFeatures) -> LookupPairs:
    """Read all tables and join the rows of each pair.

    A pair may be in several tables, or twice in one. It is taken once, with each value from the first table
    that has it. If the label `is_double_well` and the splitting disagree, the label is used. The minimum with
    the higher energy becomes b.

    Pairs without a required feature or without a label are left out. Double wells without a splitting are
    left out too, because they may or may not be two-level systems.

    Parameters
    ----------
    settings : LookupSettings
        Files and the names of their columns.
    features : PairFeatures
        Features of the pairs.

    Raises
    ------
    TableError
        If a file cannot be read, if a named column is in no table, if a required column is missing or has no
        numbers, or if no labelled pair is left.
    """
    paths = ", ".join(table.path for table in settings.tables)
    _check_names("two_level_systems.lookup.columns", settings.columns, features.names)
    for table in settings.tables:
        _check_names(
            f"two_level_systems.lookup.tables, columns of {table.path}", table.columns, features.names
        )
    tables = [_read(table, settings.columns, features.names) for table in settings.tables]
    absent = [c for c in [*KEY, *NEEDED] if not any(c in table.columns for table in tables)]
    if absent:
        raise TableError(
            f"{paths}: no column is {', '.join(absent)}; name it under two_level_systems.lookup.columns"
        )
    unseen = [c for c in settings.columns if not any(c in table.columns for table in tables)]
    if unseen:
        listed = ", ".join(f"{settings.columns[c]!r} for {c}" for c in unseen)
        raise TableError(f"{paths}: two_level_systems.lookup.columns names {listed}, which no table has")
    rows = pd.concat(tables, ignore_index=True)
    for column in {*features.names, *LABELS} - {*rows.columns}:
        rows[column] = np.nan
    # rows without an energy are of the same pair as those with one
    named_rows = _turned(rows.dropna(subset=KEY), lambda row: row.a > row.b)
    joined = named_rows.groupby(KEY).first().reset_index()
    # a is the lower minimum, or the first by name if both have the same energy
    pairs = _turned(joined, lambda row: row.energy_difference < 0.0).sort_values(KEY, ignore_index=True)
    pairs["is_double_well"] = pairs.is_double_well.fillna(_has_splitting(pairs))
    described = pairs[pairs[NEEDED].notna().all(axis=1) & (pairs.total_displacement > 0.0)]
    names = described.rename(columns={"a": "name_a", "b": "name_b"}).reset_index(drop=True)
    named = names.assign(**_numbers(names))
    if named.detour.isna().all():
        named["detour"] = _detours(named)
    certain = (named.is_double_well == 0.0) | (named.is_double_well.eq(1.0) & named.quantum_splitting.gt(0.0))
    kept = named[certain].reset_index(drop=True)
    if kept.empty:
        raise TableError(
            f"{paths}: no pair has both labels and features; check two_level_systems.lookup.columns"
        )
    outcomes = kept.assign(name_a=kept.name_a.astype(str), name_b=kept.name_b.astype(str))
    present = [column for column in features.names if kept[column].notna().any()]
    return LookupPairs(
        features.pairs.arrow(kept).to_pandas(),
        LOOKUP.arrow(outcomes).to_pandas(),
        {
            "rows": len(rows),
            "pairs": len(kept),
            "samples": int(kept["sample"].nunique()),
            "minima": len(_minima(kept)),
            "rows_without_names": len(rows) - len(named_rows),
            "repeated_rows": len(named_rows) - len(pairs),
            "contradicting_pairs": _contradictions(named_rows),
            "pairs_without_features": len(pairs) - len(described),
            "pairs_without_label": len(described) - len(kept),
            "missing_features": [column for column in features.names if column not in present],
            "constant_features": [column for column in present if kept[column].nunique(dropna=False) == 1],
        },
    )


def look_up(pairs: pd.DataFrame, lookup: pd.DataFrame, threshold: float) -> pd.DataFrame:
    """Labels of some pairs as rows of `EXACT`, where most columns are absent.

    Parameters
    ----------
    pairs : DataFrame
        Columns sample, a and b.
    lookup : DataFrame
        Columns of `LOOKUP`.
    threshold : float
        Largest splitting of a two-level system, epsilon.
    """
    rows = pairs[KEY].merge(lookup, on=KEY, how="left", validate="one_to_one")
    well = np.where(rows.quantum_splitting < threshold, TWO_LEVEL_SYSTEM, DOUBLE_WELL)
    rows["verdict"] = np.where(rows.is_double_well == 1.0, well, "no double well")
    unknown = {column.name: None for column in EXACT.columns if column.name not in rows.columns}
    return rows.assign(
        **{**unknown, "status": "ok", "message": "", "engine": "lookup", "evaluations": 0, "seconds": 0.0}
    )


def _read(table: LookupTable, columns: Mapping[str, str], features: Sequence[str]) -> pd.DataFrame:
    """The columns of one table that are used, with the names used here."""
    path = Path(table.path)
    reader = READERS.get(path.suffix)
    if reader is None:
        raise TableError(f"{path}: is not a .feather, .parquet or .csv file")
    names = {**columns, **table.columns}
    keys = [names.get(key, key) for key in KEY]
    try:
        frame = reader(path, keys)
    except (OSError, ValueError, pa.ArrowInvalid) as error:
        raise TableError(f"{path}: cannot be read ({error})") from error
    if frame.empty:
        raise TableError(f"{path}: holds no rows")
    missing = [name for name in table.columns.values() if name not in frame.columns]
    if missing:
        raise TableError(
            f"{path}: has no column {', '.join(missing)}, but its entry in two_level_systems.lookup.tables "
            "names it"
        )
    found = {}
    for ours in (*KEY, *features, *LABELS):
        theirs = names.get(ours, ours)
        if theirs in frame.columns:
            found[ours] = frame[theirs]
            if ours not in KEY and not pd.api.types.is_numeric_dtype(found[ours]):
                raise TableError(f"{path}: column {theirs!r} should hold numbers")
    read = pd.DataFrame(found)
    for name in read.columns.intersection(KEY):
        if pd.api.types.is_float_dtype(read[name]) and read[name].abs().ge(INEXACT).any():
            raise TableError(
                f"{path}: column {names.get(name, name)!r} has numbers that are too large to be exact; write "
                "them as whole numbers or as text"
            )
        read[name] = read[name].map(_name, na_action="ignore")
    if {"a", "b"} <= {*read.columns}:
        itself = read.a[read.a == read.b]
        if len(itself):
            raise TableError(f"{path}: minimum {itself.iloc[0]!r} forms a pair with itself; remove this row")
    # both NaN and infinity mean that there is no value
    read[read.columns.difference(KEY)] = (
        read[read.columns.difference(KEY)].astype(float).replace([np.inf, -np.inf], np.nan)
    )
    if table.is_double_well is not None and "is_double_well" not in read.columns:
        read["is_double_well"] = float(table.is_double_well)
    return read


def _check_names(where: str, columns: Mapping[str, str], features: Sequence[str]) -> None:
    allowed = [*KEY, *features, *LABELS]
    unknown = [name for name in columns if name not in allowed]
    if unknown:
        raise TableError(f"{where}: {', '.join(unknown)} is not one of {', '.join(allowed)}")


def _name(value: Any) -> str:
    """The name of a sample or a minimum: 1, 1.0, "1" and "1.0" are the same."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.15g}"
    return re.sub(r"^(-?\d+)\.0+$", r"\1", str(value))


def _read_csv(path: Path, keys: Sequence[str]) -> pd.DataFrame:
    """Read a CSV file. Names of samples and minima are texts, such as 007 and NA."""
    columns = pd.read_csv(path, nrows=0).columns
    absent = {name: [""] if name in keys else ABSENT for name in columns}
    return pd.read_csv(path, dtype=dict.fromkeys(keys, str), keep_default_na=False, na_values=absent)


READERS: dict[str, Callable[[Path, Sequence[str]], pd.DataFrame]] = {
    ".feather": lambda path, _: pd.read_feather(path),
    ".parquet": lambda path, _: pd.read_parquet(path),
    ".csv": _read_csv,
}


def _turned(rows: pd.DataFrame, which: Callable[[pd.DataFrame], pd.Series]) -> pd.DataFrame:
    """Rows of which some name their pair in the other order."""
    turned = which(rows)
    back = {"a": "b", "b": "a", "transitions_ab": "transitions_ba", "transitions_ba": "transitions_ab"}
    right = rows[turned].rename(columns=back)
    # differences are those of b minus a
    for name in right.columns.intersection(["energy_difference", "zero_point_shift"]):
        right[name] = -right[name]
    return pd.concat([rows[~turned], right]).sort_index()


def _minima(pairs: pd.DataFrame) -> pd.DataFrame:
    """Every minimum once, ordered by sample and name."""
    ends = [pairs[["sample", f"name_{end}"]].set_axis(["sample", "name"], axis=1) for end in "ab"]
    return pd.concat(ends).drop_duplicates().sort_values(["sample", "name"], ignore_index=True)


def _numbers(pairs: pd.DataFrame) -> dict[str, ShortIntegers]:
    """Numbers of the minima a and b, from 0 in every sample."""
    minima = _minima(pairs)
    numbers = pd.Series(
        minima.groupby("sample").cumcount().to_numpy(np.int32), pd.MultiIndex.from_frame(minima)
    )
    return {
        end: numbers[pd.MultiIndex.from_frame(pairs[["sample", f"name_{end}"]])].to_numpy() for end in "ab"
    }


def _detours(pairs: pd.DataFrame) -> pd.Series:
    found = pd.Series(np.nan, pairs.index)
    for _, rows in pairs.groupby("sample"):
        a, b = (rows[end].to_numpy(np.int64) for end in ("a", "b"))
        apart = rows.total_displacement.to_numpy()
        found[rows.index] = detours(a, b, apart, (a, b, apart))
    return found


def _has_splitting(rows: pd.DataFrame) -> pd.Series:
    """1 for double wells by their splitting, 0 for other pairs, NaN without a splitting."""
    return rows.quantum_splitting.gt(0.0).astype(float).where(rows.quantum_splitting.notna())


def _contradictions(rows: pd.DataFrame) -> int:
    """Number of pairs that are a double well by one value and not by another."""
    says = pd.concat([rows.is_double_well, _has_splitting(rows)])
    keys = pd.concat([rows[KEY], rows[KEY]])
    return int((keys.assign(says=says).groupby(KEY).says.nunique() > 1).sum())
