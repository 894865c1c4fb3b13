"""Figures of the comparison of samplers."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter

from glasscape.plotting import BLUE, GREY, styled

MARKERS = "osD^v<>Phd"


@styled
def show_energies(samplers: pd.DataFrame) -> Figure:
    """Distance to the reference energy, and heat capacity, against temperature.

    Open symbols are samples with a warning. Heat capacities above three times the median are not shown.

    Parameters
    ----------
    samplers : DataFrame
        Columns of `SAMPLERS`.
    """
    names = list(dict.fromkeys(samplers.sampler))
    colours = [f"C{index}" for index in range(len(names))]
    figure = Figure(figsize=(9.0, 4.2))
    left, right = figure.subplots(1, 2)
    for index, name in enumerate(names):
        rows = samplers[samplers.sampler == name]
        colour, marker = colours[index], MARKERS[index % len(MARKERS)]
        for axes, value, error in (
            (left, "distance", "distance_error"),
            (right, "heat_capacity", "heat_capacity_error"),
        ):
            axes.errorbar(rows.temperature, rows[value], rows[error], color=colour, linewidth=0.8, capsize=2)
            for warned, face in ((False, colour), (True, "white")):
                some = rows[(rows.warning != "") == warned]
                style = {"color": colour, "markerfacecolor": face, "markersize": 5}
                axes.plot(some.temperature, some[value], marker, **style)
        left.plot([], [], f"{marker}-", color=colour, label=name)
    left.axhline(0.0, color=GREY, linewidth=0.8)
    # distances range over decades
    left.set_yscale("symlog", linthresh=0.003)
    left.set(xlabel=r"$T$ ($\epsilon$)", ylabel=r"$\Delta E / N$ ($\epsilon$)")
    # runs that are stuck in different places have any heat capacity
    highest = 1.05 * (samplers.heat_capacity + samplers.heat_capacity_error).max()
    top = min(highest, 3.0 * samplers.heat_capacity.median())
    right.set(xlabel=r"$T$ ($\epsilon$)", ylabel=r"$C_V / N$", ylim=(0.0, top))
    figure.legend(loc="outside upper center", ncols=3, fontsize="small")
    return figure


@styled
def show_costs(samplers: pd.DataFrame) -> Figure:
    """Evaluations and seconds per independent sample at the lowest temperature, cheapest first.

    Samplers with a warning there come last, with open bars: their true cost is higher.

    Parameters
    ----------
    samplers : DataFrame
        Columns of `SAMPLERS`.
    """
    rows = samplers[samplers.temperature == samplers.temperature.min()]
    rows = rows.assign(warned=rows.warning != "")
    rows = rows.sort_values(["warned", "evaluations_per_sample"], ascending=False, ignore_index=True)
    heights = np.arange(len(rows))
    faces = ["white" if warned else BLUE for warned in rows.warned]
    figure = Figure(figsize=(9.0, 1.4 + 0.35 * len(rows)))
    left, right = figure.subplots(1, 2, sharey=True)
    for axes, value, label in (
        (left, "evaluations_per_sample", "evaluations per independent sample"),
        (right, "seconds_per_sample", "seconds per independent sample"),
    ):
        axes.barh(heights, rows[value], 0.6, color=faces, edgecolor=BLUE)
        axes.set_xscale("log")
        axes.xaxis.set_minor_formatter(NullFormatter())
        axes.set_xlabel(f"{label}, T = {rows.temperature[0]:g}")
    left.set_yticks(heights, rows.sampler)
    return figure
