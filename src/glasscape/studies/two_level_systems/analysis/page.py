"""Write a page for a browser: the targets found, the loss of sound, and the network of the double wells."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from glasscape.arrays import Floats
from glasscape.pages import render
from glasscape.pages.render import rounded
from glasscape.structures.particles import Particles
from glasscape.studies.two_level_systems.analysis.figures import shown_profile
from glasscape.studies.two_level_systems.analysis.loss_chart import loss_chart
from glasscape.studies.two_level_systems.analysis.network import largest_sample, report, tree_lines
from glasscape.studies.two_level_systems.analysis.sound import MECHANISMS
from glasscape.studies.two_level_systems.exact.minima import AllMinima
from glasscape.studies.two_level_systems.pairs.tables import PairFeatures
from glasscape.studies.two_level_systems.search.tables import defects_table
from glasscape.tunnelling.loss import POLARISATIONS

TEMPLATE = Path(__file__).with_name("page.html")

# columns of the table of pairs
SHOWN = (
    "sample",
    "a",
    "b",
    "quantum_splitting",
    "tunnelling_matrix_element",
    "energy_difference",
    "energy_barrier",
    "quantum_splitting_adiabatic",
    "energy_difference_adiabatic",
    "energy_barrier_adiabatic",
    "displacement_1",
    "total_displacement",
    "participation_ratio",
    "transitions_ab",
    "transitions_ba",
    "same_well",
    "above_barrier",
    "iteration",
)
# particles this close to the most displaced particle are shown, in mean distances between particles
NEAR = 2.5
# particles with at least this fraction of the largest displacement are shown
NOTABLE = 0.1
# number of points of a drawn profile
POINTS = 150
# A report embeds the page in a frame, in an encoding that is a third longer, and browsers show no frame above
# 2 MB. So there are limits on the pairs with profile and particles, on the rows and on the particles.
DETAILED, LISTED, PARTICLES = 100, 1500, 120


def write_page(
    path: str | Path,
    summary: dict[str, Any],
    defects: pd.DataFrame,
    features: PairFeatures,
    minima: AllMinima,
    loss: pd.DataFrame,
    network: pd.DataFrame,
) -> None:
    """Write the page as one HTML file that needs no other file.

    Parameters
    ----------
    path : path
        File to write.
    summary : dict
        Result of `summarise`.
    defects : DataFrame
        Columns of `defects_table`, in the order in which pairs are listed.
    features : PairFeatures
        Features of that table.
    minima : AllMinima
        Minima of all samples; without libraries if labels come from tables.
    loss, network : DataFrame
        Columns of `LOSS` and `NETWORK`.
    """
    known = [column for column in defects_table(features).columns if column.name in SHOWN]
    columns = [column for column in known if defects[column.name].notna().any()]
    columns.sort(key=lambda column: SHOWN.index(column.name))
    rows = defects.to_dict("records")
    render.write_page(
        path,
        TEMPLATE,
        summary=summary,
        facts=_facts(summary),
        procedures=[[_cell(value) for value in row.values()] for row in summary["procedures"]],
        columns=columns,
        pairs=[[_cell(row[column.name]) for column in columns] for row in rows[:LISTED]],
        omitted=max(0, len(rows) - LISTED),
        drawn_pairs=DETAILED,
        drawn=[{"profile": _profile(row), "particles": _particles(row, minima)} for row in rows[:DETAILED]],
        loss=loss_chart(
            {name: loss[loss.mechanism == name] for name in MECHANISMS if (loss.mechanism == name).any()},
            ["polarisation", "frequency_hertz"],
        ),
        tree=_tree(largest_sample(network)),
    )


def _tree(network: pd.DataFrame) -> dict[str, Any] | None:
    """The disconnectivity tree of one sample; None without double wells."""
    if network.empty:
        return None
    lines = {name: [rounded(line) for line in each] for name, each in tree_lines(network)._asdict().items()}
    return {"sample": network["sample"].iloc[0], "sizes": report(network), "lines": lines}


def _cell(value: Any) -> str:
    """A value as text for the table."""
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _profile(row: dict[Any, Any]) -> dict[str, Any] | None:
    """Energy at equidistant points along the path of a pair, and its levels; None without a path."""
    if row["arc_length"] is None:
        return None
    levels = np.array([row[f"E_{k}"] for k in range(1, 5)], dtype=np.float64)
    s, energy, top = shown_profile(row, POINTS)
    return {
        "from": float(s[0]),
        "to": float(s[-1]),
        "energy": rounded(energy),
        "levels": rounded(levels[np.isfinite(levels)]),
        "top": top,
    }


def _particles(row: dict[Any, Any], minima: AllMinima) -> dict[str, list[Any]] | None:
    """Positions and displacements of the particles of a pair; None if its minima are not known."""
    library = minima.libraries.get(row["sample"])
    if library is None:
        return None
    start, end = minima.ends(row["sample"], row["a"], row["b"])
    return around(library.particles, start, library.particles.cell.displacement(start, end))


def around(particles: Particles, start: Floats, moved: Floats) -> dict[str, list[Any]]:
    """Particles near the most displaced particle, which is the origin, and others with large displacements.

    Parameters
    ----------
    particles : Particles
        The particles.
    start, moved : ndarray, shape (N, 3)
        Positions and displacements, sigma.
    """
    distance = np.linalg.norm(moved, axis=1)
    first = int(np.argmax(distance))
    place = particles.cell.minimum_image(start - start[first])
    near = np.linalg.norm(place, axis=1) < NEAR * particles.cell.spacing(len(start))
    shown = np.flatnonzero(near | (distance > NOTABLE * distance[first]))
    shown = shown[np.argsort(-distance[shown], kind="stable")[:PARTICLES]]
    return {
        "index": shown.tolist(),
        "diameter": rounded(particles.diameters[shown]),
        "start": [rounded(each) for each in place[shown]],
        "moved": [rounded(each) for each in moved[shown]],
    }


def _facts(summary: dict[str, Any]) -> dict[str, str]:
    """Main results of a search, by name."""
    left, n0, unseen = summary["completeness"], summary["n0"], summary["minima_unseen"]
    facts = {
        "samples": summary["samples"],
        "minima": summary["minima"],
        **({} if unseen is None else {"minima unseen, at least": f"{unseen:.0f}"}),
        "candidate pairs": summary["candidate_pairs"] + (summary["candidate_pairs_from_paths"] or 0),
        "computed exactly": summary["computed"],
        "double wells": summary["double_wells"],
        f"{summary['target']['name']} found": summary["targets"],
        "of these, vibrations": summary["targets_vibrational"],
    }
    if left is not None:
        facts["left (90 %)"] = f"{left['left_low']:.0f} to {left['left_high']:.0f}"
        facts["last batch (expected)"] = (
            f"{left['batch_targets']} ({left['batch_low']:.0f} to {left['batch_high']:.0f})"
        )
    zero_point = summary["zero_point"]
    if zero_point["computed"]:
        facts["two-level systems with zero-point energy"] = (
            f"{zero_point['stay']} of {zero_point['computed']} stay"
            + ("" if zero_point["new"] is None else f", {zero_point['new']} are new")
        )
    if n0 is not None:
        facts["n\u2080, 1 / (\u03b5 \u03c3\u00b3)"] = _with_interval(n0)
        if n0["per_ev_cm3"] is not None:
            facts["n\u2080, 1 / (eV cm\u00b3)"] = f"{n0['per_ev_cm3'] * n0['found']:.2e}"
    for strength in summary["tunnelling_strength"]:
        if strength["found"]:
            facts[f"C, {strength['polarisation']} sound"] = _with_interval(strength)
    couplings = {f"gamma_{polarisation}": polarisation for polarisation in POLARISATIONS}
    for mean in summary["means"]:
        if mean["quantity"] in couplings and mean["found"] is not None:
            facts[f"mean \u03b3, {couplings[mean['quantity']]} sound, \u03b5"] = _with_interval(mean)
    without = summary["n0_without_zero_point"]
    if without is not None:
        facts["n\u2080 without zero-point energy"] = _with_interval(without)
    return {name: str(value) for name, value in facts.items()}


def _with_interval(density: dict[str, Any]) -> str:
    """A sum over two-level systems per volume with its interval, if there is one."""
    interval = "" if density["low"] is None else f" ({density['low']:.2g} to {density['high']:.2g})"
    return f"{density['found']:.3g}{interval}"
