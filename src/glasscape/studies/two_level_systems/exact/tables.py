"""What exact calculations tell of pairs."""

import pyarrow as pa

from glasscape.studies.two_level_systems.pairs.tables import PAIR
from glasscape.table import FLOATS, Column, Table
from glasscape.units import SUBSTANCES

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
    Column("tunnelling_matrix_element", pa.float64(), "Delta_0 of WKB", "epsilon", nullable=True),
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
            ("tunnelling_matrix_element", pa.float64(), "epsilon"),
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

EXACT = Table("exact", (*PAIR, *OUTCOME, *PROFILE))

STRUCTURE = (
    Column("energy", pa.float64(), "total potential energy", "epsilon"),
    Column("positions", FLOATS, "x, y, z of every particle in turn", "sigma"),
)

# the minima between the ends of the paths of a batch
INTERMEDIATE_OF_PATHS = Table(
    "visited", (*PAIR, Column("step", pa.int32(), "0 is the first minimum after a"), *STRUCTURE)
)

# all minima known from paths alone
INTERMEDIATE_MINIMA = Table(
    "intermediate minima",
    (
        Column("sample", pa.string(), "name of the sample"),
        Column("index", pa.int32(), "goes on from the minima of the glass"),
        Column("iteration", pa.int32(), "in which it was found"),
        Column("path_a", pa.int32(), "minimum a of the path that passes it"),
        Column("path_b", pa.int32(), "minimum b of the path that passes it"),
        *STRUCTURE,
    ),
)
