"""Figures of a search. Each figure is a function of a table."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from glasscape.arrays import Floats
from glasscape.paths.profile import Profile
from glasscape.plotting import BLUE, GREEN, GREY, VERMILLION, label_decades, styled
from glasscape.studies.two_level_systems.analysis.drawing import nothing
from glasscape.studies.two_level_systems.exact.tables import ADIABATIC, OUTCOME
from glasscape.studies.two_level_systems.search.labels import count_iterations
from glasscape.studies.two_level_systems.search.target import Target
from glasscape.tunnelling.double_well import Tunnelling
from glasscape.tunnelling.verdict import DOUBLE_WELLS

# number of profiles in the figure of profiles
MOST_PROFILES = 6


@styled
def show_predicted_against_exact(labels: pd.DataFrame, target: Target) -> Figure:
    """Exact against predicted value, for the double wells of iterations 1 and later."""
    exact = labels[target.column]
    wells = labels[labels.verdict.isin(DOUBLE_WELLS) & labels.predicted_value.notna() & exact.notna()]
    figure = Figure()
    axes = figure.subplots()
    if wells.empty:
        nothing(axes, "no predicted pair is a double well")
        return figure
    found = target.is_target(wells)
    unit = next(c.unit for c in OUTCOME if c.name == target.column)
    quantity = target.column.replace("_", " ") + (rf" ($\{unit}$)" if unit else "")
    for mask, colour, name in (
        (~found, GREY, "other double wells"),
        (found, VERMILLION, target.name),
    ):
        axes.scatter(
            wells.predicted_value[mask],
            wells[target.column][mask],
            s=14,
            color=colour,
            alpha=0.6,
            linewidths=0,
            label=f"{name} ({int(mask.sum())})",
        )
    values = np.concatenate([wells.predicted_value, wells[target.column], [target.threshold]])
    if target.logarithmic:
        low, high, scale = values.min() / 1.5, values.max() * 1.5, "log"
    else:
        edge = 0.05 * np.ptp(values)
        low, high, scale = values.min() - edge, values.max() + edge, "linear"
    axes.plot([low, high], [low, high], color="black", linewidth=0.8)
    axes.axvline(target.threshold, color=BLUE, linestyle="--", linewidth=0.8, label="threshold")
    axes.axhline(target.threshold, color=BLUE, linestyle="--", linewidth=0.8)
    axes.set(
        xscale=scale,
        yscale=scale,
        xlim=(low, high),
        ylim=(low, high),
        aspect="equal",
        xlabel=f"predicted {quantity}",
        ylabel=f"exact {quantity}",
    )
    if target.logarithmic:
        for axis in (axes.xaxis, axes.yaxis):
            label_decades(axis, low, high)
    _count_quadrants(axes, target, wells, found)
    figure.legend(loc="outside upper center", ncols=2, fontsize="small", columnspacing=1.0)
    return figure


def _count_quadrants(axes: Axes, target: Target, wells: pd.DataFrame, found: pd.Series) -> None:
    """Write the number of pairs in every quadrant of predicted and exact value into its corner."""
    predicted = wells.predicted_value
    promised = predicted < target.threshold if target.low else predicted > target.threshold
    for is_promised in (True, False):
        for is_found in (True, False):
            # targets are on the left and lower side if they are below the threshold
            x, y = (0.02 if side == target.low else 0.98 for side in (is_promised, is_found))
            axes.text(
                x,
                y,
                f"{int(((promised == is_promised) & (found == is_found)).sum())}",
                transform=axes.transAxes,
                ha="left" if x < 0.5 else "right",
                va="bottom" if y < 0.5 else "top",
                color=VERMILLION if is_found else GREY,
                fontweight="bold",
            )


@styled
def show_profile(profile: Profile, verdict: str, tunnelling: Sequence[Tunnelling]) -> Figure:
    """Energy along a path, with the lowest levels for every substance side by side.

    Parameters
    ----------
    profile : Profile
        The path.
    verdict : str
        Verdict on the path, used as title.
    tunnelling : sequence of Tunnelling
        Levels for every substance; empty if the path is not a double well.
    """
    path = profile.interpolation
    ends = profile.arc_length[[profile.start, profile.end]]
    figure = Figure(figsize=(1.5 + 3.5 * max(1, len(tunnelling)), 4.0))
    panels = figure.subplots(1, max(1, len(tunnelling)), sharex=True, sharey=True, squeeze=False)[0]
    s = np.linspace(profile.arc_length[0], profile.arc_length[-1], 5000)
    barrier = path(s[(s >= ends[0]) & (s <= ends[1])]).max()
    top = 1.15 * float(max([barrier, *(found.levels.energies[-1] for found in tunnelling)]))
    shown = s[path(s) <= top]
    for panel, found in zip_longest(panels, tunnelling):
        panel.plot(s, path(s), color="black", linewidth=1.2)
        panel.plot(ends, path(ends), "o", color="black", markersize=4)
        for end, name in zip(ends, "ab", strict=True):
            panel.annotate(name, (end, path(end)), (0, -12), textcoords="offset points", ha="center")
        width = shown[-1] - shown[0]
        panel.set(
            xlabel=r"path ($\sigma\, m^{1/2}$)",
            xlim=(shown[0] - 0.05 * width, shown[-1] + (0.05 if found is None else 0.25) * width),
            ylim=(-0.08 * top, top),
        )
        if found is None:
            panel.set_title(verdict, fontsize="medium")
        else:
            _draw_levels(panel, s, path(s), found)
    panels[0].set_ylabel(r"energy above the lower minimum ($\epsilon$)")
    return figure


def _draw_levels(panel: Axes, s: Floats, energy: Floats, found: Tunnelling) -> None:
    """Draw levels where they are classically allowed, coloured by the well in which they are localised."""
    for k, (level, left) in enumerate(
        zip(found.levels.energies, found.levels.left_probabilities, strict=True), start=1
    ):
        name, colour = ("a", BLUE) if left > 0.9 else ("b", VERMILLION) if left < 0.1 else ("both", GREEN)
        allowed = np.where(energy <= level, level, np.nan)
        panel.plot(s, allowed, color=colour, linewidth=1.2)
        right = s[np.flatnonzero(energy <= level)[-1]]
        panel.annotate(
            f"$E_{k}$ in {name}",
            (right, level),
            (4, 0),
            textcoords="offset points",
            va="center",
            fontsize="small",
            color=colour,
        )
    splitting = found.levels.splitting
    panel.set_title(f"{found.units.name}: {found.verdict}\n$E_2 - E_1$ = {splitting:.3g}", fontsize="medium")


@styled
def show_found(labels: pd.DataFrame, target: Target) -> Figure:
    """Double wells and targets found against the number of pairs computed, and the results of every batch."""
    counts = count_iterations(labels, target)
    order = labels.sort_values("iteration", kind="stable")
    computed = np.arange(1, len(order) + 1)
    edges = counts.computed.cumsum()
    figure = Figure(figsize=(5.0, 6.0))
    wells, systems, batches = figure.subplots(3, 1, sharex=True)
    for axes, mask, colour, name in (
        (wells, order.verdict.isin(DOUBLE_WELLS), BLUE, "double wells"),
        (systems, target.is_target(order), VERMILLION, target.name),
    ):
        axes.step(computed, mask.cumsum(), where="post", color=colour)
        axes.set(ylabel="found", ylim=(0, max(1, 1.05 * mask.sum())))
        axes.text(0.02, 0.95, name, color=colour, va="top", transform=axes.transAxes)
        axes.yaxis.get_major_locator().set_params(integer=True)
        for edge in edges[:-1]:
            axes.axvline(edge, color=GREY, linestyle=":", linewidth=0.8)
    for k, edge, width in zip(edges.index, edges, counts.computed, strict=True):
        middle = edge - width / 2
        wells.annotate(
            f"iteration {k}",
            (middle, 1.0),
            xycoords=("data", "axes fraction"),
            ha="center",
            va="bottom",
            fontsize="small",
            color=GREY,
        )
    _draw_composition(batches, counts, target)
    batches.set(xlabel="pairs computed exactly", xlim=(0, len(order)))
    return figure


def _draw_composition(axes: Axes, counts: pd.DataFrame, target: Target) -> None:
    """Fractions of the results of every iteration as stacked bars."""
    lost = counts.not_converged + counts.failed
    parts = {
        target.name: (counts.targets, VERMILLION),
        "other double wells": (counts.double_wells - counts.targets, BLUE),
        "not double wells": (counts.computed - counts.double_wells - lost, GREY),
        "no result": (lost, "black"),
    }
    left = counts.computed.cumsum() - counts.computed
    bottom = np.zeros(len(counts))
    for name, (number, colour) in parts.items():
        part = (number / counts.computed).to_numpy()
        if part.any():
            axes.bar(
                left, part, counts.computed, bottom, align="edge", color=colour, label=name, edgecolor="white"
            )
        bottom += part
    axes.set(ylabel="fraction of the batch", ylim=(0, 1))
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.35), ncols=2, fontsize="small")


def shown_profile(row: dict[Any, Any], points: int) -> tuple[Floats, Floats, float]:
    """Arc lengths and energies to draw for a row of `defects_table`, and the largest energy to show."""
    path = Profile(row["arc_length"], row["energy"], row["slope"], 0, 0).interpolation
    top = 1.2 * max(row["energy_barrier"], row["E_2"])
    s = np.linspace(path.x[0], path.x[-1], 1000)
    inside = s[path(s) <= top]
    shown = np.linspace(inside[0], inside[-1], points)
    return shown, path(shown), float(top)


@styled
def show_profiles(defects: pd.DataFrame) -> Figure:
    """Energy profiles with the two lowest levels, for the first rows of `defects_table`."""
    shown = defects[defects.arc_length.notna()].head(MOST_PROFILES)
    figure = Figure(figsize=(9.0, 0.4 + 2.6 * max(1, -(-len(shown) // 3))))
    panels = figure.subplots(max(1, -(-len(shown) // 3)), 3, squeeze=False).ravel()
    for panel in panels[len(shown) :]:
        panel.set_axis_off()
    if shown.empty:
        panels[1].text(0.5, 0.5, "no path to show", ha="center", va="center")
    for panel, row in zip(panels, shown.to_dict("records"), strict=False):
        s, energy, top = shown_profile(row, 1000)
        panel.plot(s, energy, color="black", linewidth=1.2)
        for level, name, colour in ((row["E_1"], "$E_1$", VERMILLION), (row["E_2"], "$E_2$", BLUE)):
            panel.plot(s, np.where(energy <= level, level, np.nan), color=colour, label=name)
        panel.set(xlim=(s[0], s[-1]), ylim=(-0.08 * top, top))
        corrected = row[f"quantum_splitting{ADIABATIC}"]
        panel.set_title(
            "{sample}, {a} and {b}: $E_2 - E_1$ = {quantum_splitting:.2g}".format_map(row)
            + ("" if pd.isna(corrected) else f"\nwith zero-point energy {corrected:.2g}"),
            fontsize="small",
        )
    for panel in panels[-3:]:
        panel.set_xlabel(r"path ($\sigma\, m^{1/2}$)")
    for panel in panels[::3]:
        panel.set_ylabel(r"energy ($\epsilon$)")
    if len(shown):
        panels[0].legend(fontsize="small")
    return figure
