"""Tables of the statistics of a search."""

import pyarrow as pa

from glasscape.studies.two_level_systems.pairs.tables import PAIR
from glasscape.table import Column, Table, optional

SAMPLES = Table(
    "counts of every sample",
    (
        Column("sample", pa.string(), "name of the sample"),
        optional("volume", "volume of its cell", "sigma^3"),
        Column("pairs", pa.int64(), "candidate pairs, including those from paths"),
        Column("computed", pa.int64(), "pairs computed exactly"),
        Column("double_wells", pa.int64(), "double wells among these"),
        Column("targets", pa.int64(), "targets found"),
        Column(
            "targets_vibrational",
            pa.int64(),
            "of these, with both lowest levels in one well or one of them above the barrier",
        ),
        optional("targets_unbiased", "estimate of all targets, from the audits"),
    ),
)


def _estimates(found: str, unbiased: str) -> tuple[Column, ...]:
    """Columns of a sum or mean over two-level systems: of those found, and without the bias of the search."""
    return (
        optional("found", found),
        optional("low", "lower limit of the 90 % interval over samples"),
        optional("high", "upper limit of the 90 % interval over samples"),
        optional("unbiased", unbiased),
        optional("unbiased_low", "lower limit of its 90 % interval over samples"),
        optional("unbiased_high", "upper limit of its 90 % interval over samples"),
    )


PER_VOLUME = _estimates("sum over those found: a lower bound", "estimate of all, from the audits")

DENSITY = Table(
    "cumulative density n(E) / E, per epsilon sigma^3",
    (
        Column("substance", pa.string(), "substance in whose units the levels are"),
        Column("splitting", pa.float64(), "E", "epsilon"),
        *PER_VOLUME,
        optional("splitting_kelvin", "E / k_B", "K"),
        optional("per_ev_cm3", "value of 1 / (epsilon sigma^3)", "1 / (eV cm^3)"),
    ),
)

HEAT = Table(
    "heat capacity of the two-level systems, k_B per sigma^3",
    (
        Column("temperature", pa.float64(), "k_B T", "epsilon"),
        *PER_VOLUME,
        optional("temperature_kelvin", "T", "K"),
        optional("joule_per_kelvin_m3", "value of k_B / sigma^3", "J / (K m^3)"),
    ),
)

HEAT_TIME = Table(
    "heat capacity of the two-level systems against the time of measurement, k_B per sigma^3",
    (
        Column("temperature", pa.float64(), "k_B T", "epsilon"),
        Column("temperature_kelvin", pa.float64(), "T", "K"),
        Column("second", pa.float64(), "time after a pulse of heat", "s"),
        *PER_VOLUME,
    ),
)

TIMES = Table(
    "relaxation times: two-level systems with a time up to that, per sigma^3",
    (
        Column("temperature", pa.float64(), "k_B T", "epsilon"),
        Column("temperature_kelvin", pa.float64(), "T", "K"),
        Column("second", pa.float64(), "relaxation time with one phonon", "s"),
        *PER_VOLUME,
    ),
)

LEVELS = Table(
    "density Delta_0 P(|Delta|, Delta_0) of localised states by |Delta| and ln Delta_0, per epsilon sigma^3",
    (
        Column("asymmetry_low", pa.float64(), "lower edge of the bin of |Delta|", "epsilon"),
        Column("asymmetry_high", pa.float64(), "upper edge of the bin of |Delta|", "epsilon"),
        Column("delta_0_low", pa.float64(), "lower edge of the bin of Delta_0", "epsilon"),
        Column("delta_0_high", pa.float64(), "upper edge of the bin of Delta_0", "epsilon"),
        Column("count", pa.int64(), "number of double wells in the bin"),
        *PER_VOLUME,
    ),
)

MEANS = Table(
    "means over the two-level systems",
    (
        Column("quantity", pa.string(), "column of the exact results or of the features"),
        Column("unit", pa.string(), "its unit"),
        *_estimates("mean over those found", "estimate of the mean over all, from the audits"),
    ),
)

LOSS = Table(
    "loss of waves by double wells, Q^-1",
    (
        Column("mechanism", pa.string(), "how double wells lose sound"),
        Column(
            "polarisation",
            pa.string(),
            "longitudinal or transverse sound; or electric: imaginary part of the relative permittivity",
        ),
        Column("frequency_hertz", pa.float64(), "frequency of the sound", "Hz"),
        Column("temperature", pa.float64(), "k_B T", "epsilon"),
        Column("temperature_kelvin", pa.float64(), "T", "K"),
        *PER_VOLUME,
    ),
)

STRENGTH = Table(
    "tunnelling strength C",
    (Column("polarisation", pa.string(), "longitudinal or transverse"), *PER_VOLUME),
)

NETWORK = Table(
    "paths of double wells between the minima of every sample",
    (
        *PAIR,
        Column("energy_a", pa.float64(), "potential energy of minimum a", "epsilon"),
        Column("energy_b", pa.float64(), "potential energy of minimum b", "epsilon"),
        Column("energy_saddle", pa.float64(), "highest potential energy along the path", "epsilon"),
        Column("is_target", pa.bool_(), "whether it is a target"),
    ),
)

DISTRIBUTIONS = Table(
    "distributions over pairs, double wells and targets",
    (
        Column("quantity", pa.string(), "quantity of the pairs"),
        Column("group", pa.string(), "all pairs, double wells, or targets"),
        Column("low", pa.float64(), "lower edge of the bin"),
        Column("high", pa.float64(), "upper edge of the bin"),
        Column("count", pa.int64(), "number of pairs in the bin: of all pairs, or of those computed"),
        optional("unbiased", "estimate for all pairs, from the audits"),
    ),
)

COMPARED = Table(
    "quantities of several ensembles",
    (
        Column("ensemble", pa.string(), "name of the ensemble"),
        optional(
            "temperature", "temperature before cooling; the middle of its range if it was drawn", "epsilon"
        ),
        Column("quantity", pa.string(), "name of the quantity"),
        Column("unit", pa.string(), "its unit"),
        *_estimates(
            "value for those found: of densities, strength and loss a lower bound, of others a mean",
            "estimate for all, from the audits",
        ),
    ),
)

PROCEDURES = Table(
    "cost of this search beside other ways to choose pairs",
    (
        Column("procedure", pa.string(), "name of the procedure that chooses pairs"),
        Column("computed", pa.int64(), "exact calculations"),
        Column("found", pa.int64(), "targets among the pairs that this search has computed"),
        optional("unbiased", "estimate of all targets that it would find"),
        optional("per_target", "exact calculations per target, estimated if possible, else found"),
    ),
)

# the tables of `statistics`, by the names of their files
STATISTICS = {
    "samples": SAMPLES,
    "density": DENSITY,
    "levels": LEVELS,
    "means": MEANS,
    "heat": HEAT,
    "heat_time": HEAT_TIME,
    "times": TIMES,
    "loss": LOSS,
    "strength": STRENGTH,
    "network": NETWORK,
    "distributions": DISTRIBUTIONS,
    "procedures": PROCEDURES,
}
