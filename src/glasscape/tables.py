"""The tables of a search: their columns, types, units and meaning, declared once.

Everything is Parquet. Columns that a table may lack a value for are nullable; the others never are.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from tqdm import tqdm

from glasscape.errors import TableError
from glasscape.files import atomic_path
from glasscape.units import SUBSTANCES

FLOATS = pa.list_(pa.float64())


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    name : str
        Its name.
    type : pyarrow.DataType
        Its type.
    meaning : str
        What it holds.
    unit : str
        Unit in reduced units; empty for pure numbers and words.
    nullable : bool
        Whether values may be absent.
    """

    name: str
    type: pa.DataType
    meaning: str
    unit: str = ""
    nullable: bool = False


@dataclass(frozen=True)
class Table:
    """A kind of table: the columns that every file of it has, in order."""

    name: str
    columns: tuple[Column, ...]

    @property
    def schema(self) -> pa.Schema:
        """Arrow schema, with unit and meaning as metadata of every field."""
        return pa.schema(
            [
                pa.field(c.name, c.type, c.nullable, {"unit": c.unit, "meaning": c.meaning})
                for c in self.columns
            ]
        )

    @property
    def names(self) -> list[str]:
        """Names of the columns."""
        return [column.name for column in self.columns]

    def empty(self) -> pd.DataFrame:
        """A frame with these columns and no row."""
        frame: pd.DataFrame = self.schema.empty_table().to_pandas()
        return frame

    def arrow(self, frame: pd.DataFrame) -> pa.Table:
        """Convert a frame that has these columns, in any order, and check it.

        Raises
        ------
        TableError
            Naming the column that is missing, absent where it must not be, or of the wrong type.
        """
        missing = [name for name in self.names if name not in frame.columns]
        if missing:
            raise TableError(f"table {self.name}: column {', '.join(missing)} is missing")
        try:
            return pa.Table.from_pandas(frame[self.names], self.schema, preserve_index=False)
        except (ValueError, TypeError) as error:
            raise TableError(f"table {self.name}: {error}") from error

    def write(self, path: str | Path, frame: pd.DataFrame) -> None:
        """Write a frame as Parquet, atomically and checked."""
        table = self.arrow(frame)
        with atomic_path(path) as temporary:
            pq.write_table(table, temporary)

    @contextmanager
    def writer(self, path: str | Path) -> Iterator[pq.ParquetWriter]:
        """Write a table one row group at a time; the file appears when the block succeeds."""
        with atomic_path(path) as temporary, pq.ParquetWriter(temporary, self.schema) as writer:
            yield writer

    def read(self, path: str | Path, **only: Collection[Any]) -> pd.DataFrame:
        """Read a table.

        Parameters
        ----------
        path : path
            The file.
        **only : collection
            Values of a column: rows with others are left out.

        Raises
        ------
        TableError
            When the file is no Parquet file or has other columns.
        """
        self._open(path)
        filters = [(column, "in", [*values]) for column, values in only.items()] or None
        frame: pd.DataFrame = pq.read_table(path, columns=self.names, filters=filters).to_pandas()
        return frame

    def count(self, path: str | Path) -> int:
        """Number of rows of a table."""
        return int(self._open(path).metadata.num_rows)

    def row_groups(self, path: str | Path) -> Iterator[pd.DataFrame]:
        """Read a table one row group at a time."""
        file = self._open(path)
        for index in tqdm(range(file.num_row_groups), f"read {self.name}", disable=None):
            yield file.read_row_group(index).to_pandas()

    def _open(self, path: str | Path) -> pq.ParquetFile:
        try:
            file = pq.ParquetFile(path)
        except (OSError, pa.ArrowInvalid) as error:
            raise TableError(
                f"{path}: is not a readable Parquet file ({error}); delete it and run again"
            ) from error
        found = {field.name: field.type for field in file.schema_arrow}
        for column in self.columns:
            if found.get(column.name) != column.type:
                raise TableError(
                    f"{path}: column {column.name} should be {column.type} and is "
                    f"{found.get(column.name, 'missing')}; delete the file and run again"
                )
        return file


PAIR = (
    Column("glass", pa.string(), "name of the glass"),
    Column("a", pa.int32(), "index of the lower minimum"),
    Column("b", pa.int32(), "index of the higher minimum"),
)


# what identifies a pair
KEY = [column.name for column in PAIR]


def feature_columns(n_displacements: int) -> tuple[Column, ...]:
    """Features of a pair with the `n_displacements` largest particle displacements.

    Those that may be absent are never so where pairs are described here, but for transitions that nobody
    counted and detours that do not exist.
    """
    largest = tuple(
        Column(
            f"displacement_{k}",
            pa.float64(),
            f"{k}. largest displacement of a particle",
            "sigma",
            nullable=True,
        )
        for k in range(1, n_displacements + 1)
    )
    distances = tuple(
        Column(
            f"distance_1_{k}",
            pa.float64(),
            f"distance between the midpoints of the 1. and the {k}. most displaced particle",
            "sigma",
            nullable=True,
        )
        for k in range(2, n_displacements + 1)
    )
    return (
        Column("energy_difference", pa.float64(), "energy of b minus energy of a", "epsilon"),
        *largest,
        *distances,
        Column("total_displacement", pa.float64(), "root of the summed squares", "sigma"),
        Column("participation_ratio", pa.float64(), "number of particles that move", nullable=True),
        Column(
            "detour",
            pa.float64(),
            "shortest way over a third minimum, if any: sum of squares over square",
            nullable=True,
        ),
        Column("transitions_ab", pa.float64(), "steps seen from a to b", nullable=True),
        Column("transitions_ba", pa.float64(), "steps seen from b to a", nullable=True),
    )


def feature_names(n_displacements: int) -> list[str]:
    """Names of the features of a pair."""
    return [column.name for column in feature_columns(n_displacements)]


def pairs_table(n_displacements: int) -> Table:
    """Every pair of minima that passes the filters, with its features."""
    return Table("pairs", (*PAIR, *feature_columns(n_displacements)))


PREDICTION = (
    Column("double_well_probability", pa.float64(), "predicted", nullable=True),
    Column("predicted_value", pa.float64(), "of the target, if it is a double well", nullable=True),
    Column("wanted_probability", pa.float64(), "predicted probability that the target is met", nullable=True),
    Column(
        "expected_improvement", pa.float64(), "beyond the threshold, on the target's scale", nullable=True
    ),
)

PREDICTIONS = Table("predictions", (*PAIR, *PREDICTION))


# what the selection of an iteration leaves, decade by decade of the wanted probability
STRATA = Table(
    "strata",
    (
        Column("pairs", pa.int64(), "left once the best have been taken"),
        Column("expected", pa.float64(), "wanted pairs that the models expect to be left"),
        Column("audited", pa.int64(), "drawn at random"),
    ),
)


def selected_table(n_displacements: int) -> Table:
    """The pairs to compute in one iteration, and why each was chosen."""
    return Table(
        "selected",
        (
            *PAIR,
            *feature_columns(n_displacements),
            *PREDICTION,
            Column("reason", pa.string(), "why this pair was chosen"),
        ),
    )


OUTCOME = (
    Column("verdict", pa.string(), "two-level system, double well, multiple wells, ..."),
    Column("status", pa.string(), "ok, not converged or failed"),
    Column("message", pa.string(), "what went wrong; empty if nothing did"),
    Column("engine", pa.string(), "what computed the path"),
    Column("energy_barrier", pa.float64(), "saddle minus lower minimum, if any", "epsilon", nullable=True),
    Column("energy_barrier_from_b", pa.float64(), "saddle minus higher minimum", "epsilon", nullable=True),
    Column("interior_minima", pa.int64(), "wells between the two minima", nullable=True),
    Column("path_length", pa.float64(), "between the minima", "sigma m^1/2", nullable=True),
    Column("quantum_splitting", pa.float64(), "E_2 - E_1", "epsilon", nullable=True),
    Column("splitting_error_grid", pa.float64(), "relative, of the Schroedinger grid", nullable=True),
    Column("splitting_error_extension", pa.float64(), "relative, of the range beyond a, b", nullable=True),
    Column("splitting_error_images", pa.float64(), "relative, of the number of images", nullable=True),
    Column("tunnelling_element", pa.float64(), "Delta_0 of WKB", "epsilon", nullable=True),
    *(
        Column(f"E_{k}", pa.float64(), f"{k}. level above the lower minimum", "epsilon", nullable=True)
        for k in range(1, 5)
    ),
    *(
        Column(f"population_{k}", pa.float64(), f"probability of level {k} in well a", nullable=True)
        for k in range(1, 5)
    ),
    Column("same_well", pa.bool_(), "both lowest levels sit in one well", nullable=True),
    *(
        Column(f"{name}_{units.name}", type_, f"{name} for {units.name}", unit, nullable=True)
        for units in SUBSTANCES
        for name, type_, unit in (
            ("quantum_splitting", pa.float64(), "epsilon"),
            ("tunnelling_element", pa.float64(), "epsilon"),
            ("same_well", pa.bool_(), ""),
        )
    ),
    Column("residual_force", pa.float64(), "largest across the path", "epsilon/sigma", nullable=True),
    Column("evaluations", pa.int64(), "force evaluations of one configuration"),
    Column("seconds", pa.float64(), "spent on the path when it was computed", "s"),
)

PROFILE = (
    Column("arc_length", FLOATS, "positions along the path; 0 at a", "sigma m^1/2", nullable=True),
    Column("energy", FLOATS, "above the lower minimum", "epsilon", nullable=True),
    Column("slope", FLOATS, "derivative of the energy", "epsilon/(sigma m^1/2)", nullable=True),
)

# what a table of known labels says of a pair
KNOWN = Table(
    "known labels",
    (
        *PAIR,
        Column("name_a", pa.string(), "of minimum a in that table"),
        Column("name_b", pa.string(), "of minimum b in that table"),
        Column("is_double_well", pa.float64(), "1 or 0"),
        Column("quantum_splitting", pa.float64(), "E_2 - E_1", "epsilon", nullable=True),
        Column(
            "energy_barrier", pa.float64(), "saddle minus lower minimum, if any", "epsilon", nullable=True
        ),
    ),
)

EXACT = Table("exact", (*PAIR, *OUTCOME, *PROFILE))

STRUCTURE = (
    Column("energy", pa.float64(), "total potential energy", "epsilon"),
    Column("positions", FLOATS, "x, y, z of every particle in turn", "sigma"),
)

# the minima between the ends of the paths of a batch
VISITED = Table("visited", (*PAIR, Column("step", pa.int32(), "0 is the first minimum after a"), *STRUCTURE))

# all minima known from paths alone
INTERMEDIATE = Table(
    "intermediate minima",
    (
        Column("glass", pa.string(), "name of the glass"),
        Column("index", pa.int32(), "goes on from the minima of the glass"),
        Column("iteration", pa.int32(), "in which it was found"),
        Column("path_a", pa.int32(), "minimum a of the path that visited it"),
        Column("path_b", pa.int32(), "minimum b of the path that visited it"),
        *STRUCTURE,
    ),
)


def labels_table(n_displacements: int) -> Table:
    """Everything known after an iteration: features, prediction and outcome of every computed pair."""
    return Table(
        "labels",
        (
            Column("iteration", pa.int32(), "in which the pair was computed"),
            *selected_table(n_displacements).columns,
            *OUTCOME,
        ),
    )


def defects_table(n_displacements: int) -> Table:
    """The wanted pairs that were found."""
    return Table("defects", (*labels_table(n_displacements).columns, *PROFILE))


GLASSES = Table(
    "glasses",
    (
        Column("glass", pa.string(), "name of the glass"),
        Column("volume", pa.float64(), "of its cell", "sigma^3", nullable=True),
        Column("pairs", pa.int64(), "that pass the filters, steps to minima on paths included"),
        Column("computed", pa.int64(), "exactly"),
        Column("double_wells", pa.int64(), "among these"),
        Column("wanted", pa.int64(), "found"),
        Column("wanted_in_one_well", pa.int64(), "found, but with both lowest levels in one well"),
        Column("wanted_unbiased", pa.float64(), "estimate of all, from the audits", nullable=True),
    ),
)

# sums over two-level systems per volume, as found and without the bias of the search
PER_VOLUME = (
    Column("found", pa.float64(), "those found: a lower bound", nullable=True),
    Column("low", pa.float64(), "of the 90 % interval over glasses", nullable=True),
    Column("high", pa.float64(), "of the 90 % interval over glasses", nullable=True),
    Column("unbiased", pa.float64(), "estimate of all, from the audits", nullable=True),
)

DENSITY = Table(
    "cumulative density n(E) / E, per epsilon sigma^3",
    (
        Column("substance", pa.string(), "in whose units the levels are"),
        Column("splitting", pa.float64(), "E", "epsilon"),
        *PER_VOLUME,
        Column("splitting_kelvin", pa.float64(), "E / k_B", "K", nullable=True),
        Column("per_ev_cm3", pa.float64(), "what 1 / (epsilon sigma^3) is", "1 / (eV cm^3)", nullable=True),
    ),
)

HEAT = Table(
    "heat capacity of the two-level systems, k_B per sigma^3",
    (
        Column("temperature", pa.float64(), "k_B T", "epsilon"),
        *PER_VOLUME,
        Column("temperature_kelvin", pa.float64(), "T", "K", nullable=True),
        Column("joule_per_kelvin_m3", pa.float64(), "what k_B / sigma^3 is", "J / (K m^3)", nullable=True),
    ),
)

DISTRIBUTIONS = Table(
    "distributions",
    (
        Column("quantity", pa.string(), "what was counted"),
        Column("group", pa.string(), "all pairs, double wells, or wanted ones"),
        Column("low", pa.float64(), "lower edge of the bin"),
        Column("high", pa.float64(), "upper edge of the bin"),
        Column("count", pa.int64(), "pairs: of all pairs, or of those computed"),
        Column("unbiased", pa.float64(), "estimate for all pairs, from the audits", nullable=True),
    ),
)

PROCEDURES = Table(
    "procedures",
    (
        Column("procedure", pa.string(), "how pairs are chosen"),
        Column("computed", pa.int64(), "exact calculations"),
        Column("found", pa.int64(), "wanted pairs among those computed here"),
        Column("unbiased", pa.float64(), "estimate of all that it would find", nullable=True),
        Column(
            "per_wanted",
            pa.float64(),
            "exact calculations for each of these, or for each found",
            nullable=True,
        ),
    ),
)

SHAPLEY = Table(
    "Shapley values",
    (
        Column("question", pa.string(), "double well, or value"),
        Column("pair", pa.int32(), "number of the explained pair"),
        Column("feature", pa.string(), "name of the feature"),
        Column("given", pa.float64(), "the feature of this pair", nullable=True),
        Column("contribution", pa.float64(), "to the answer: probability, or value on the target's scale"),
    ),
)

IMPORTANCE = Table(
    "permutation importance",
    (
        Column("question", pa.string(), "double well, or value"),
        Column("feature", pa.string(), "name of the feature"),
        Column("fold", pa.int32(), "that judged"),
        Column("loss", pa.float64(), "of the score when the feature is shuffled"),
    ),
)

SCAN = Table(
    "scan",
    (
        Column("question", pa.string(), "double well, or value"),
        Column("parameter", pa.float64(), "that was varied"),
        Column("fold", pa.int32(), "that judged"),
        Column("score", pa.float64(), "on pairs that were not seen", nullable=True),
        Column("seconds", pa.float64(), "of training", "s"),
    ),
)

TRANSFER = Table(
    "transfer",
    (
        Column("question", pa.string(), "double well, value, or which ensemble"),
        Column("learnt", pa.string(), "ensemble that taught, or that a pair is from"),
        Column("judged", pa.string(), "ensemble that judged, or that a pair is taken for"),
        Column("score", pa.float64(), "on pairs that were not seen, or part of the pairs", nullable=True),
    ),
)
