"""Figures of densities, localised states and heat capacity, from tables of `statistics`."""

import math

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from glasscape.plotting import GREY, VERMILLION, label_decades, styled
from glasscape.studies.two_level_systems.analysis.drawing import COLOURS, draw_curve, nothing, scaling


@styled
def show_density(table: pd.DataFrame) -> Figure:
    """n(E) / E against E for every substance, from a table with the columns of `DENSITY`."""
    figure = Figure(figsize=(6.0, 4.2))
    axes = figure.subplots()
    known = table.dropna(subset="found")
    if known.empty:
        nothing(axes, "no two-level system in a sample of known volume")
        return figure
    for (name, rows), colour in zip(known.groupby("substance", sort=False), COLOURS, strict=False):
        _draw_sums(axes, rows.splitting, rows, colour, f"{name}, ")
    axes.set(
        xscale="log",
        xlabel=r"$E$ ($\epsilon$)",
        ylabel=r"$n(E)\,/\,E$ ($\epsilon^{-1}\,\sigma^{-3}$)",
        ylim=(0, 1.1 * np.nanmax(known[["found", "high", "unbiased"]])),
    )
    label_decades(axes.xaxis, known.splitting.min(), known.splitting.max())
    own = known.iloc[0]
    _second_axes(
        axes,
        own.splitting_kelvin / own.splitting,
        own.per_ev_cm3,
        rf"$E\,/\,k_B$ of {own.substance} (K)",
        rf"eV$^{{-1}}$ cm$^{{-3}}$ of {own.substance}",
    )
    figure.legend(loc="outside lower center", ncols=3, fontsize="small")
    return figure


@styled
def show_levels(table: pd.DataFrame, times: pd.DataFrame) -> Figure:
    """Localised states of two-level systems, from tables with the columns of `LEVELS` and `TIMES`.

    Left: their density by |Delta| and ln Delta_0, which is the same everywhere in the standard tunnelling
    model. Right: the cumulative distribution of their relaxation times.
    """
    figure = Figure(figsize=(10.0, 4.2))
    axes, right = figure.subplots(1, 2)
    known = table.dropna(subset="found")
    if not known["count"].sum():
        right.set_axis_off()
        nothing(axes, "no two-level system in a sample of known volume")
        return figure
    groups = list(known.groupby("asymmetry_low"))
    for k, ((_, rows), colour) in enumerate(zip(groups, COLOURS, strict=False)):
        first = rows.iloc[0]
        low, high = first.asymmetry_low, first.asymmetry_high
        name = rf"${low:.2g}\leq|\Delta|<{high:.2g}$ ({rows['count'].sum()})"
        # side by side in their common bin
        places = rows.delta_0_low * (rows.delta_0_high / rows.delta_0_low) ** ((k + 1) / (len(groups) + 1))
        axes.plot(places, rows.found, "o", color=colour, markersize=5, label=name)
        if rows.low.notna().any():
            axes.vlines(places, rows.low, rows.high, color=colour, alpha=0.4)
        if rows.unbiased.notna().any():
            axes.plot(places, rows.unbiased, "_", color=colour, markersize=12)
    for edge in np.unique(known.delta_0_low)[1:]:
        axes.axvline(edge, color=GREY, linewidth=0.4)
    axes.axhline(known.found.mean(), color=GREY, linestyle=":", label="standard tunnelling model")
    axes.set(
        xscale="log",
        xlabel=r"tunnelling matrix element $\Delta_0$ ($\epsilon$)",
        ylabel=r"$\Delta_0\,P(|\Delta|, \Delta_0)$ ($\epsilon^{-1}\,\sigma^{-3}$)",
        xlim=(known.delta_0_low.min(), known.delta_0_high.max()),
    )
    figure.legend(loc="outside lower left", ncols=4, fontsize="small")
    _draw_against_time(right, times, r"two-level systems that relax within that ($\sigma^{-3}$)")
    right.set_xlabel("relaxation time with one phonon (s)")
    return figure


@styled
def show_heat(table: pd.DataFrame, slow: pd.DataFrame) -> Figure:
    """Heat capacity of the two-level systems, from tables with the columns of `HEAT` and `HEAT_TIME`.

    It is drawn against temperature in equilibrium, and against the time after a pulse of heat.
    """
    figure = Figure(figsize=(10.0, 4.2))
    axes, right = figure.subplots(1, 2)
    known = table.dropna(subset="found")
    if known.empty or not known.found.iloc[-1] > 0.0:
        right.set_axis_off()
        nothing(axes, "no two-level system in a sample of known volume")
        return figure
    _draw_sums(axes, known.temperature, known, VERMILLION, "")
    last = known.iloc[-1]
    axes.plot(
        known.temperature,
        last.found * known.temperature / last.temperature,
        color=GREY,
        linestyle=":",
        linewidth=1.0,
        label="proportional to $T$",
    )
    axes.set(
        xscale="log",
        yscale="log",
        xlabel=r"$k_B T$ ($\epsilon$)",
        ylabel=r"heat capacity ($k_B\,\sigma^{-3}$)",
    )
    label_decades(axes.xaxis, known.temperature.min(), last.temperature)
    _second_axes(
        axes,
        last.temperature_kelvin / last.temperature,
        last.joule_per_kelvin_m3,
        "$T$ (K)",
        r"J K$^{-1}$ m$^{-3}$",
    )
    axes.legend(fontsize="small")
    _draw_against_time(right, slow, r"heat capacity ($k_B\,\sigma^{-3}$)")
    right.set_xlabel("time of measurement (s)")
    return figure


def _draw_sums(axes: Axes, x: pd.Series, sums: pd.DataFrame, colour: str, prefix: str) -> None:
    """Draw sums over two-level systems per volume: those found with an interval, and the estimate of all."""
    named = {"interval": f"{prefix}90 % over samples", "unbiased": f"{prefix}estimate of all"}
    draw_curve(axes, x, sums, colour, f"{prefix}found", **named)


def _draw_against_time(axes: Axes, table: pd.DataFrame, name: str) -> None:
    """Draw sums over two-level systems against time, for every temperature."""
    known = table.dropna(subset="found")
    if known.empty or not known.found.max() > 0.0:
        nothing(axes, "no two-level system that is known to couple to sound")
        return
    for (kelvin, rows), colour in zip(known.groupby("temperature_kelvin"), COLOURS, strict=False):
        draw_curve(axes, rows.second, rows, colour, f"{kelvin:.2g} K")
    axes.set(xscale="log", ylabel=name, ylim=(0.0, None))
    axes.legend(fontsize="small")


def _second_axes(axes: Axes, x_factor: float, y_factor: float, x_name: str, y_name: str) -> None:
    """Add axes in physical units above and on the right, if the factors are known."""
    if math.isfinite(x_factor):
        top = axes.secondary_xaxis("top", functions=scaling(x_factor))
        top.set_xlabel(x_name)
        low, high = axes.get_xlim()
        label_decades(top.xaxis, low, high)
    if math.isfinite(y_factor):
        right = axes.secondary_yaxis("right", functions=scaling(y_factor))
        right.set_ylabel(y_name)
        right.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.2g}"))
