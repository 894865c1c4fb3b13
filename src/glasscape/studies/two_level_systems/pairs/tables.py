"""Columns that identify and describe pairs of minima."""

from dataclasses import dataclass

import pyarrow as pa

from glasscape.table import Column, Table

PAIR = (
    Column("sample", pa.string(), "name of the sample"),
    Column("a", pa.int32(), "index of the lower minimum"),
    Column("b", pa.int32(), "index of the higher minimum"),
)

# what identifies a pair
KEY = [column.name for column in PAIR]


@dataclass(frozen=True)
class PairFeatures:
    """Features of a pair of minima.

    Attributes
    ----------
    displacements : int
        M, the number of most displaced particles that the features describe.
    """

    displacements: int

    @property
    def columns(self) -> tuple[Column, ...]:
        """Columns of the features.

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
            for k in range(1, self.displacements + 1)
        )
        distances = tuple(
            Column(
                f"distance_1_{k}",
                pa.float64(),
                f"distance between the midpoints of the 1. and the {k}. most displaced particle",
                "sigma",
                nullable=True,
            )
            for k in range(2, self.displacements + 1)
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

    @property
    def names(self) -> list[str]:
        """Names of the features."""
        return [column.name for column in self.columns]

    @property
    def pairs(self) -> Table:
        """Every pair of minima that passes the filters, with its features."""
        return Table("pairs", (*PAIR, *self.columns))
