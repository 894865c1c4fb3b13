"""What tables of labels say of pairs."""

import pyarrow as pa

from glasscape.studies.two_level_systems.pairs.tables import PAIR
from glasscape.table import Column, Table

# what tables of labels say of a pair
LOOKUP = Table(
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
