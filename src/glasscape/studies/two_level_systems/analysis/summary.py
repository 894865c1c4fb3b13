"""Summary of a search, and the table of its targets."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import pandas as pd

from glasscape.studies.two_level_systems.analysis.densities import classical
from glasscape.studies.two_level_systems.analysis.sums import two_level_systems
from glasscape.studies.two_level_systems.exact.tables import ADIABATIC, EXACT, PROFILE
from glasscape.studies.two_level_systems.pairs.tables import KEY
from glasscape.studies.two_level_systems.search.completeness import estimate, unbiased
from glasscape.studies.two_level_systems.search.labels import count_iterations
from glasscape.studies.two_level_systems.search.settings import SPLITTING
from glasscape.studies.two_level_systems.search.target import Target
from glasscape.tunnelling.verdict import TWO_LEVEL_SYSTEM
from glasscape.units import QuantumUnits

# statistics of which the summary has numbers
SUMMARISED = ("samples", "density", "procedures", "strength", "means")


def collect_defects(labels: pd.DataFrame, exact: Iterable[str], target: Target) -> pd.DataFrame:
    """Targets among the labels with their energy profiles, in order of decreasing distance to the threshold.

    Parameters
    ----------
    labels : DataFrame
        Labels of all pairs computed, columns of `labels_table`.
    exact : iterable of path
        All batches of exact results, which hold the profiles.
    target : Target
        The target of the search.

    Returns
    -------
    DataFrame
        Columns of `defects_table`.
    """
    found = labels[target.is_target(labels)]
    profiles = []
    for path in exact:
        batch = EXACT.read(path)
        profiles.append(batch.loc[target.is_target(batch), [*KEY, *(c.name for c in PROFILE)]])
    merged = found.merge(pd.concat(profiles), on=KEY, how="left", validate="one_to_one")
    return merged.sort_values(target.column, ascending=target.low, ignore_index=True)


def summarise(
    ensemble: str,
    labels: pd.DataFrame,
    minima_reports: Sequence[dict[str, Any]],
    pair_counts: Sequence[dict[str, Any]],
    units: QuantumUnits,
    target: Target,
    strata: Sequence[pd.DataFrame],
    out_of_fold: pd.DataFrame | None,
    preparation_reports: Sequence[dict[str, Any]],
    statistics: Mapping[str, pd.DataFrame],
    intermediate_minima: int | None = None,
    candidate_pairs_from_paths: int | None = None,
) -> dict[str, Any]:
    """Content of `summary.json`: counts of a search, in total and by iteration.

    Parameters
    ----------
    ensemble : str
        Name of the ensemble.
    labels : DataFrame
        Labels of all pairs computed, columns of `labels_table`.
    minima_reports, pair_counts : sequence of dict
        Reports on the minima and on the screening of pairs, for every sample.
    units : QuantumUnits
        Units and threshold.
    target : Target
        The target of the search.
    strata : sequence of DataFrame
        `Selection.strata` of iterations 1, 2, ..., columns of `STRATA`.
    out_of_fold : DataFrame or None
        `Models.out_of_fold` of the last iteration, if there is one.
    preparation_reports : sequence of dict
        Reports on the preparation of every sample; empty if samples were read from files.
    statistics : mapping of str to DataFrame
        Tables of `STATISTICS` by name, those of `SUMMARISED` at least.
    intermediate_minima : int or None
        Number of intermediate minima that are in no library; None if they are not used.
    candidate_pairs_from_paths : int or None
        Number of candidate pairs with such a minimum; None if they are not used.
    """
    counts = count_iterations(labels, target)
    total = {str(name): int(value) for name, value in counts.sum().items()}
    completeness = estimate(labels, strata, target, out_of_fold)
    samples, density = statistics["samples"], statistics["density"]
    volume = float(samples.volume.sum(min_count=len(samples)))
    return {
        "ensemble": ensemble,
        "substance": units.name,
        "splitting_threshold": units.splitting_threshold,
        "target": asdict(target),
        "completeness": None if completeness is None else asdict(completeness),
        "volume": _known(volume),
        "n0": _plateau(labels, strata, density, volume, units, target),
        "n0_without_zero_point": _plateau(labels, strata, density, volume, units, target, False)
        if target.zero_point
        else None,
        "zero_point": _corrected(labels, target),
        "tunnelling_strength": _records(statistics["strength"]),
        "means": _records(statistics["means"]),
        "procedures": _records(statistics["procedures"]),
        "samples": len(samples),
        "samples_not_equilibrated": sum(
            not report["equilibration"]["equilibrated"] for report in preparation_reports
        )
        if preparation_reports
        else None,
        "configurations": sum(report["configurations"] for report in minima_reports),
        "minima": sum(report["minima"] for report in minima_reports),
        "minima_unseen": _unseen(minima_reports),
        "pairs": sum(count["pairs"] for count in pair_counts),
        "candidate_pairs": sum(count["kept"] for count in pair_counts),
        "intermediate_minima": intermediate_minima,
        "candidate_pairs_from_paths": candidate_pairs_from_paths,
        **total,
        "median_seconds_per_pair": float(labels.seconds.median()),
        "iterations": _records(counts.reset_index()),
    }


def _unseen(minima_reports: Sequence[dict[str, Any]]) -> float | None:
    """Estimated number of minima that no trajectory has visited; None if it is not known for every sample."""
    known = [report["unseen"]["estimate"] for report in minima_reports if report.get("unseen")]
    return sum(known) if len(known) == len(minima_reports) else None


def _corrected(labels: pd.DataFrame, target: Target) -> dict[str, int | None]:
    """What zero-point energies do to two-level systems.

    `computed` are two-level systems whose zero-point energies were computed. `stay` are those of them that
    remain two-level systems. `new` are double wells that become two-level systems; None if zero-point
    energies were computed for two-level systems only.
    """
    without, corrected = (labels[name] == TWO_LEVEL_SYSTEM for name in ("verdict", f"verdict{ADIABATIC}"))
    return {
        "two_level_systems": int(without.sum()),
        "computed": int((without & labels[f"verdict{ADIABATIC}"].notna()).sum()),
        "stay": int((without & corrected).sum()),
        "new": int((corrected & ~without).sum()) if target.zero_point else None,
    }


def _plateau(
    labels: pd.DataFrame,
    strata: Sequence[pd.DataFrame],
    density: pd.DataFrame,
    volume: float,
    units: QuantumUnits,
    target: Target,
    zero_point: bool = True,
) -> dict[str, float | None] | None:
    """n(E) / E at the threshold, 1 / (epsilon sigma^3), as the target or without zero-point energies.

    None if the volume is not known, or if the target does not include all splittings below the threshold.
    `per_ev_cm3` is the value of this unit in 1 / (eV cm^3).
    """
    searched = target.quantity == SPLITTING and target.low and target.threshold >= units.splitting_threshold
    if math.isnan(volume) or not searched:
        return None
    mine = density[density.substance == (units.name if zero_point else classical(units))]
    suffix = target.suffix if zero_point else ""
    counted = pd.Series(two_level_systems(labels, units, suffix), labels.index)
    _, error = unbiased(labels, strata, counted)
    last = mine.iloc[-1] if len(mine) else {"found": 0.0}
    names = ("found", "low", "high", "unbiased", "per_ev_cm3")
    values = {name: _known(last.get(name, math.nan)) for name in names}
    scale = volume * units.splitting_threshold
    return {**values, "unbiased_error": None if error is None else error / scale}


def _known(value: float) -> float | None:
    """The value, or None for NaN."""
    return None if math.isnan(value) else float(value)


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dictionaries for JSON."""
    rows: list[dict[str, Any]] = json.loads(table.to_json(orient="records", double_precision=15))
    return rows
