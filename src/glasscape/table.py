"""Tables on disk. Columns have types, units and meanings, and every read and write checks them.

Tables are Parquet files. Only nullable columns may lack values.
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

FLOATS = pa.list_(pa.float64())


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    name : str
        Name of the column.
    type : pyarrow.DataType
        Type of its values.
    meaning : str
        Meaning of its values.
    unit : str
        Unit in reduced units. Empty for pure numbers and text.
    nullable : bool
        Whether values may be absent.
    """

    name: str
    type: pa.DataType
    meaning: str
    unit: str = ""
    nullable: bool = False


def optional(name: str, meaning: str, unit: str = "") -> Column:
    """Column of a number that may be absent."""
    return Column(name, pa.float64(), meaning, unit, nullable=True)


@dataclass(frozen=True)
class Table:
    """The schema of a kind of table: its columns, in order."""

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
        """A DataFrame with these columns and no rows."""
        frame: pd.DataFrame = self.schema.empty_table().to_pandas()
        return frame

    def arrow(self, frame: pd.DataFrame) -> pa.Table:
        """Convert a DataFrame to an Arrow table and check it. Its columns may be in any order.

        Raises
        ------
        TableError
            If a column is missing, has the wrong type, or lacks values. The message names the column.
        """
        missing = [name for name in self.names if name not in frame.columns]
        if missing:
            raise TableError(f"table {self.name}: column {', '.join(missing)} is missing")
        try:
            return pa.Table.from_pandas(frame[self.names], self.schema, preserve_index=False)
        except (ValueError, TypeError) as error:
            raise TableError(f"table {self.name}: {error}") from error

    def write(self, path: str | Path, frame: pd.DataFrame) -> None:
        """Check a DataFrame and write it as Parquet, atomically."""
        table = self.arrow(frame)
        with atomic_path(path) as temporary:
            pq.write_table(table, temporary)

    @contextmanager
    def writer(self, path: str | Path) -> Iterator[pq.ParquetWriter]:
        """Write a table one row group at a time. The file appears if the block succeeds."""
        with atomic_path(path) as temporary, pq.ParquetWriter(temporary, self.schema) as writer:
            yield writer

    def read(self, path: str | Path, **only: Collection[Any]) -> pd.DataFrame:
        """Read a table.

        Parameters
        ----------
        path : path
            The file.
        **only : collection
            Values of a column. Rows with other values are left out.

        Raises
        ------
        TableError
            If the file is not a Parquet file or has other columns.
        """
        self._open(path)
        filters = [(column, "in", [*values]) for column, values in only.items()] or None
        frame: pd.DataFrame = pq.read_table(path, columns=self.names, filters=filters).to_pandas()
        return frame

    def count(self, path: str | Path) -> int:
        """Number of rows of a table."""
        return int(self._open(path).metadata.num_rows)

    def row_groups(self, *paths: str | Path) -> Iterator[pd.DataFrame]:
        """Read one or more tables one row group at a time."""
        for path in paths:
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


@dataclass(frozen=True)
class ResultTable:
    """A kind of table among the results, for the documentation.

    Attributes
    ----------
    path : str
        Its file, relative to the folder of results of its study.
    about : str
        What it holds, in one sentence.
    table : Table
        Its columns.
    """

    path: str
    about: str
    table: Table
