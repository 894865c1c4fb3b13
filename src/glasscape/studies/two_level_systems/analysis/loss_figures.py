"""Figures of the loss of sound and of the networks of double wells, from tables of `statistics`."""

import math

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from glasscape.plotting import BLUE, GREY, VERMILLION, label_decades, styled
from glasscape.studies.two_level_systems.analysis.drawing import COLOURS, draw_curve, nothing
from glasscape.studies.two_level_systems.analysis.network import largest_sample, tree_lines
from glasscape.studies.two_level_systems.analysis.sound import (
    ALONE,
    CONNECTED,
    HOPS,
    HOPS_ADIABATIC,
    RELAXATION,
    RESONANCE,
    name_frequency,
)
from glasscape.tunnelling.loss import ELECTRIC, POLARISATIONS

# titles of the rows of panels of the loss, and their mechanisms
LOSS_PANELS = (("tunnelling", RELAXATION, RESONANCE), ("thermal hops", HOPS, HOPS_ADIABATIC))


@styled
def show_loss(loss: pd.DataFrame, strength: pd.DataFrame) -> Figure:
    """Loss of sound against temperature, from tables with the columns of `LOSS` and `STRENGTH`.

    Above: relaxation with one phonon, and dotted absorption at resonance. The standard tunnelling model has
    the plateau (pi / 2) C. Below: thermal hops, and dotted those with zero-point energy.
    """
    known = loss.dropna(subset="found")
    waves = [*POLARISATIONS, *({ELECTRIC} & set(known.polarisation))]
    figure = Figure(figsize=(4.0 * len(waves), 7.2))
    panels = figure.subplots(2, len(waves), sharex="row", sharey="row" if len(waves) == 2 else False)
    if known.empty or not known.found.max() > 0.0:
        for axes in panels.ravel()[1:]:
            axes.set_axis_off()
        nothing(panels[0, 0], "no double well with a known coupling\nin a sample with known moduli")
        return figure
    for row, (title, first, second) in zip(panels, LOSS_PANELS, strict=True):
        shown = known[known.mechanism.isin([first, second])]
        for axes, polarisation in zip(row, waves, strict=True):
            rows = shown[shown.polarisation == polarisation]
            _draw_by_frequency(axes, rows, first, second)
            if first == RELAXATION and (strength.polarisation == polarisation).any():
                plateau = 0.5 * math.pi * strength.found[strength.polarisation == polarisation].iloc[0]
                axes.axhline(plateau, color=GREY, linestyle="-.", linewidth=1.0, label=r"$(\pi/2)\,C$")
            axes.set(xscale="log", yscale="log", xlabel="$T$ (K)", title=f"{polarisation}: {title}")
            top = (rows if polarisation == ELECTRIC else shown)[["found", "high", "unbiased"]].max().max()
            axes.set_ylim((1e-5 * top, 3.0 * top) if top > 0.0 else (1e-6, 1.0))
            if len(shown):
                low, high = shown.temperature_kelvin.min(), shown.temperature_kelvin.max()
                label_decades(axes.xaxis, low, high)
        row[0].set_ylabel("loss $Q^{-1}$")
        if ELECTRIC in waves:
            row[-1].set_ylabel(r"permittivity $\epsilon''$")
    handles, labels = panels[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=4, fontsize="small")
    return figure


@styled
def show_network(paths: pd.DataFrame, loss: pd.DataFrame) -> Figure:
    """The network of the sample with the most double wells, and what connections change of the loss.

    From tables with the columns of `NETWORK` and `LOSS`.
    """
    figure = Figure(figsize=(10.0, 4.4))
    left, right = figure.subplots(1, 2, width_ratios=[1.4, 1.0])
    draw_tree(left, largest_sample(paths))
    known = loss[(loss.polarisation == POLARISATIONS[0]) & loss.mechanism.isin([CONNECTED, ALONE])]
    known = known.dropna(subset="found")
    if known.empty or not known.found.max() > 0.0:
        right.set_axis_off()
        return figure
    _draw_by_frequency(right, known, CONNECTED, ALONE)
    for style, label in (("-", "connected"), (":", "each double well alone")):
        right.plot([], [], color=GREY, linestyle=style, label=label)
    top = known.found.max()
    right.set(xscale="log", yscale="log", ylim=(1e-4 * top, 3.0 * top), xlabel="$T$ (K)")
    right.set(ylabel="loss of longitudinal sound by thermal hops $Q^{-1}$")
    label_decades(right.xaxis, known.temperature_kelvin.min(), known.temperature_kelvin.max())
    right.legend(fontsize="small", ncols=3, loc="lower center", bbox_to_anchor=(0.5, 1.0))
    return figure


def _draw_by_frequency(axes: Axes, rows: pd.DataFrame, first: str, second: str) -> None:
    """Draw the loss against temperature at every frequency: by one mechanism, and dotted by another."""
    for hertz, colour in zip(rows.frequency_hertz.unique(), COLOURS, strict=False):
        curves = rows[rows.frequency_hertz == hertz]
        curve = curves[curves.mechanism == first]
        draw_curve(axes, curve.temperature_kelvin, curve, colour, name_frequency(hertz))
        curve = curves[curves.mechanism == second]
        axes.plot(curve.temperature_kelvin, curve.found, color=colour, linestyle=":")


@styled
def show_tree(paths: pd.DataFrame) -> Figure:
    """Disconnectivity tree of the minima of one sample that double wells connect, from rows of `NETWORK`."""
    figure = Figure(figsize=(7.0, 4.4))
    draw_tree(figure.subplots(), paths)
    return figure


def draw_tree(axes: Axes, paths: pd.DataFrame) -> None:
    """Every minimum is a line from its energy up to the saddle at which it joins others."""
    if paths.empty:
        nothing(axes, "no double well between minima of known energy")
        return
    lines = tree_lines(paths)
    named = (("minimum", lines.minima, BLUE), ("minimum of a target", lines.targets, VERMILLION))
    for name, ends, colour in named:
        axes.vlines(ends[:, 0], ends[:, 1], ends[:, 2], color=colour, linewidth=1.0, label=name)
    axes.add_collection(LineCollection([*lines.saddles.reshape(-1, 2, 2)], color="black", linewidth=1.0))
    axes.autoscale_view()
    axes.set_xticks([])
    axes.set(xlabel="minima that double wells connect", ylabel=r"energy above the lowest ($\epsilon$)")
    axes.legend(fontsize="small")
