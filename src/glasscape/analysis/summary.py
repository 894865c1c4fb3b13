"""The tables that a search ends with."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from glasscape.search.labels import count_iterations
from glasscape.search.select import KEY
from glasscape.tables import EXACT, PROFILE
from glasscape.tunnelling.verdict import TWO_LEVEL_SYSTEM
from glasscape.units import QuantumUnits


def collect_defects(labels: pd.DataFrame, exact: Iterable[str]) -> pd.DataFrame:
    """The two-level systems among the labels with their energy profiles, smallest splitting first.

    Parameters
    ----------
    labels : DataFrame
        Everything computed.
    exact : iterable of path
        All batches of exact results, which hold the profiles.
    """
    found = labels[labels.verdict == TWO_LEVEL_SYSTEM]
    profiles = []
    for path in exact:
        batch = EXACT.read(path)
        profiles.append(batch.loc[batch.verdict == TWO_LEVEL_SYSTEM, [*KEY, *(c.name for c in PROFILE)]])
    merged = found.merge(pd.concat(profiles), on=KEY, how="left", validate="one_to_one")
    return merged.sort_values("quantum_splitting", ignore_index=True)


def summarise(
    ensemble: str,
    labels: pd.DataFrame,
    minima_reports: Sequence[dict[str, Any]],
    pair_counts: Sequence[dict[str, Any]],
    units: QuantumUnits,
    preparation_reports: Sequence[dict[str, Any]],
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
    preparation_reports : sequence of dict
        How every glass was made; empty when all were read.
    intermediate_minima : int or None
        Minima known from paths alone; None when such minima are not followed.
    candidate_steps : int or None
        Candidates that have such a minimum at an end.
    """
    counts = count_iterations(labels)
    total = {str(name): int(value) for name, value in counts.sum().items()}
    return {
        "ensemble": ensemble,
        "substance": units.name,
        "splitting_threshold": units.splitting_threshold,
        "glasses": len(minima_reports),
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
