"""Statistics of a search: densities of two-level systems, heat capacity, distributions, comparison."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd

from glasscape.arrays import Floats, Integers
from glasscape.modes.elasticity import Elasticity
from glasscape.studies.two_level_systems.analysis.network import describe_network
from glasscape.studies.two_level_systems.analysis.sound import (
    POINTS,
    cold_temperatures,
    relaxation_times,
    slow_heat,
    sound_loss,
    tunnelling_strength,
    tunnelling_systems,
)
from glasscape.studies.two_level_systems.analysis.sums import means, per_volume, two_level_systems
from glasscape.studies.two_level_systems.analysis.tables import (
    DENSITY,
    DISTRIBUTIONS,
    HEAT_TIME,
    LOSS,
    STRENGTH,
    TIMES,
)
from glasscape.studies.two_level_systems.search.labels import is_vibration
from glasscape.studies.two_level_systems.search.target import Target
from glasscape.tunnelling.loss import schottky
from glasscape.tunnelling.verdict import DOUBLE_WELLS
from glasscape.units import BOLTZMANN, QuantumUnits, substances_beside

ALL, WELLS = "all pairs", "double wells"
# the published dynamical filter computes pairs with at least this many transitions in both directions
DYNAMICAL_FILTER = 4
TRANSITIONS = ["transitions_ab", "transitions_ba"]
QUANTITIES = (
    "energy_difference",
    "energy_barrier",
    "displacement_1",
    "total_displacement",
    "participation_ratio",
    "tunnelling_matrix_element",
    "transitions",
)
# bins of quantities: eight per decade and one for all smaller values; bins of transitions: powers of two
DECADES = np.concatenate([[0.0], np.logspace(-10, 6, 129)])
DOUBLINGS = np.concatenate([[0.0], 2.0 ** np.arange(21)])
# n(E) / E begins at the fifth smallest splitting, because it is noise for fewer splittings
FEW = 5
# edges of bins of |Delta| and Delta_0, as fractions of the threshold
ASYMMETRIES = np.linspace(0.0, 1.0, 4)
ELEMENTS = np.logspace(-7, 0, 8)
# properties whose means are computed, with their units
MEAN_OF = {
    "gamma_longitudinal": "epsilon",
    "gamma_transverse": "epsilon",
    "participation_ratio": "",
    "energy_barrier": "epsilon",
    "total_displacement": "sigma",
}


class Statistics(NamedTuple):
    """Tables with the columns of `SAMPLES`, `DENSITY`, `HEAT`, `LOSS`, `STRENGTH` and so on."""

    samples: pd.DataFrame
    density: pd.DataFrame
    levels: pd.DataFrame
    means: pd.DataFrame
    heat: pd.DataFrame
    heat_time: pd.DataFrame
    times: pd.DataFrame
    loss: pd.DataFrame
    strength: pd.DataFrame
    network: pd.DataFrame
    distributions: pd.DataFrame
    procedures: pd.DataFrame


def describe(
    labels: pd.DataFrame,
    weights: Floats,
    pairs: Iterable[pd.DataFrame],
    volumes: Mapping[str, float],
    usual_volume: float,
    energies: Mapping[tuple[str, int], float],
    solid: Elasticity | None,
    target: Target,
    units: QuantumUnits,
    seed: int,
) -> Statistics:
    """Compute all statistics of a search.

    Parameters
    ----------
    labels : DataFrame
        Labels of all pairs computed, columns of `labels_table`.
    weights : ndarray, shape (len(labels),)
        Number of pairs that every label represents (`represented`); NaN if it is not known.
    pairs : iterable of DataFrame
        All candidate pairs in blocks with the columns of `PairFeatures.pairs`.
    volumes : mapping of str to float
        Volumes of samples, sigma^3.
    usual_volume : float
        Volume of samples that are not in `volumes`, sigma^3; NaN if it is not known.
    energies : mapping of (str, int) to float
        Energies of minima by sample and index, epsilon; without those that are not known.
    solid : Elasticity or None
        Elasticity of the samples. Without it there is no loss of sound.
    target : Target
        The target of the search.
    units : QuantumUnits
        Units of the search.
    seed : int
        Seed of the bootstrap.
    """
    survey = Survey.of(pairs)
    samples = count_samples(labels, weights, survey, volumes, usual_volume, target)
    rng = np.random.default_rng(seed)
    loss, strength, heat_time, times = (each.empty() for each in (LOSS, STRENGTH, HEAT_TIME, TIMES))
    # sound needs a solid that resists compression and shear
    if solid is not None and min(solid.bulk, solid.shear) > 0.0:
        systems = tunnelling_systems(labels, weights, solid, target, units)
        loss = sound_loss(labels, weights, samples, solid, target, units, rng)
        strength = tunnelling_strength(systems, samples, target, units, rng)
        heat_time = slow_heat(systems, samples, target, units, rng)
        times = relaxation_times(systems, samples, target, units, rng)
    found = Statistics(
        samples,
        count_splittings(labels, weights, samples, target, units, rng),
        count_levels(labels, weights, samples, target, units, rng),
        mean_properties(labels, weights, samples, target, units, rng),
        heat_capacity(labels, weights, samples, target, units, rng),
        heat_time,
        times,
        loss,
        strength,
        describe_network(labels, energies, target),
        distributions(labels, weights, survey, target),
        compare(labels, weights, survey, target),
    )
    if np.isnan(weights).any():
        # without an audit, a sum over nothing would be an estimate of zero
        return Statistics(*map(_without_unbiased, found))
    return found


def _without_unbiased(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(**{str(name): np.nan for name in table.filter(like="unbiased").columns})


@dataclass
class Survey:
    """Counts over all candidate pairs, which are read once.

    Attributes
    ----------
    pairs : dict of str to int
        Number of pairs of every sample.
    counts : dict of str to ndarray
        Number of pairs in the bins of every quantity.
    filtered : dict of str to int
        Number of pairs that pass the dynamical filter, for every sample whose transitions were counted.
    """

    pairs: dict[str, int] = field(default_factory=dict)
    counts: dict[str, Integers] = field(default_factory=dict)
    filtered: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, blocks: Iterable[pd.DataFrame]) -> "Survey":
        """Count the pairs of all samples, block by block."""
        survey = cls()
        for block in blocks:
            counted = block[TRANSITIONS].notna().all(axis=1)
            passing = block["sample"][passes(block)].value_counts()
            for sample, rows in block.groupby("sample", sort=False).groups.items():
                name = str(sample)
                survey.pairs[name] = survey.pairs.get(name, 0) + len(rows)
                if counted[rows].any():
                    survey.filtered[name] = survey.filtered.get(name, 0) + int(passing.get(name, 0))
            for name in QUANTITIES:
                counts = np.histogram(quantity(block, name), edges(name))[0]
                survey.counts[name] = survey.counts.get(name, 0) + counts
        return survey


def quantity(pairs: pd.DataFrame, name: str) -> Floats:
    """Values of a quantity, shape (n,); NaN where they are absent."""
    if name == "transitions":
        values = pairs[TRANSITIONS].sum(axis=1, skipna=False)
    else:
        values = pairs.get(name, pd.Series(np.nan, pairs.index))
    return values.to_numpy(np.float64, na_value=np.nan)


def edges(name: str) -> Floats:
    """Edges of the bins of a quantity."""
    return DOUBLINGS if name == "transitions" else DECADES


def passes(pairs: pd.DataFrame) -> pd.Series:
    """Which pairs pass the dynamical filter; none if transitions were not counted."""
    return pairs[TRANSITIONS].min(axis=1, skipna=False) >= DYNAMICAL_FILTER


def count_samples(
    labels: pd.DataFrame,
    weights: Floats,
    survey: Survey,
    volumes: Mapping[str, float],
    usual_volume: float,
    target: Target,
) -> pd.DataFrame:
    """Counts for every sample: columns of `SAMPLES`. Parameters are those of `describe`."""
    is_target = target.is_target(labels).to_numpy()
    flags = pd.DataFrame(
        {
            "computed": np.ones(len(labels)),
            "double_wells": labels.verdict.isin(DOUBLE_WELLS).to_numpy(),
            "targets": is_target,
            "targets_vibrational": is_target & is_vibration(labels, target.suffix).to_numpy(),
        },
        dtype=np.int64,
    )
    names = sorted({*volumes, *survey.pairs})
    counts = flags.groupby(labels["sample"].to_numpy()).sum().reindex(names, fill_value=0)
    stand = pd.Series(is_target * weights).groupby(labels["sample"].to_numpy()).sum(skipna=False)
    return counts.assign(
        sample=names,
        pairs=[survey.pairs.get(name, 0) for name in names],
        volume=[volumes.get(name, usual_volume) for name in names],
        targets_unbiased=stand.reindex(names, fill_value=0.0),
    ).reset_index(drop=True)


def count_splittings(
    labels: pd.DataFrame,
    weights: Floats,
    samples: pd.DataFrame,
    target: Target,
    units: QuantumUnits,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """n(E) / E for the units of the search and for all other substances: columns of `DENSITY`.

    If zero-point energies count, the splittings in the units of the search are those in the adiabatic
    potential, and those without zero-point energies follow as another substance.

    n(E) is the number of double wells per volume whose splitting is at most E. Double wells with both levels
    in one well, or with one above the barrier, are left out. The intervals come from a bootstrap over
    samples.

    Parameters
    ----------
    labels, weights, target, units
        As in `describe`.
    samples : DataFrame
        Columns of `SAMPLES`.
    rng : Generator
        Source of randomness of the bootstrap.
    """
    tables = [DENSITY.empty()]
    kinds = [(units.name, units, target.suffix)]
    if target.zero_point:
        kinds.append((classical(units), units, ""))
    kinds += [(each.name, each, f"_{each.name}") for each in substances_beside(units)]
    for name, substance, suffix in kinds:
        below = two_level_systems(labels, substance, suffix)
        splitting = labels[f"quantum_splitting{suffix}"][below].to_numpy(np.float64)
        if len(splitting):
            first = np.sort(splitting)[min(FEW, len(splitting)) - 1]
            energies = np.geomspace(first, substance.splitting_threshold, POINTS)
            terms = (splitting[:, None] <= energies) / energies
            tables.append(
                per_volume(terms, labels["sample"][below], weights[below], samples, rng).assign(
                    substance=name,
                    splitting=energies,
                    splitting_kelvin=energies * substance.kelvin,
                    per_ev_cm3=1.0 / (substance.electronvolt * substance.centimetre**3),
                )
            )
    return pd.concat([table for table in tables if len(table)] or tables, ignore_index=True)


def classical(units: QuantumUnits) -> str:
    """Name of the substance in `DENSITY` if zero-point energies count, but are left out."""
    return f"{units.name}, no zero-point energy"


def count_levels(
    labels: pd.DataFrame,
    weights: Floats,
    samples: pd.DataFrame,
    target: Target,
    units: QuantumUnits,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Density of localised states by |Delta| and ln Delta_0: columns of `LEVELS`.

    The density of the standard tunnelling model is P / Delta_0 by |Delta| and Delta_0, so it is the constant
    P here, as in the tunnelling strength. Parameters are those of `count_splittings`.
    """
    below = two_level_systems(labels, units, target.suffix)
    chosen = labels[below]
    tilt = chosen[f"asymmetry{target.suffix}"].abs().to_numpy(np.float64)
    element = chosen[f"delta_0{target.suffix}"].to_numpy(np.float64)
    tilts, elements = (units.splitting_threshold * edges for edges in (ASYMMETRIES, ELEMENTS))
    columns = {
        "asymmetry_low": np.repeat(tilts[:-1], len(elements) - 1),
        "asymmetry_high": np.repeat(tilts[1:], len(elements) - 1),
        "delta_0_low": np.tile(elements[:-1], len(tilts) - 1),
        "delta_0_high": np.tile(elements[1:], len(tilts) - 1),
    }
    inside = (tilt[:, None] >= columns["asymmetry_low"]) & (tilt[:, None] < columns["asymmetry_high"])
    inside &= (element[:, None] >= columns["delta_0_low"]) & (element[:, None] < columns["delta_0_high"])
    widths = columns["asymmetry_high"] - columns["asymmetry_low"]
    widths = widths * np.log(columns["delta_0_high"] / columns["delta_0_low"])
    return per_volume(inside / widths, chosen["sample"], weights[below], samples, rng).assign(
        **columns, count=inside.sum(axis=0)
    )


def mean_properties(
    labels: pd.DataFrame,
    weights: Floats,
    samples: pd.DataFrame,
    target: Target,
    units: QuantumUnits,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Means over the two-level systems: columns of `MEANS`. Parameters are those of `count_splittings`."""
    below = two_level_systems(labels, units, target.suffix)
    rows = []
    for name, unit in MEAN_OF.items():
        which = below & labels[name].notna().to_numpy()
        values = labels[name][which].to_numpy(np.float64)
        found = means(values, labels["sample"][which], weights[which], samples, rng)
        rows.append({"quantity": name, "unit": unit, **found})
    return pd.DataFrame(rows)


def heat_capacity(
    labels: pd.DataFrame,
    weights: Floats,
    samples: pd.DataFrame,
    target: Target,
    units: QuantumUnits,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Heat capacity per volume of the two-level systems: columns of `HEAT`.

    A two-level system of splitting E adds k_B x^2 / cosh^2 x with x = E / (2 k_B T) (Phillips, J. Low Temp.
    Phys. 7, 351 (1972)). Parameters are those of `count_splittings`.
    """
    below = two_level_systems(labels, units, target.suffix)
    temperatures = cold_temperatures(units)
    splitting = labels[f"quantum_splitting{target.suffix}"][below].to_numpy(np.float64)
    heat = schottky(splitting, temperatures)
    return per_volume(heat, labels["sample"][below], weights[below], samples, rng).assign(
        temperature=temperatures,
        temperature_kelvin=temperatures * units.kelvin,
        joule_per_kelvin_m3=BOLTZMANN / (units.centimetre / 100.0) ** 3,
    )


def distributions(labels: pd.DataFrame, weights: Floats, survey: Survey, target: Target) -> pd.DataFrame:
    """Histograms of all pairs, double wells and targets: columns of `DISTRIBUTIONS`.

    Parameters are those of `describe`.
    """
    groups = {
        WELLS: labels.verdict.isin(DOUBLE_WELLS).to_numpy(),
        target.name: target.is_target(labels).to_numpy(),
    }
    tables = [DISTRIBUTIONS.empty()]
    for name in QUANTITIES:
        bins = edges(name)
        counts = survey.counts.get(name, np.zeros(0, dtype=np.int64))
        histograms = [(ALL, counts, counts.astype(float))]
        values = quantity(labels, name)
        for group, members in groups.items():
            counts = np.histogram(values[members], bins)[0]
            stand = np.histogram(values[members], bins, weights=weights[members])[0]
            histograms.append((group, counts, stand))
        for group, counts, stand in histograms:
            some = np.flatnonzero(counts)
            if len(some):
                shown = slice(some[0], some[-1] + 1)
                columns = {"low": bins[:-1], "high": bins[1:], "count": counts, "unbiased": stand}
                rows = pd.DataFrame({column: each[shown] for column, each in columns.items()})
                tables.append(rows.assign(quantity=name, group=group))
    return pd.concat([table for table in tables if len(table)] or tables, ignore_index=True)


def compare(labels: pd.DataFrame, weights: Floats, survey: Survey, target: Target) -> pd.DataFrame:
    """Compare the search with the dynamical filter min(T_ab, T_ba) >= 4: columns of `PROCEDURES`.

    The filter is that of Khomenko et al., Phys. Rev. Lett. 124, 225901 (2020). Both procedures are evaluated
    on the samples whose transitions were counted. Without such samples, the filter is left out. Parameters
    are those of `describe`.
    """
    here = labels["sample"].isin(survey.filtered or survey.pairs).to_numpy()
    is_target = target.is_target(labels).to_numpy() & here
    rows = [("search", here.sum(), is_target.sum(), np.nan)]
    if survey.filtered:
        both = is_target & passes(labels).to_numpy()
        rows.append(("dynamical filter", sum(survey.filtered.values()), both.sum(), weights[both].sum()))
    table = pd.DataFrame(rows, columns=["procedure", "computed", "found", "unbiased"])
    expected = table.unbiased.fillna(table.found)
    return table.assign(per_target=(table.computed / expected).where(expected > 0))
