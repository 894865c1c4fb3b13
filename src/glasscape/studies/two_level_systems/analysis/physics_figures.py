"""Figures of what double wells are like: zero-point energies, isotopes, soft modes, coupling to strain."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from glasscape.plotting import BLUE, GREEN, GREY, VERMILLION, styled
from glasscape.studies.two_level_systems.analysis.drawing import COLOURS, nothing, scaling
from glasscape.studies.two_level_systems.analysis.survey import WELLS
from glasscape.studies.two_level_systems.exact.tables import ADIABATIC
from glasscape.studies.two_level_systems.pairs.tables import KEY
from glasscape.studies.two_level_systems.search.target import Target
from glasscape.tunnelling.verdict import TWO_LEVEL_SYSTEM
from glasscape.units import QuantumUnits


@styled
def show_zero_point(labels: pd.DataFrame, threshold: float) -> Figure:
    """What the zero-point energy does to double wells, from labels with the columns of `labels_table`.

    Two-level systems have splittings below `threshold`, epsilon.
    """
    known = labels[labels.zero_point_difference.notna()]
    figure = Figure(figsize=(8.0, 3.8))
    left, right = figure.subplots(1, 2)
    if known.empty:
        right.set_axis_off()
        nothing(left, "no zero-point energy was computed")
        return figure
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


@styled
def show_isotopes(table: pd.DataFrame, threshold: float) -> Figure:
    """Splittings for other masses against those before, from a table with the columns of `ISOTOPES`.

    Two-level systems have splittings below `threshold`, epsilon.
    """
    figure = Figure(figsize=(5.6, 4.6))
    axes = figure.subplots()
    if table.empty:
        nothing(axes, "no double well whose path is known")
        return figure
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


@styled
def show_soft_modes(labels: pd.DataFrame, target: Target) -> Figure:
    """Whether double wells are where soft modes are, from labels with the columns of `labels_table`."""
    known = labels[labels.soft_overlap.notna()]
    figure = Figure(figsize=(8.0, 3.4))
    left, right = figure.subplots(1, 2, sharey=True)
    if known.empty:
        right.set_axis_off()
        nothing(left, "no soft modes were computed")
        return figure
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


@styled
def show_coupling(labels: pd.DataFrame, target: Target, units: QuantumUnits) -> Figure:
    """Coupling of double wells to strain, and their localised states, from columns of `labels_table`.

    The coupling of the standard tunnelling model is one number. Its Delta and Delta_0 have the density
    P / Delta_0, so that the points would lie evenly along the logarithm of Delta_0.
    """
    known = labels[labels.gamma_longitudinal.notna()]
    figure = Figure(figsize=(8.0, 3.8))
    left, right = figure.subplots(1, 2)
    if known.empty:
        right.set_axis_off()
        nothing(left, "the coupling to strain is not known")
        return figure
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
        top = left.secondary_xaxis("top", functions=scaling(units.electronvolt))
        top.set_xlabel(rf"$\gamma$ of {units.name} (eV)")
    if apart.any():
        right.set(xscale="log", yscale="log")
    right.set(
        xlabel=r"asymmetry $\Delta$ ($\epsilon$)",
        ylabel=r"tunnelling matrix element $\Delta_0$ ($\epsilon$)",
    )
    figure.legend(loc="outside lower center", ncols=4, fontsize="small")
    return figure
