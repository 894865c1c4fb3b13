"""Tables with one row per particle and one column per number that is known of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from glasscape.arrays import Floats
from glasscape.errors import TableError
from glasscape.table import Column, Table


@dataclass(frozen=True, eq=False)
class ParticleTable:
    """Numbers of every particle of a configuration: descriptors, or labels.

    Attributes
    ----------
    values : ndarray, shape (N, F)
        One row per particle, one column per number.
    names : tuple of str
        Name of every column, unique.
    units : tuple of str
        Unit of every column; `1` if it has none.
    meanings : tuple of str
        What every column is, in a few words.
    """

    values: Floats
    names: tuple[str, ...]
    units: tuple[str, ...]
    meanings: tuple[str, ...]

    def __post_init__(self) -> None:
        width = self.values.shape[1]
        if not width == len(self.names) == len(self.units) == len(self.meanings):
            raise ValueError(
                f"{width} columns with {len(self.names)} names, {len(self.units)} units and "
                f"{len(self.meanings)} meanings"
            )
        if len(set(self.names)) < width:
            raise ValueError("two columns have the same name")

    @classmethod
    def join(cls, parts: Sequence["ParticleTable"]) -> "ParticleTable":
        """Tables of the same particles side by side.

        Parameters
        ----------
        parts : sequence of ParticleTable
            At least one. All have the same particles, and no two columns have the same name.
        """
        return cls(
            np.hstack([part.values for part in parts]),
            tuple(name for part in parts for name in part.names),
            tuple(unit for part in parts for unit in part.units),
            tuple(meaning for part in parts for meaning in part.meanings),
        )

    def write(self, path: str | Path) -> None:
        """Write a Parquet table, atomically."""
        about = zip(self.names, self.meanings, self.units, strict=True)
        columns = tuple(Column(name, pa.float64(), meaning, unit) for name, meaning, unit in about)
        Table("particles", columns).write(path, pd.DataFrame(self.values, columns=list(self.names)))

    @classmethod
    def read(cls, path: str | Path) -> Self:
        """Read a table of `write`.

        Raises
        ------
        TableError
            If the file is not such a table.
        """
        try:
            table = pq.read_table(path)
            about = [field.metadata for field in table.schema]
            units = tuple(each[b"unit"].decode() for each in about)
            meanings = tuple(each[b"meaning"].decode() for each in about)
        except (OSError, pa.ArrowInvalid, KeyError, TypeError) as error:
            raise TableError(
                f"{path}: is no table of particles ({error}); delete it and run again"
            ) from error
        values = np.column_stack([column.to_numpy() for column in table.columns])
        return cls(values, tuple(table.column_names), units, meanings)

    def only(self, names: Sequence[str]) -> "ParticleTable":
        """The columns with the given names, in this order.

        Raises
        ------
        TableError
            If there is no column of such a name.
        """
        column = {name: k for k, name in enumerate(self.names)}
        missing = [name for name in names if name not in column]
        if missing:
            raise TableError(
                f"there is no column {missing[0]!r}; the names are {', '.join(self.names[:5])}, ... "
                f"({len(self.names)} columns)"
            )
        chosen = [column[name] for name in names]
        return ParticleTable(
            self.values[:, chosen],
            tuple(self.names[k] for k in chosen),
            tuple(self.units[k] for k in chosen),
            tuple(self.meanings[k] for k in chosen),
        )
