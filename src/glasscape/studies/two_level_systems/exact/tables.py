"""Tables of exact results and of intermediate minima."""

import pyarrow as pa

from glasscape.studies.two_level_systems.pairs.tables import PAIR
from glasscape.table import FLOATS, Column, Table, optional
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
    optional("zero_point_difference", "zero-point energy across the path at b minus that at a", "epsilon"),
    Column(
        f"verdict{ADIABATIC}",
        pa.string(),
        "verdict with the zero-point energy added to the energy along the path",
        nullable=True,
    ),
    optional(
        f"energy_difference{ADIABATIC}",
        "energy difference plus zero-point difference; negative if a is higher",
        "epsilon",
    ),
    optional(
        f"energy_barrier{ADIABATIC}",
        "highest energy between the two wells minus that of well a, with zero-point energy",
        "epsilon",
    ),
    optional(
        f"energy_barrier_from_b{ADIABATIC}",
        "highest energy between the two wells minus that of well b, with zero-point energy",
        "epsilon",
    ),
    *_levels_again(ADIABATIC, "with zero-point energy"),
    optional("saddle_energy", "energy of the saddle point above the lower minimum", "epsilon"),
    optional("imaginary_frequency", "absolute frequency of its unstable mode", "sqrt(epsilon / m) / sigma"),
    optional("crossover_temperature", "k_B T below which tunnelling replaces thermal activation", "epsilon"),
    optional("soft_overlap", "part of the squared displacement along the 30 lowest modes of minimum a"),
    optional(
        "vibrality_rank", "fraction of the particles with a larger vibrality than the most displaced particle"
    ),
    *(
        optional(f"{name}{suffix}", f"{what}{whence}", "sqrt(epsilon / m) / sigma")
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
    *(optional(name, f"deformation potential, component {name[-2:]}", "epsilon") for name in COMPONENTS),
    optional(
        "gamma_longitudinal", "coupling to longitudinal sound, root mean square over directions", "epsilon"
    ),
    optional(
        "gamma_transverse",
        "coupling to transverse sound, root mean square over directions and polarisations",
        "epsilon",
    ),
)

# known for double wells if the species have charges
DIPOLE = optional("dipole_change", "absolute difference of the dipole moments of both minima", "e sigma")

OUTCOME = (
    Column("verdict", pa.string(), "two-level system, double well, multiple wells, ..."),
    Column("status", pa.string(), "ok, not converged or failed"),
    Column("message", pa.string(), "reason for a failure, or a remark; may be empty"),
    Column("engine", pa.string(), "engine that computed the path, or lookup"),
    optional("energy_barrier", "saddle minus lower minimum, if there is a saddle", "epsilon"),
    optional("energy_barrier_from_b", "saddle minus higher minimum", "epsilon"),
    Column("interior_minima", pa.int64(), "number of wells between the two minima", nullable=True),
    optional("path_length", "length of the path between the minima", "sigma sqrt(m)"),
    optional("quantum_splitting", "E_2 - E_1", "epsilon"),
    optional("splitting_error_grid", "relative error from the Schroedinger grid"),
    optional("splitting_error_extension", "relative error from the range beyond a, b"),
    optional("splitting_error_images", "relative error from the number of images"),
    optional("tunnelling_matrix_element", "Delta_0 in the WKB approximation", "epsilon"),
    optional(
        "asymmetry",
        "Delta of the two lowest levels: energy of the state in well b minus that of the state in a",
        "epsilon",
    ),
    optional(
        "delta_0",
        "tunnelling matrix element of the two lowest levels: splitting^2 = asymmetry^2 + delta_0^2",
        "epsilon",
    ),
    *(optional(f"E_{k}", f"{k}. level above the lower minimum", "epsilon") for k in range(1, 5)),
    *(optional(f"population_{k}", f"probability of level {k} in well a") for k in range(1, 5)),
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
    optional("residual_force", "largest force across the path", "epsilon / sigma"),
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
        optional("asymmetry", "Delta of the two lowest levels", "epsilon"),
        optional("delta_0", "tunnelling matrix element of the two lowest levels", "epsilon"),
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
        optional(
            "zero_point_energy",
            "exact with two_level_systems.quantum.zero_point adiabatic, else of Einstein oscillators; absent "
            "if the engine has no Hessian of its own",
            "epsilon",
        ),
        *STRUCTURE,
    ),
)
