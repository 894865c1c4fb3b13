"""Tables of exact results and of intermediate minima."""

import pyarrow as pa

from glasscape.studies.two_level_systems.pairs.tables import PAIR
from glasscape.table import FLOATS, Column, Table
from glasscape.units import SUBSTANCES

# results in the vibrationally adiabatic potential have names with this suffix
ADIABATIC = "_adiabatic"


def _levels_again(suffix: str, how: str) -> list[Column]:
    """Columns of the two lowest levels of a double well, computed in another way."""
    quantities = (
        ("quantum_splitting", pa.float64(), "epsilon"),
        ("tunnelling_matrix_element", pa.float64(), "epsilon"),
        ("asymmetry", pa.float64(), "epsilon"),
        ("delta_0", pa.float64(), "epsilon"),
        ("same_well", pa.bool_(), ""),
        ("above_barrier", pa.bool_(), ""),
    )
    return [
        Column(f"{name}{suffix}", kind, f"{name} {how}", unit, nullable=True)
        for name, kind, unit in quantities
    ]


# known for double wells whose vibrations were computed
VIBRATIONAL = (
    Column(
        "zero_point_difference",
        pa.float64(),
        "zero-point energy across the path at b minus that at a",
        "epsilon",
        nullable=True,
    ),
    Column(
        f"verdict{ADIABATIC}",
        pa.string(),
        "verdict with the zero-point energy added to the energy along the path",
        nullable=True,
    ),
    Column(
        f"energy_difference{ADIABATIC}",
        pa.float64(),
        "energy difference plus zero-point difference; negative if a is higher",
        "epsilon",
        nullable=True,
    ),
    Column(
        f"energy_barrier{ADIABATIC}",
        pa.float64(),
        "highest energy between the two wells minus that of well a, with zero-point energy",
        "epsilon",
        nullable=True,
    ),
    Column(
        f"energy_barrier_from_b{ADIABATIC}",
        pa.float64(),
        "highest energy between the two wells minus that of well b, with zero-point energy",
        "epsilon",
        nullable=True,
    ),
    *_levels_again(ADIABATIC, "with zero-point energy"),
    Column(
        "saddle_energy",
        pa.float64(),
        "energy of the saddle point above the lower minimum",
        "epsilon",
        nullable=True,
    ),
    Column(
        "imaginary_frequency",
        pa.float64(),
        "absolute frequency of its unstable mode",
        "sqrt(epsilon / m) / sigma",
        nullable=True,
    ),
    Column(
        "crossover_temperature",
        pa.float64(),
        "k_B T below which tunnelling replaces thermal activation",
        "epsilon",
        nullable=True,
    ),
    Column(
        "soft_overlap",
        pa.float64(),
        "part of the squared displacement along the 30 lowest modes of minimum a",
        nullable=True,
    ),
    Column(
        "vibrality_rank",
        pa.float64(),
        "fraction of the particles with a larger vibrality than the most displaced particle",
        nullable=True,
    ),
    *(
        Column(f"{name}{suffix}", pa.float64(), f"{what}{whence}", "sqrt(epsilon / m) / sigma", nullable=True)
        for name, what in (
            ("attempt_frequency", "prefactor of the thermal rate"),
            ("thermal_rate", "thermal rate at the crossover temperature"),
        )
        for suffix, whence in (("", " from a to b"), ("_from_b", " from b to a"))
    ),
)

# components of the deformation potential, in the order of Voigt
VOIGT = ((0, 0), (1, 1), (2, 2), (1, 2), (0, 2), (0, 1))
COMPONENTS = {f"gamma_{'xyz'[i]}{'xyz'[j]}": (i, j) for i, j in VOIGT}
# known for double wells if the engine gives the stress
STRAIN = (
    *(
        Column(name, pa.float64(), f"deformation potential, component {name[-2:]}", "epsilon", nullable=True)
        for name in COMPONENTS
    ),
    Column(
        "gamma_longitudinal",
        pa.float64(),
        "coupling to longitudinal sound, root mean square over directions",
        "epsilon",
        nullable=True,
    ),
    Column(
        "gamma_transverse",
        pa.float64(),
        "coupling to transverse sound, root mean square over directions and polarisations",
        "epsilon",
        nullable=True,
    ),
)

# known for double wells if the species have charges
DIPOLE = Column(
    "dipole_change",
    pa.float64(),
    "absolute difference of the dipole moments of both minima",
    "e sigma",
    nullable=True,
)

OUTCOME = (
    Column("verdict", pa.string(), "two-level system, double well, multiple wells, ..."),
    Column("status", pa.string(), "ok, not converged or failed"),
    Column("message", pa.string(), "reason for a failure, or a remark; may be empty"),
    Column("engine", pa.string(), "engine that computed the path, or lookup"),
    Column(
        "energy_barrier",
        pa.float64(),
        "saddle minus lower minimum, if there is a saddle",
        "epsilon",
        nullable=True,
    ),
    Column("energy_barrier_from_b", pa.float64(), "saddle minus higher minimum", "epsilon", nullable=True),
    Column("interior_minima", pa.int64(), "number of wells between the two minima", nullable=True),
    Column(
        "path_length", pa.float64(), "length of the path between the minima", "sigma sqrt(m)", nullable=True
    ),
    Column("quantum_splitting", pa.float64(), "E_2 - E_1", "epsilon", nullable=True),
    Column("splitting_error_grid", pa.float64(), "relative error from the Schroedinger grid", nullable=True),
    Column(
        "splitting_error_extension", pa.float64(), "relative error from the range beyond a, b", nullable=True
    ),
    Column("splitting_error_images", pa.float64(), "relative error from the number of images", nullable=True),
    Column(
        "tunnelling_matrix_element",
        pa.float64(),
        "Delta_0 in the WKB approximation",
        "epsilon",
        nullable=True,
    ),
    Column(
        "asymmetry",
        pa.float64(),
        "Delta of the two lowest levels: energy of the state in well b minus that of the state in a",
        "epsilon",
        nullable=True,
    ),
    Column(
        "delta_0",
        pa.float64(),
        "tunnelling matrix element of the two lowest levels: splitting^2 = asymmetry^2 + delta_0^2",
        "epsilon",
        nullable=True,
    ),
    *(
        Column(f"E_{k}", pa.float64(), f"{k}. level above the lower minimum", "epsilon", nullable=True)
        for k in range(1, 5)
    ),
    *(
        Column(f"population_{k}", pa.float64(), f"probability of level {k} in well a", nullable=True)
        for k in range(1, 5)
    ),
    Column("same_well", pa.bool_(), "whether both lowest levels are in one well", nullable=True),
    Column(
        "above_barrier",
        pa.bool_(),
        "whether one of the two lowest levels is above the barrier",
        nullable=True,
    ),
    *(column for units in SUBSTANCES for column in _levels_again(f"_{units.name}", f"for {units.name}")),
    *VIBRATIONAL,
    *STRAIN,
    DIPOLE,
    Column("residual_force", pa.float64(), "largest force across the path", "epsilon / sigma", nullable=True),
    Column("evaluations", pa.int64(), "force evaluations of one configuration"),
    Column("seconds", pa.float64(), "computing time of the path", "s"),
)

PROFILE = (
    Column("arc_length", FLOATS, "positions along the path; 0 at a", "sigma sqrt(m)", nullable=True),
    Column("energy", FLOATS, "energy above the lower minimum", "epsilon", nullable=True),
    Column(
        "slope", FLOATS, "derivative of the energy by arc length", "epsilon / (sigma sqrt(m))", nullable=True
    ),
)

EXACT = Table("exact", (*PAIR, *OUTCOME, *PROFILE))

# levels of double wells for other masses of the species
ISOTOPES = Table(
    "isotopes",
    (
        *PAIR,
        Column("masses", pa.string(), "masses of the species", "m"),
        Column("verdict", pa.string(), "two-level system or double well"),
        Column("quantum_splitting_before", pa.float64(), "E_2 - E_1 for the masses of the search", "epsilon"),
        Column("quantum_splitting", pa.float64(), "E_2 - E_1", "epsilon"),
        Column("asymmetry", pa.float64(), "Delta of the two lowest levels", "epsilon", nullable=True),
        Column(
            "delta_0",
            pa.float64(),
            "tunnelling matrix element of the two lowest levels",
            "epsilon",
            nullable=True,
        ),
        Column("same_well", pa.bool_(), "whether both lowest levels are in one well"),
        Column("above_barrier", pa.bool_(), "whether one of the two lowest levels is above the barrier"),
    ),
)

STRUCTURE = (
    Column("energy", pa.float64(), "total potential energy", "epsilon"),
    Column("positions", FLOATS, "x, y, z of every particle, one particle after the other", "sigma"),
)

# intermediate minima of the paths of a batch
INTERMEDIATE_OF_PATHS = Table(
    "intermediate minima of paths",
    (*PAIR, Column("step", pa.int32(), "0 is the first minimum after a"), *STRUCTURE),
)

# all minima that only paths have found
INTERMEDIATE_MINIMA = Table(
    "intermediate minima",
    (
        Column("sample", pa.string(), "name of the sample"),
        Column("index", pa.int32(), "continues the indices of the library of the sample"),
        Column("iteration", pa.int32(), "iteration in which it was found"),
        Column("path_a", pa.int32(), "minimum a of the path on which it was found"),
        Column("path_b", pa.int32(), "minimum b of the path on which it was found"),
        Column(
            "zero_point_energy",
            pa.float64(),
            "exact with two_level_systems.quantum.zero_point adiabatic, else of Einstein oscillators; absent "
            "if the engine has no Hessian of its own",
            "epsilon",
            nullable=True,
        ),
        *STRUCTURE,
    ),
)
