"""Tables of pairs of minima: columns that identify a pair, and its features."""

from dataclasses import dataclass

import pyarrow as pa

from glasscape.table import Column, Table, optional

PAIR = (
    Column("sample", pa.string(), "name of the sample"),
    Column("a", pa.int32(), "index of the lower minimum"),
    Column("b", pa.int32(), "index of the higher minimum"),
)

# columns that identify a pair
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

        A feature may be absent only in tables of labels. There are exceptions: transitions are absent if they
        were not counted, the detour if no third minimum forms a candidate pair with both minima, and the
        zero-point shift if it is not used and the engine has no Hessian of its own.
        """
        largest = tuple(
            optional(f"displacement_{k}", f"{k}. largest displacement of a particle", "sigma")
            for k in range(1, self.displacements + 1)
        )
        distances = tuple(
            optional(
                f"distance_1_{k}",
                f"distance between the midpoints of the 1. and the {k}. most displaced particle",
                "sigma",
            )
            for k in range(2, self.displacements + 1)
        )
        return (
            Column("energy_difference", pa.float64(), "energy of b minus energy of a", "epsilon"),
            *largest,
            *distances,
            Column(
                "total_displacement",
                pa.float64(),
                "root of the sum of squared displacements of all particles",
                "sigma",
            ),
            optional("participation_ratio", "effective number of particles that move"),
            optional("detour", "smallest (d_ak^2 + d_kb^2) / d_ab^2 over third minima k, if any"),
            optional(
                "zero_point_shift",
                "zero-point energy of b minus that of a: of Einstein oscillators, or exact with "
                "two_level_systems.quantum.zero_point adiabatic",
                "epsilon",
            ),
            optional("transitions_ab", "transitions from a to b seen by trajectories"),
            optional("transitions_ba", "transitions from b to a seen by trajectories"),
        )

    @property
    def names(self) -> list[str]:
        """Names of the features."""
        return [column.name for column in self.columns]

    @property
    def geometric(self) -> list[str]:
        """Names of those that follow from the displacements, in the order of the kernel `pair_features`."""
        single = [name for name in self.names if name.startswith(("displacement_", "distance_"))]
        return [*single, "total_displacement", "participation_ratio"]

    def used(self, zero_point: bool) -> list[str]:
        """Names of the features that models use: with the zero-point shift if zero-point energies count."""
        return [name for name in self.names if zero_point or name != "zero_point_shift"]

    @property
    def pairs(self) -> Table:
        """Table of all candidate pairs, which pass the filters, with their features."""
        return Table("pairs", (*PAIR, *self.columns))
