"""The tables that a search ends with."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

import pandas as pd

from glasscape.search.completeness import Completeness
from glasscape.search.labels import count_iterations
from glasscape.search.settings import SPLITTING
from glasscape.search.target import Target
from glasscape.tables import EXACT, KEY, PROFILE
from glasscape.units import QuantumUnits


def collect_defects(labels: pd.DataFrame, exact: Iterable[str], target: Target) -> pd.DataFrame:
    """The wanted pairs among the labels with their energy profiles, those furthest from the threshold first.

    Parameters
    ----------
    labels : DataFrame
        Everything computed.
    exact : iterable of path
        All batches of exact results, which hold the profiles.
    target : Target
        What is wanted.
    """
    found = labels[target.wanted(labels)]
    profiles = []
    for path in exact:
        batch = EXACT.read(path)
        profiles.append(batch.loc[target.wanted(batch), [*KEY, *(c.name for c in PROFILE)]])
    merged = found.merge(pd.concat(profiles), on=KEY, how="left", validate="one_to_one")
    return merged.sort_values(target.column, ascending=target.low, ignore_index=True)


def summarise(
    ensemble: str,
    labels: pd.DataFrame,
    minima_reports: Sequence[dict[str, Any]],
    pair_counts: Sequence[dict[str, Any]],
    units: QuantumUnits,
    target: Target,
    completeness: Completeness | None,
    preparation_reports: Sequence[dict[str, Any]],
    volume: float | None,
    intermediate_minima: int | None = None,
    candidate_steps: int | None = None,
) -> dict[str, Any]:
    """Counts of a search, in total and by iteration.

    Parameters
    ----------
    ensemble : str
        Its name.
    labels : DataFrame
        Everything computed.
    minima_reports, pair_counts : sequence of dict
        What the search for minima and the screening of pairs report of every glass.
    units : QuantumUnits
        Units and threshold.
    target : Target
        What is wanted.
    completeness : Completeness or None
        How many wanted pairs are left; None when nothing was audited.
    preparation_reports : sequence of dict
        How every glass was made; empty when all were read.
    volume : float or None
        Of all glasses together, sigma^3; None if unknown.
    intermediate_minima : int or None
        Minima known from paths alone; None when such minima are not followed.
    candidate_steps : int or None
        Candidates that have such a minimum at an end.
    """
    counts = count_iterations(labels, target)
    total = {str(name): int(value) for name, value in counts.sum().items()}
    return {
        "ensemble": ensemble,
        "substance": units.name,
        "splitting_threshold": units.splitting_threshold,
        "target": asdict(target),
        "completeness": None if completeness is None else asdict(completeness),
        "volume": volume,
        "n0": _density(total["wanted"], completeness, volume, target),
        "glasses": sum(report.get("glasses", 1) for report in minima_reports),
        "glasses_not_equilibrated": sum(
            not report["equilibration"]["equilibrated"] for report in preparation_reports
        )
        if preparation_reports
        else None,
        "configurations": sum(report["configurations"] for report in minima_reports),
        "minima": sum(report["minima"] for report in minima_reports),
        "pairs": sum(count["pairs"] for count in pair_counts),
        "candidate_pairs": sum(count["kept"] for count in pair_counts),
        "intermediate_minima": intermediate_minima,
        "candidate_steps": candidate_steps,
        **total,
        "median_seconds_per_pair": float(labels.seconds.median()),
        "iterations": json.loads(counts.reset_index().to_json(orient="records")),
    }


def _density(
    found: int, completeness: Completeness | None, volume: float | None, target: Target
) -> dict[str, float | None] | None:
    """Two-level systems per volume and splitting, 1 / (epsilon sigma^3); found ones are a lower bound."""
    if volume is None or target.column != SPLITTING or not target.low:
        return None
    unbiased = None if completeness is None else completeness.unbiased_total
    error = None if completeness is None else completeness.unbiased_error
    return {
        name: None if count is None else count / (volume * target.threshold)
        for name, count in (("found", found), ("unbiased", unbiased), ("unbiased_error", error))
    }
