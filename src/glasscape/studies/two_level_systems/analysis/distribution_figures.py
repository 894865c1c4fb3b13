"""Figures of distributions over pairs and over samples, from tables of `statistics`."""

import math

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from glasscape.plotting import BLUE, GREY, VERMILLION, label_decades, styled
from glasscape.studies.two_level_systems.analysis.survey import ALL, DECADES, DOUBLINGS, QUANTITIES, WELLS

# largest number of bars in a histogram of samples
BARS = 25
# bins at the ends of distributions are not shown if they hold less than this fraction of a group
NEGLIGIBLE = 0.002
AXIS_NAMES = {
    "energy_difference": r"energy difference ($\epsilon$)",
    "energy_barrier": r"energy barrier ($\epsilon$)",
    "displacement_1": r"largest displacement ($\sigma$)",
    "total_displacement": r"total displacement $d$ ($\sigma$)",
    "participation_ratio": "participation ratio",
    "tunnelling_matrix_element": r"tunnelling matrix element $\Delta_0$ ($\epsilon$)",
    "transitions": "transitions seen, both directions",
}


@styled
def show_distributions(table: pd.DataFrame) -> Figure:
    """Distributions of the quantities of pairs, from a table with the columns of `DISTRIBUTIONS`.

    Distributions give the fraction of the group in every bin. Only that of the tunnelling matrix element is a
    density; it is shown with the 1 / Delta_0 of the standard tunnelling model (Anderson, Halperin and Varma,
    Philos. Mag. 25, 1 (1972)).
    """
    shown = [name for name in QUANTITIES if (table.quantity == name).any()]
    figure = Figure(figsize=(9.0, 2.4 * math.ceil(max(1, len(shown)) / 3) + 0.4))
    panels = figure.subplots(math.ceil(max(1, len(shown)) / 3), 3, squeeze=False).ravel()
    for axes in panels[len(shown) :]:
        axes.set_axis_off()
    groups = [ALL, WELLS, *(name for name in table.group.unique() if name not in (ALL, WELLS))]
    for axes, name in zip(panels, shown, strict=False):
        density = name == "tunnelling_matrix_element"
        for group, colour in zip(groups, (GREY, BLUE, VERMILLION), strict=False):
            rows = table[(table.quantity == name) & (table.group == group)]
            if len(rows):
                _draw_histogram(axes, rows, colour, group, density)
        axes.set(
            xlabel=AXIS_NAMES[name],
            ylabel="density ($1/\\epsilon$)" if density else "fraction of the group",
        )
        if name == "transitions":
            axes.set_xscale("symlog", linthresh=1.0, base=2)
            axes.set_xticks([0, 1, *DOUBLINGS[4::4]], ["0", "1", *(f"{x:.0f}" for x in DOUBLINGS[4::4])])
            axes.set_xlim(0, table.high[table.quantity == name].max())
        else:
            axes.set_xscale("log")
            low, high = _where_pairs_are(table[table.quantity == name])
            axes.set_xlim(low, high)
            label_decades(axes.xaxis, low, high)
        if density:
            axes.set_yscale("log")
    entries = {
        label: handle
        for axes in panels
        for handle, label in zip(*axes.get_legend_handles_labels(), strict=True)
    }
    if entries:
        figure.legend(entries.values(), entries.keys(), loc="outside upper center", ncols=4, fontsize="small")
    return figure


@styled
def show_samples(table: pd.DataFrame, targets: str) -> Figure:
    """Histograms of the numbers of double wells and targets per sample, from columns of `SAMPLES`.

    Parameters
    ----------
    table : DataFrame
        The counts.
    targets : str
        Name of the targets, in the plural.
    """
    figure = Figure(figsize=(8.0, 3.2))
    for axes, column, name, colour in zip(
        figure.subplots(1, 2, sharey=True),
        ("double_wells", "targets"),
        (WELLS, targets),
        (BLUE, VERMILLION),
        strict=True,
    ):
        counts = table[column]
        width = max(1, math.ceil((counts.max() + 1) / BARS))
        axes.hist(counts, np.arange(0, counts.max() + width + 1, width) - 0.5, color=colour, rwidth=0.9)
        axes.axvline(counts.mean(), color=GREY, linestyle="--", linewidth=0.8)
        axes.set_xlabel(f"{name} found in a sample, {counts.mean():.3g} on average")
        for axis in (axes.xaxis, axes.yaxis):
            axis.get_major_locator().set_params(integer=True)
    figure.axes[0].set_ylabel("samples")
    return figure


def _where_pairs_are(rows: pd.DataFrame) -> tuple[float, float]:
    """Range of the bins that hold at least the fraction `NEGLIGIBLE` of some group."""
    parts = rows["count"] / rows.groupby("group")["count"].transform("sum")
    shown = rows[(parts >= NEGLIGIBLE) & (rows.low > 0.0)]
    if shown.empty:
        return DECADES[1], DECADES[-1]
    return shown.low.min(), shown.high.max()


def _draw_histogram(axes: Axes, rows: pd.DataFrame, colour: str, name: str, density: bool) -> None:
    """Draw the fraction of the group in every bin, for the pairs found and estimated for all pairs.

    Values too small for the logarithmic axis are counted in the total, but have no bar.
    """
    parts = rows[["low", "high"]].assign(
        found=rows["count"] / rows["count"].sum(), unbiased=rows.unbiased / rows.unbiased.sum()
    )
    drawn = parts[(parts.low > 0.0) | (parts.high == DOUBLINGS[1])]
    if drawn.empty:
        return
    edges = np.append(drawn.low.to_numpy(), drawn.high.iloc[-1])
    width = np.diff(edges) if density else 1.0
    axes.stairs(drawn.found.to_numpy() / width, edges, color=colour, label=name)
    if name != ALL and drawn.unbiased.notna().all():
        estimate = f"{name}, estimate of all"
        axes.stairs(drawn.unbiased.to_numpy() / width, edges, color=colour, linestyle="--", label=estimate)
    if density and name == WELLS:
        scale = drawn.found.sum() / np.log(edges[-1] / edges[0])
        axes.plot(edges, scale / edges, color="black", linestyle=":", label=r"$1/\Delta_0$")
