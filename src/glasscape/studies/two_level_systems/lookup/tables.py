"""The table of labels that were read from files."""

import pyarrow as pa

from glasscape.studies.two_level_systems.pairs.tables import PAIR
from glasscape.table import Column, Table, optional

LOOKUP = Table(
    "labels from tables",
    (
        *PAIR,
        Column("name_a", pa.string(), "name of minimum a in the file"),
        Column("name_b", pa.string(), "name of minimum b in the file"),
        Column("is_double_well", pa.float64(), "1 for a double well, otherwise 0"),
        optional("quantum_splitting", "E_2 - E_1", "epsilon"),
        optional("energy_barrier", "saddle minus lower minimum, if there is a saddle", "epsilon"),
    ),
)
