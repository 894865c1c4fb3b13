"""What the pairs that were found say of the glasses: densities, distributions, specific heat."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from glasscape.search.target import Target
from glasscape.tables import DENSITY, DISTRIBUTIONS
from glasscape.tunnelling.verdict import DOUBLE_WELLS
from glasscape.units import BOLTZMANN, SUBSTANCES, QuantumUnits

Floats = NDArray[np.float64]

ALL, WELLS = "all pairs", "double wells"
# pairs seen in both directions this often are what the published dynamical filter computes
DYNAMICAL_FILTER = 4
TRANSITIONS = ("transitions_ab", "transitions_ba")
QUANTITIES = (
    "energy_difference",
    "energy_barrier",
    "displacement_1",
    "total_displacement",
    "participation_ratio",
    "tunnelling_element",
    "transitions",
)
# bins of every quantity: eight per decade; counts double
DECADES = np.logspace(-10, 6, 129)
DOUBLINGS = np.concatenate([[0.0], 2.0 ** np.arange(21)])
RESAMPLES = 1000
LOW, HIGH = 0.05, 0.95
POINTS = 40
# n(E) / E begins at the fifth of all splittings: below, it is the noise of single ones
FEW = 5
# two-level systems above the threshold, which are not known, hold 0.3 % of the heat at a tenth of it
COLDEST, WARMEST = 0.01, 0.1


@dataclass
class Survey:
    """What one reading of all pairs tells.

    Attributes
    ----------
    pairs : dict of str to int
        Number of pairs of every glass.
    counts : dict of str to ndarray
        Pairs in the bins of every quantity that is known of all pairs.
    filtered : int or None
        Pairs that pass the dynamical filter; None when nobody counted transitions.
    """

    pairs: dict[str, int] = field(default_factory=dict)
    counts: dict[str, NDArray[np.int64]] = field(default_factory=dict)
    filtered: int | None = None

    @classmethod
    def of(cls, blocks: Iterable[pd.DataFrame]) -> "Survey":
        """Survey blocks of the pairs of all glasses."""
        survey = cls()
        for block in blocks:
            for glass, count in block.glass.value_counts().items():
                survey.pairs[str(glass)] = survey.pairs.get(str(glass), 0) + int(count)
            for name in QUANTITIES:
                values = quantity(block, name)
                if values is not None:
                    survey.counts[name] = survey.counts.get(name, 0) + np.histogram(values, edges(name))[0]
            if counted(block):
                survey.filtered = (survey.filtered or 0) + int(passes(block).sum())
        return survey


def quantity(pairs: pd.DataFrame, name: str) -> Floats | None:
    """Known values of a quantity; None if it is none of these pairs'."""
    if name == "transitions":
        values = pairs[TRANSITIONS[0]] + pairs[TRANSITIONS[1]]
    elif name in pairs:
        values = pairs[name]
    else:
        return None
    return values.to_numpy(np.float64, na_value=np.nan)


def edges(name: str) -> Floats:
    """Edges of the bins of a quantity."""
    return DOUBLINGS if name == "transitions" else DECADES


def counted(pairs: pd.DataFrame) -> bool:
    """Whether transitions of these pairs were counted."""
    return bool(pairs[list(TRANSITIONS)].notna().all(axis=None)) and not pairs.empty


def passes(pairs: pd.DataFrame) -> pd.Series:
    """Which pairs pass the dynamical filter."""
    return pairs[list(TRANSITIONS)].min(axis=1) >= DYNAMICAL_FILTER


def count_glasses(
    labels: pd.DataFrame,
    weights: Floats,
    survey: Survey,
    volumes: Mapping[str, float],
    target: Target,
) -> pd.DataFrame:
    """How many pairs of every glass are what: columns of `GLASSES`.

    Parameters
    ----------
    labels : DataFrame
        Everything computed.
    weights : ndarray, shape (len(labels),)
        How many pairs every label stands for, `represented`; NaN where that is not known.
    survey : Survey
        All pairs.
    volumes : mapping of str to float
        Of every glass, sigma^3; NaN where it is not known.
    target : Target
        What is wanted.
    """
    wanted = target.wanted(labels).to_numpy()
    flags = pd.DataFrame(
        {
            "computed": np.ones(len(labels)),
            "double_wells": labels.verdict.isin(DOUBLE_WELLS).to_numpy(),
            "wanted": wanted,
            "wanted_in_one_well": wanted & _in_one_well(labels).to_numpy(),
        },
        dtype=np.int64,
    )
    names = sorted(volumes)
    counts = flags.groupby(labels.glass.to_numpy()).sum().reindex(names, fill_value=0)
    stand = pd.Series(wanted * weights)
    return counts.assign(
        glass=names,
        pairs=[survey.pairs.get(glass, 0) for glass in names],
        volume=[volumes[glass] for glass in names],
        wanted_unbiased=stand.groupby(labels.glass.to_numpy()).sum(min_count=1).reindex(names),
    ).reset_index(drop=True)


def count_splittings(
    labels: pd.DataFrame,
    weights: Floats,
    glasses: pd.DataFrame,
    units: QuantumUnits,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """n(E) / E for the units of the search and for all other substances: columns of `DENSITY`.

    n(E) is the number of double wells per volume whose splitting is at most E. Those with both levels in one
    well are left out. The intervals are those of a bootstrap over glasses.

    Parameters
    ----------
    labels, weights
        As in `count_glasses`.
    glasses : DataFrame
        Columns of `GLASSES`.
    units : QuantumUnits
        Units of the search.
    rng : Generator
        For the bootstrap.
    """
    tables = [DENSITY.empty()]
    for substance in (units, *(each for each in SUBSTANCES if each != units)):
        suffix = "" if substance == units else f"_{substance.name}"
        tunnelling = labels.verdict.isin(DOUBLE_WELLS) & ~_in_one_well(labels, suffix)
        splitting = labels[f"quantum_splitting{suffix}"].where(tunnelling).to_numpy(np.float64)
        below = np.sort(splitting[splitting < substance.splitting_threshold])
        if len(below):
            energies = np.geomspace(below[min(FEW, len(below)) - 1], substance.splitting_threshold, POINTS)
            density = _per_volume((splitting[:, None] <= energies) / energies, labels, weights, glasses, rng)
            tables.append(
                density.assign(
                    substance=substance.name,
                    splitting=energies,
                    splitting_kelvin=energies * substance.kelvin,
                    per_ev_cm3=density.found / (substance.electronvolt * substance.centimetre**3),
                )
            )
    return pd.concat([table for table in tables if len(table)] or tables, ignore_index=True)


def heat_capacity(
    labels: pd.DataFrame,
    weights: Floats,
    glasses: pd.DataFrame,
    units: QuantumUnits,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Heat capacity per volume of the two-level systems: columns of `HEAT`; parameters of `count_splittings`.

    Each of splitting E adds k_B x^2 / cosh^2 x with x = E / (2 k_B T) (Phillips, J. Low Temp. Phys. 7, 351
    (1972)).
    """
    tunnelling = labels.verdict.isin(DOUBLE_WELLS) & ~_in_one_well(labels)
    splitting = labels.quantum_splitting.where(
        tunnelling & (labels.quantum_splitting < units.splitting_threshold)
    )
    temperatures = units.splitting_threshold * np.geomspace(COLDEST, WARMEST, POINTS)
    x = splitting.to_numpy(np.float64)[:, None] / (2.0 * temperatures)
    heat = _per_volume(
        np.nan_to_num(np.square(x / np.cosh(np.minimum(x, 300.0)))), labels, weights, glasses, rng
    )
    return heat.assign(
        temperature=temperatures,
        temperature_kelvin=temperatures * units.kelvin,
        joule_per_kelvin_m3=heat.found * BOLTZMANN / (units.centimetre / 100.0) ** 3,
    )


def _in_one_well(labels: pd.DataFrame, suffix: str = "") -> pd.Series:
    """Whether both lowest levels sit in one well; tables of known labels do not say."""
    return labels[f"same_well{suffix}"].fillna(False).astype(bool)


def _per_volume(
    terms: NDArray[Any],
    labels: pd.DataFrame,
    weights: Floats,
    glasses: pd.DataFrame,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Sums of terms, shape (len(labels), n), per volume of all glasses; NaN where that is not known."""
    place = pd.Index(glasses.glass).get_indexer(labels.glass)
    volumes = glasses.volume.to_numpy(np.float64)

    def per_glass(values: Floats) -> Floats:
        sums = np.zeros((len(glasses), values.shape[1]))
        np.add.at(sums, place, values)
        return sums

    found = per_glass(terms)
    table = pd.DataFrame({"found": found.sum(axis=0) / volumes.sum(), "low": np.nan, "high": np.nan})
    if len(glasses) > 1:
        drawn = rng.multinomial(len(glasses), np.full(len(glasses), 1 / len(glasses)), RESAMPLES)
        values = (drawn @ found) / (drawn @ volumes)[:, None]
        table["low"], table["high"] = np.quantile(values, [LOW, HIGH], axis=0)
    return table.assign(unbiased=per_glass(terms * weights[:, None]).sum(axis=0) / volumes.sum())


def distributions(labels: pd.DataFrame, weights: Floats, survey: Survey, target: Target) -> pd.DataFrame:
    """Histograms of all pairs, double wells and wanted ones: columns of `DISTRIBUTIONS`.

    Parameters are those of `count_glasses`.
    """
    groups = {
        WELLS: labels.verdict.isin(DOUBLE_WELLS).to_numpy(),
        target.name: target.wanted(labels).to_numpy(),
    }
    rows = [DISTRIBUTIONS.empty()]
    for name in QUANTITIES:
        bins = edges(name)
        histograms = []
        if name in survey.counts:
            counts = survey.counts[name]
            histograms.append((ALL, counts, counts.astype(float)))
        values = quantity(labels, name)
        for group, members in groups.items():
            if values is None:
                continue
            counts = np.histogram(values[members], bins)[0]
            stand = np.histogram(values[members], bins, weights=weights[members])[0]
            histograms.append((group, counts, stand))
        for group, counts, stand in histograms:
            some = np.flatnonzero(counts)
            if len(some):
                shown = slice(some[0], some[-1] + 1)
                rows.append(
                    pd.DataFrame(
                        {
                            "quantity": name,
                            "group": group,
                            "low": bins[:-1][shown],
                            "high": bins[1:][shown],
                            "count": counts[shown],
                            "unbiased": stand[shown],
                        }
                    )
                )
    return pd.concat([table for table in rows if len(table)] or rows, ignore_index=True)


def compare(labels: pd.DataFrame, weights: Floats, survey: Survey, target: Target) -> pd.DataFrame:
    """The search against the dynamical filter, which computes pairs seen often in both directions.

    Columns of `PROCEDURES`, parameters of `count_glasses`. The filter is left out when nobody counted
    transitions.
    """
    wanted = target.wanted(labels).to_numpy()
    rows = [("search", len(labels), wanted.sum(), np.nan)]
    if survey.filtered is not None:
        both = wanted & passes(labels).to_numpy()
        rows.append(("dynamical filter", survey.filtered, both.sum(), weights[both].sum()))
    table = pd.DataFrame(rows, columns=["procedure", "computed", "found", "unbiased"])
    expected = table.unbiased.fillna(table.found)
    return table.assign(per_wanted=(table.computed / expected).where(expected > 0))
