"""Figures of cages and hops."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure

from glasscape.plotting import BLUE, GREEN, VERMILLION, label_decades, styled

COLOURS = (BLUE, VERMILLION, GREEN)
# smallest half width of the colour scale of ratios, as a factor
LEAST_CONTRAST = 1.2
# bins in which fewer pairs are expected are left blank
FEWEST_PAIRS = 20.0


@styled
def show_cage(displacements: pd.DataFrame, threshold: float) -> Figure:
    """Root-mean-square displacement against time, and the threshold of hops.

    Parameters
    ----------
    displacements : DataFrame
        Columns of `CAGE`.
    threshold : float
        p_c, sigma.
    """
    figure = Figure()
    axes = figure.subplots()
    for _, each in displacements.groupby("sample"):
        axes.plot(each.time, each.rms, color=BLUE, alpha=0.6, linewidth=1.0)
    axes.axhline(threshold, color=VERMILLION, linestyle="--", label=f"$p_c$ = {threshold:.3g}")
    axes.set(
        xscale="log",
        yscale="log",
        xlabel=r"time / $\sigma\sqrt{m/\epsilon}$",
        ylabel=r"root-mean-square displacement / $\sigma$",
    )
    label_decades(axes.xaxis, displacements.time.min(), displacements.time.max())
    label_decades(axes.yaxis, displacements.rms.min(), displacements.rms.max())
    axes.legend()
    return figure


@styled
def show_hops(distributions: pd.DataFrame) -> Figure:
    """Distributions of lengths and of waiting times of hops, by species.

    Parameters
    ----------
    distributions : DataFrame
        Columns of `DISTRIBUTIONS`.
    """
    figure = Figure(figsize=(7.5, 3.4))
    left, right = figure.subplots(1, 2)
    _show_distribution(left, distributions[distributions.quantity == "length"])
    left.set(xlabel=r"length of a hop / $\sigma$", ylabel=r"density / $\sigma^{-1}$")
    _show_distribution(right, distributions[distributions.quantity == "waiting_time"])
    right.set(xlabel=r"waiting time / $\sigma\sqrt{m/\epsilon}$", ylabel="density")
    return figure


def _show_distribution(axes: Axes, rows: pd.DataFrame) -> None:
    for (species, each), colour in zip(rows.groupby("species"), COLOURS, strict=False):
        seen = each[each["count"] > 0]
        middle = 0.5 * (seen.low + seen.high)
        axes.semilogy(
            middle, seen.density, color=colour, marker="o", markersize=3, label=f"species {species}"
        )
    if len(rows):
        axes.legend(fontsize="small")


@styled
def show_facilitation(table: pd.DataFrame) -> Figure:
    """Pairs of hops by distance and delay, divided by those of the random reference.

    Parameters
    ----------
    table : DataFrame
        Columns of `FACILITATION`.
    """
    ratio = table.ratio.where(table.expected >= FEWEST_PAIRS)
    grid = table.assign(ratio=ratio).pivot(index="distance_low", columns="delay_low", values="ratio")
    distances = np.append(grid.index, table.distance_high.max())
    delays = np.append(grid.columns, table.delay_high.max())
    ratios = grid.to_numpy(np.float64)
    departures = np.abs(np.log(ratios[ratios > 0.0]))
    # there may be no hops
    contrast = max(LEAST_CONTRAST, float(np.exp(np.quantile([0.0, *departures], 0.9))))
    shown = ratios.clip(1.0 / contrast, contrast)
    figure = Figure(figsize=(5.2, 4.0))
    axes = figure.subplots()
    cells = axes.pcolormesh(delays, distances, shown, cmap="RdBu_r", norm=LogNorm(1.0 / contrast, contrast))
    # grey where too few pairs were expected
    axes.set_facecolor("0.8")
    ticks = [1.0 / contrast, 1.0, contrast]
    bar = figure.colorbar(cells, label="pairs of hops / random reference", ticks=ticks, extend="both")
    bar.ax.set_yticklabels([f"{tick:.2g}" for tick in ticks])
    bar.ax.minorticks_off()
    axes.set(xlabel=r"delay / $\sigma\sqrt{m/\epsilon}$", ylabel=r"distance of two hops / $\sigma$")
    return figure
