"""Compare ensembles: densities, couplings, barriers and loss of two-level systems by their preparation."""

from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from glasscape.files import read_json
from glasscape.pages import render
from glasscape.pages.render import rounded
from glasscape.studies.two_level_systems.analysis.loss_chart import CHOICES, loss_chart
from glasscape.studies.two_level_systems.analysis.sound import RELAXATION, SOUND_FREQUENCIES
from glasscape.studies.two_level_systems.analysis.sums import LOW
from glasscape.studies.two_level_systems.analysis.tables import COMPARED, DENSITY, LOSS, MEANS, STRENGTH
from glasscape.tunnelling.loss import POLARISATIONS

TEMPLATE = Path(__file__).with_name("ensembles.html")
SUMS = ("found", "low", "high", "unbiased", "unbiased_low", "unbiased_high")
TITLES = {
    "gamma_longitudinal": "coupling gamma to longitudinal sound",
    "gamma_transverse": "coupling gamma to transverse sound",
    "participation_ratio": "participation ratio",
    "energy_barrier": "energy barrier",
    "total_displacement": "total displacement",
}


@dataclass(frozen=True, eq=False)
class EnsembleResults:
    """Results of an ensemble.

    Attributes
    ----------
    temperatures : tuple of float, or None
        Lowest and highest temperature from which its samples were cooled, epsilon. They differ if every
        sample has its own, drawn from this range. None if the samples were read from files.
    summary : dict
        Result of `summarise`.
    density, means, strength, loss : DataFrame
        Columns of `DENSITY`, `MEANS`, `STRENGTH` and `LOSS`.
    """

    temperatures: tuple[float, float] | None
    summary: dict[str, Any]
    density: pd.DataFrame
    means: pd.DataFrame
    strength: pd.DataFrame
    loss: pd.DataFrame

    @classmethod
    def read(cls, folder: str | Path, temperatures: tuple[float, float] | None) -> "EnsembleResults":
        """Read the published results in a folder."""
        folder = Path(folder)
        known = (("density", DENSITY), ("means", MEANS), ("strength", STRENGTH), ("loss", LOSS))
        tables = [table.read(folder / "statistics" / f"{name}.parquet") for name, table in known]
        return cls(temperatures, read_json(folder / "summary.json"), *tables)

    @property
    def temperature(self) -> float | None:
        """The temperature from which its samples were cooled, or the middle of their range, epsilon."""
        return None if self.temperatures is None else sum(self.temperatures) / 2.0


def compare_ensembles(ensembles: list[EnsembleResults]) -> pd.DataFrame:
    """The quantities of every ensemble, one after the other: columns of `COMPARED`."""
    tables = [COMPARED.empty()]
    for each in ensembles:
        parts = []
        if each.summary["n0"] is not None:
            mine = each.density[each.density.substance == each.summary["substance"]].tail(1)
            named = "density n0 = n(E) / E at the threshold"
            plateau = mine if len(mine) else _none_found(each.summary)
            parts.append(plateau.assign(quantity=named, unit="1 / (epsilon sigma^3)"))
        for polarisation in POLARISATIONS:
            rows = each.strength[each.strength.polarisation == polarisation]
            parts.append(rows.assign(quantity=f"tunnelling strength C, {polarisation} sound", unit=""))
        parts.append(each.means.assign(quantity=each.means.quantity.map(TITLES)))
        lost = each.loss[
            (each.loss.mechanism == RELAXATION) & (each.loss.frequency_hertz == SOUND_FREQUENCIES[0])
        ]
        for polarisation in POLARISATIONS:
            warmest = lost[lost.polarisation == polarisation].tail(1)
            for kelvin in warmest.temperature_kelvin:
                named = f"loss Q^-1 at 1 kHz and {kelvin:.2g} K, {polarisation} sound"
                parts.append(warmest.assign(quantity=named, unit=""))
        table = pd.concat([part[["quantity", "unit", *SUMS]] for part in parts if len(part)])
        tables.append(table.assign(ensemble=each.summary["ensemble"], temperature=each.temperature))
    found = [table.dropna(subset="found") for table in tables]
    return pd.concat([table for table in found if len(table)] or found, ignore_index=True)


def _none_found(summary: dict[str, Any]) -> pd.DataFrame:
    """The density if there is no system: zero, with the limit of Poisson statistics above it.

    A mean number of -ln(0.05) would give none in 5 % of all searches.
    """
    high = -np.log(LOW) / (summary["volume"] * summary["splitting_threshold"])
    return pd.DataFrame([{**dict.fromkeys(SUMS, np.nan), "found": 0.0, "low": 0.0, "high": high}])


def write_comparison(path: str | Path, ensembles: list[EnsembleResults]) -> None:
    """Write a page that compares ensembles as one HTML file that needs no other file."""
    names = [each.summary["ensemble"] for each in ensembles]
    table = compare_ensembles(ensembles)
    rows = [
        {
            "quantity": quantity,
            "unit": group.unit.iloc[0],
            "cells": [_numbers(group[group.ensemble == name]) for name in names],
            "apart": _apart(group),
        }
        for quantity, group in table.groupby("quantity", sort=False)
    ]
    render.write_page(
        path,
        TEMPLATE,
        ensembles=[_facts(each) for each in ensembles],
        rows=rows,
        panels=[{**row, "places": [each.temperatures for each in ensembles]} for row in rows],
        names=names,
        loss=loss_chart({each.summary["ensemble"]: each.loss for each in ensembles}, [*CHOICES]),
    )


def _facts(each: EnsembleResults) -> dict[str, Any]:
    summary = each.summary
    return {
        "ensemble": summary["ensemble"],
        "temperatures": each.temperatures,
        "samples": summary["samples"],
        "minima": summary["minima"],
        "computed": summary["computed"],
        "found": summary["targets"],
        "not_equilibrated": summary["samples_not_equilibrated"],
    }


def _numbers(rows: pd.DataFrame) -> dict[str, float | None] | None:
    """The numbers of a quantity of an ensemble; None if it is not known."""
    if rows.empty:
        return None
    row = rows.iloc[0]
    return {name: None if pd.isna(row[name]) else rounded(row[name])[0] for name in SUMS}


def _apart(group: pd.DataFrame) -> list[str]:
    """Pairs of ensembles whose intervals do not overlap."""
    known = group.dropna(subset=["low", "high"]).set_index("ensemble")
    return [
        f"{one} and {other}"
        for one, other in combinations(known.index, 2)
        if known.low[one] > known.high[other] or known.low[other] > known.high[one]
    ]
