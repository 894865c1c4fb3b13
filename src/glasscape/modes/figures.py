"""Figure of the vibrational spectrum of a minimum."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from glasscape.plotting import BLUE, GREY, VERMILLION, styled

# number of bins of the density of states
BINS = 60


@styled
def show_spectrum(modes: pd.DataFrame, report: dict[str, Any]) -> Figure:
    """Density of vibrational states over omega^2 with its Debye level, and participation ratios.

    Parameters
    ----------
    modes : DataFrame
        Columns of `MODES`.
    report : dict
        The report of `spectrum`.
    """
    figure = Figure(figsize=(5.0, 6.0))
    density, ratios = figure.subplots(2, 1, sharex=True)
    counts, edges = np.histogram(modes.frequency, BINS, range=(0.0, modes.frequency.max()))
    middles, width = 0.5 * (edges[1:] + edges[:-1]), edges[1]
    states = counts / (len(modes) * width * middles**2)
    shown = counts > 0
    density.plot(middles[shown], states[shown], color=BLUE, marker="o", markersize=3)
    level = 3.0 / report["debye_frequency"] ** 3
    density.axhline(level, color=GREY, linestyle="--")
    density.annotate(
        r"Debye, $3/\omega_D^3$",
        (1.0, level),
        xycoords=("axes fraction", "data"),
        ha="right",
        va="bottom",
    )
    density.set(ylabel=r"$g(\omega)\,/\,\omega^2$", yscale="log")
    for members, colour, name in (
        (~modes.quasi_localised, BLUE, "normal modes"),
        (modes.quasi_localised, VERMILLION, "quasi-localised"),
    ):
        ratios.scatter(
            modes.frequency[members], modes.participation_ratio[members], s=5, color=colour, label=name
        )
    ratios.axvline(report["longest_wave_frequency"], color=GREY, linestyle=":")
    ratios.annotate(
        "longest transverse wave",
        (report["longest_wave_frequency"], 1.0),
        xycoords=("data", "axes fraction"),
        xytext=(3, -3),
        textcoords="offset points",
        va="top",
        fontsize="small",
        color=GREY,
    )
    ratios.set(
        xlabel=r"frequency $\omega$ ($\epsilon^{1/2} m^{-1/2} \sigma^{-1}$)",
        ylabel="participation ratio",
        ylim=(0.0, None),
        xlim=(0.0, None),
    )
    ratios.legend(loc="lower center", fontsize="small")
    return figure
