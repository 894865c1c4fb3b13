"""Figures of the statistics of a search. Each figure is a function of a table of `statistics`."""

import math
from collections.abc import Callable

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter
from numpy.typing import ArrayLike

from glasscape.plotting import BLUE, GREEN, GREY, STYLE, VERMILLION, label_decades
from glasscape.studies.two_level_systems.analysis.drawing import COLOURS, draw_curve, nothing
from glasscape.studies.two_level_systems.analysis.statistics import ALL, DECADES, DOUBLINGS, QUANTITIES, WELLS
from glasscape.studies.two_level_systems.exact.tables import ADIABATIC
from glasscape.studies.two_level_systems.pairs.tables import KEY
from glasscape.studies.two_level_systems.search.target import Target
from glasscape.tunnelling.verdict import TWO_LEVEL_SYSTEM
from glasscape.units import QuantumUnits

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


def show_zero_point(labels: pd.DataFrame, threshold: float) -> Figure:
    """What the zero-point energy does to double wells, from labels with the columns of `labels_table`.

    Two-level systems have splittings below `threshold`, epsilon.
    """
    known = labels[labels.zero_point_difference.notna()]
    with mpl.rc_context(fname=STYLE):
        figure = Figure(figsize=(8.0, 3.8))
        left, right = figure.subplots(1, 2)
        if known.empty:
            right.set_axis_off()
            return nothing(figure, left, "no zero-point energy was computed")
        before = known.verdict == TWO_LEVEL_SYSTEM
        after = known[f"verdict{ADIABATIC}"] == TWO_LEVEL_SYSTEM
        for mask, colour, name in (
            (~before & ~after, GREY, "neither"),
            (before & ~after, BLUE, "two-level system without it only"),
            (~before & after, VERMILLION, "with it only"),
            (before & after, GREEN, "with and without"),
        ):
            rows = known[mask]
            label = f"{name} ({len(rows)})"
            left.scatter(rows.energy_difference, rows.zero_point_difference, s=12, color=colour, label=label)
            right.scatter(rows.quantum_splitting, rows[f"quantum_splitting{ADIABATIC}"], s=12, color=colour)
        largest = known.energy_difference.max()
        left.plot([0.0, largest], [0.0, -largest], color="black", linewidth=0.8)
        left.annotate("both cancel", (0.6 * largest, -0.6 * largest), ha="right", va="top", fontsize="small")
        left.axhline(0.0, color="black", linewidth=0.8, linestyle=":")
        left.set(
            xlabel=r"energy difference ($\epsilon$)", ylabel=r"difference of zero-point energies ($\epsilon$)"
        )
        right.axvline(threshold, color="black", linewidth=0.8)
        right.axhline(threshold, color="black", linewidth=0.8)
        right.set(
            xscale="log",
            yscale="log",
            xlabel=r"quantum splitting ($\epsilon$)",
            ylabel=r"with zero-point energy ($\epsilon$)",
        )
        figure.legend(loc="outside lower center", ncols=4, fontsize="small")
    return figure


def show_isotopes(table: pd.DataFrame, threshold: float) -> Figure:
    """Splittings for other masses against those before, from a table with the columns of `ISOTOPES`.

    Two-level systems have splittings below `threshold`, epsilon.
    """
    with mpl.rc_context(fname=STYLE):
        figure = Figure(figsize=(5.6, 4.6))
        axes = figure.subplots()
        if table.empty:
            return nothing(figure, axes, "no double well whose path is known")
        for k, (masses, rows) in enumerate(table.groupby("masses", sort=False)):
            count = int((rows.verdict == TWO_LEVEL_SYSTEM).sum())
            axes.scatter(
                rows.quantum_splitting_before,
                rows.quantum_splitting,
                s=10,
                color=COLOURS[k % len(COLOURS)],
                label=f"masses {masses}: {count} two-level systems",
            )
        # compositions for which the extension of a path is too short lack its pair
        each = table.drop_duplicates(list(KEY))
        before = int((each.quantum_splitting_before < threshold).sum())
        low, high = table.quantum_splitting_before.min(), table.quantum_splitting_before.max()
        axes.plot([low, high], [low, high], color=GREY, label=f"same splitting ({before} two-level systems)")
        axes.axhline(threshold, color="black", linewidth=0.8)
        axes.axvline(threshold, color="black", linewidth=0.8)
        axes.set(xscale="log", yscale="log", xlabel=r"quantum splitting ($\epsilon$)")
        axes.set(ylabel=r"with other masses ($\epsilon$)")
        figure.legend(loc="outside lower center", fontsize="small")
    return figure


def show_soft_modes(labels: pd.DataFrame, target: Target) -> Figure:
    """Whether double wells are where soft modes are, from labels with the columns of `labels_table`."""
    known = labels[labels.soft_overlap.notna()]
    with mpl.rc_context(fname=STYLE):
        figure = Figure(figsize=(8.0, 3.4))
        left, right = figure.subplots(1, 2, sharey=True)
        if known.empty:
            right.set_axis_off()
            return nothing(figure, left, "no soft modes were computed")
        targets = target.is_target(known)
        for mask, colour, name in ((~targets, BLUE, f"other {WELLS}"), (targets, VERMILLION, target.name)):
            if mask.any():
                label = f"{name} ({mask.sum()})"
                left.ecdf(known.soft_overlap[mask], color=colour, label=label)
                right.ecdf(known.vibrality_rank[mask], color=colour)
        right.plot([0.0, 1.0], [0.0, 1.0], color="black", linestyle=":", label="any particle")
        left.set(
            xlim=(0.0, 1.0),
            ylim=(0.0, 1.0),
            xlabel="part of the displacement in the lowest modes",
            ylabel="cumulative fraction",
        )
        right.set(xlim=(0.0, 1.0), xlabel="vibrality rank of the most moved particle")
        figure.legend(loc="outside lower center", ncols=3, fontsize="small")
    return figure


def show_coupling(labels: pd.DataFrame, target: Target, units: QuantumUnits) -> Figure:
    """Coupling of double wells to strain, and their localised states, from columns of `labels_table`.

    The coupling of the standard tunnelling model is one number. Its Delta and Delta_0 have the density
    P / Delta_0, so that the points would lie evenly along the logarithm of Delta_0.
    """
    known = labels[labels.gamma_longitudinal.notna()]
    with mpl.rc_context(fname=STYLE):
        figure = Figure(figsize=(8.0, 3.8))
        left, right = figure.subplots(1, 2)
        if known.empty:
            right.set_axis_off()
            return nothing(figure, left, "the coupling to strain is not known")
        targets = target.is_target(known)
        # both lowest levels in one well are no two localised states
        apart = ~known.same_well.astype(bool)
        for mask, colour, name in ((~targets, BLUE, f"other {WELLS}"), (targets, VERMILLION, target.name)):
            if mask.any():
                rows = known[mask]
                label = f"{name} ({len(rows)})"
                left.ecdf(rows.gamma_longitudinal, color=colour, label=label)
                left.ecdf(rows.gamma_transverse, color=colour, linestyle="--")
                states = known[mask & apart]
                right.scatter(states.asymmetry.abs(), states.delta_0, s=12, color=colour)
        left.plot([], [], color="black", label="longitudinal")
        left.plot([], [], color="black", linestyle="--", label="transverse")
        left.set(xlim=(0.0, None), ylim=(0.0, 1.0))
        left.set(xlabel=r"coupling to strain $\gamma$ ($\epsilon$)", ylabel="cumulative fraction")
        if np.isfinite(units.electronvolt):
            top = left.secondary_xaxis("top", functions=_scaling(units.electronvolt))
            top.set_xlabel(rf"$\gamma$ of {units.name} (eV)")
        if apart.any():
            right.set(xscale="log", yscale="log")
        right.set(
            xlabel=r"asymmetry $\Delta$ ($\epsilon$)",
            ylabel=r"tunnelling matrix element $\Delta_0$ ($\epsilon$)",
        )
        figure.legend(loc="outside lower center", ncols=4, fontsize="small")
    return figure


def show_density(table: pd.DataFrame) -> Figure:
    """n(E) / E against E for every substance, from a table with the columns of `DENSITY`."""
    with mpl.rc_context(fname=STYLE):
        figure = Figure(figsize=(6.0, 4.2))
        axes = figure.subplots()
        known = table.dropna(subset="found")
        if known.empty:
            return nothing(figure, axes, "no two-level system in a sample of known volume")
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


def show_levels(table: pd.DataFrame, times: pd.DataFrame) -> Figure:
    """Localised states of two-level systems, from tables with the columns of `LEVELS` and `TIMES`.

    Left: their density by |Delta| and ln Delta_0, which is the same everywhere in the standard tunnelling
    model. Right: the cumulative distribution of their relaxation times.
    """
    with mpl.rc_context(fname=STYLE):
        figure = Figure(figsize=(10.0, 4.2))
        axes, right = figure.subplots(1, 2)
        known = table.dropna(subset="found")
        if not known["count"].sum():
            right.set_axis_off()
            return nothing(figure, axes, "no two-level system in a sample of known volume")
        groups = list(known.groupby("asymmetry_low"))
        for k, ((_, rows), colour) in enumerate(zip(groups, COLOURS, strict=False)):
            first = rows.iloc[0]
            low, high = first.asymmetry_low, first.asymmetry_high
            name = rf"${low:.2g}\leq|\Delta|<{high:.2g}$ ({rows['count'].sum()})"
            # side by side in their common bin
            places = rows.delta_0_low * (rows.delta_0_high / rows.delta_0_low) ** (
                (k + 1) / (len(groups) + 1)
            )
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


def show_heat(table: pd.DataFrame, slow: pd.DataFrame) -> Figure:
    """Heat capacity of the two-level systems, from tables with the columns of `HEAT` and `HEAT_TIME`.

    It is drawn against temperature in equilibrium, and against the time after a pulse of heat.
    """
    with mpl.rc_context(fname=STYLE):
        figure = Figure(figsize=(10.0, 4.2))
        axes, right = figure.subplots(1, 2)
        known = table.dropna(subset="found")
        if known.empty or not known.found.iloc[-1] > 0.0:
            right.set_axis_off()
            return nothing(figure, axes, "no two-level system in a sample of known volume")
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


def _draw_against_time(axes: Axes, table: pd.DataFrame, name: str) -> None:
    """Draw sums over two-level systems against time, for every temperature."""
    known = table.dropna(subset="found")
    if known.empty or not known.found.max() > 0.0:
        axes.text(0.5, 0.5, "no two-level system that is known to couple to sound", ha="center", va="center")
        axes.set_axis_off()
        return
    for (kelvin, rows), colour in zip(known.groupby("temperature_kelvin"), COLOURS, strict=False):
        draw_curve(axes, rows.second, rows, colour, f"{kelvin:.2g} K")
    axes.set(xscale="log", ylabel=name, ylim=(0.0, None))
    axes.legend(fontsize="small")


def show_distributions(table: pd.DataFrame) -> Figure:
    """Distributions of the quantities of pairs, from a table with the columns of `DISTRIBUTIONS`.

    Distributions give the fraction of the group in every bin. Only that of the tunnelling matrix element is a
    density; it is shown with the 1 / Delta_0 of the standard tunnelling model (Anderson, Halperin and Varma,
    Philos. Mag. 25, 1 (1972)).
    """
    shown = [name for name in QUANTITIES if (table.quantity == name).any()]
    with mpl.rc_context(fname=STYLE):
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
            figure.legend(
                entries.values(), entries.keys(), loc="outside upper center", ncols=4, fontsize="small"
            )
    return figure


def show_samples(table: pd.DataFrame, targets: str) -> Figure:
    """Histograms of the numbers of double wells and targets per sample, from columns of `SAMPLES`.

    Parameters
    ----------
    table : DataFrame
        The counts.
    targets : str
        Name of the targets, in the plural.
    """
    with mpl.rc_context(fname=STYLE):
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


def _draw_sums(axes: Axes, x: pd.Series, sums: pd.DataFrame, colour: str, prefix: str) -> None:
    """Draw sums over two-level systems per volume: those found with an interval, and the estimate of all."""
    named = {"interval": f"{prefix}90 % over samples", "unbiased": f"{prefix}estimate of all"}
    draw_curve(axes, x, sums, colour, f"{prefix}found", **named)


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


def _second_axes(axes: Axes, x_factor: float, y_factor: float, x_name: str, y_name: str) -> None:
    """Add axes in physical units above and on the right, if the factors are known."""
    if math.isfinite(x_factor):
        top = axes.secondary_xaxis("top", functions=_scaling(x_factor))
        top.set_xlabel(x_name)
        low, high = axes.get_xlim()
        label_decades(top.xaxis, low, high)
    if math.isfinite(y_factor):
        right = axes.secondary_yaxis("right", functions=_scaling(y_factor))
        right.set_ylabel(y_name)
        right.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.2g}"))


def _scaling(factor: float) -> tuple[Callable[[ArrayLike], ArrayLike], Callable[[ArrayLike], ArrayLike]]:
    """Functions that convert to another unit and back."""
    return lambda values: np.multiply(values, factor), lambda values: np.divide(values, factor)
