"""Tables of the study of mobility."""

import pyarrow as pa

from glasscape.table import Column, Table
from glasscape.trajectories.hops import HOPS

CAGE = Table(
    "displacements",
    (
        Column("sample", pa.string(), "the sample"),
        Column("time", pa.float64(), "time", "sigma sqrt(m / epsilon)"),
        Column("rms", pa.float64(), "root-mean-square displacement of all particles", "sigma"),
    ),
)

RUN_HOPS = Table("hops", (Column("run", pa.int32(), "the trajectory, from 0"), *HOPS.columns))

RUNS = Table(
    "trajectories",
    (
        Column("run", pa.int32(), "the trajectory, from 0"),
        Column("hops", pa.int64(), "number of hops"),
        Column("near_centre", pa.float64(), "fraction of the particles with p_hop above the threshold"),
        Column("crystalline_first", pa.float64(), "fraction of crystalline particles in the first frame"),
        Column("crystalline_last", pa.float64(), "fraction of crystalline particles in the last frame"),
    ),
)
