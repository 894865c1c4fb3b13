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


def number(name: str, meaning: str, unit: str = "1") -> Column:
    """Column of a number of every particle, with its meaning in a few words."""
    return Column(name, pa.float64(), meaning, unit)


@dataclass(frozen=True, eq=False)
class ParticleTable:
    """Numbers of every particle of a configuration: descriptors, or labels.

    Attributes
    ----------
    values : ndarray, shape (N, F)
        One row per particle, one column per number.
    columns : tuple of Column
        Name, meaning and unit of every column, as `number` makes them. Names are unique.
    """

    values: Floats
    columns: tuple[Column, ...]

    def __post_init__(self) -> None:
        width = self.values.shape[1]
        if width != len(self.columns):
            raise ValueError(f"{width} columns of values, but {len(self.columns)} have a name")
        if len(set(self.names)) < width:
            raise ValueError("two columns have the same name")

    @property
    def names(self) -> tuple[str, ...]:
        """Name of every column."""
        return tuple(column.name for column in self.columns)

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
            tuple(column for part in parts for column in part.columns),
        )

    def write(self, path: str | Path) -> None:
        """Write a Parquet table, atomically."""
        Table("particles", self.columns).write(path, pd.DataFrame(self.values, columns=list(self.names)))

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
            columns = tuple(
                number(field.name, *(field.metadata[key].decode() for key in (b"meaning", b"unit")))
                for field in table.schema
            )
        except (OSError, pa.ArrowInvalid, KeyError, TypeError) as error:
            raise TableError(
                f"{path}: is no table of particles ({error}); delete it and run again"
            ) from error
        values = np.column_stack([column.to_numpy() for column in table.columns])
        return cls(values, columns)

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
        return ParticleTable(self.values[:, chosen], tuple(self.columns[k] for k in chosen))
