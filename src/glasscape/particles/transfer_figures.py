"""Figures of models of all times and temperatures, and of dynamic heterogeneity."""

from collections.abc import Iterator

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from glasscape.particles.heterogeneity import SIMULATED
from glasscape.particles.tables import PLUS
from glasscape.plotting import GREY, styled

# markers of models of single states
MARKERS = "osD^v<>"


@styled
def show_matrix(table: pd.DataFrame) -> Figure:
    """Pearson correlation, mean over times, by the ensembles of training and of prediction.

    Parameters
    ----------
    table : DataFrame
        Columns of `TRANSFER` of one label.
    """
    columns = _warm_first(table)
    rows = sorted(table.trained_on.unique(), key=lambda name: (name.count(PLUS), _places(name, columns)))
    panels = list(table.groupby(["model", "descriptors", "species"], sort=False))
    across = table.species.nunique()
    down = -(-len(panels) // across)
    figure = Figure(figsize=(1.5 + 3.4 * across, 0.8 + 2.6 * down))
    for axes, ((model, descriptors, species), part) in zip(
        figure.subplots(down, across, squeeze=False).flat, panels, strict=False
    ):
        mean = part.pivot_table(index="trained_on", columns="ensemble", values="pearson")
        values = mean.loc[rows, columns].to_numpy()
        axes.imshow(values, vmin=0.0, vmax=1.0, cmap="viridis", aspect="auto")
        for (i, j), value in np.ndenumerate(values):
            colour = "black" if value > 0.6 else "white"
            axes.text(j, i, f"{value:.3f}", ha="center", va="center", color=colour, fontsize="small")
        axes.set_xticks(range(len(columns)), columns)
        axes.set_yticks(range(len(rows)), rows, fontsize="small")
        axes.set_title(f"{model}, {descriptors}, species {species}", fontsize="small")
    figure.supxlabel("predicted")
    figure.supylabel("trained on")
    return figure


@styled
def show_transfer_times(table: pd.DataFrame, alone: pd.DataFrame) -> Figure:
    """Pearson correlation against time, for every model and ensemble, of the first species.

    Parameters
    ----------
    table : DataFrame
        Columns of `TRANSFER` of one label.
    alone : DataFrame
        Rows of `single_states`.
    """
    species = table.species.iloc[0]
    table, alone = table[table.species == species], alone[alone.species == species]
    ensembles, models = _warm_first(table), list(table.groupby(["model", "descriptors"], sort=False))
    sets = sorted(table.trained_on.unique(), key=lambda name: (name.count(PLUS), name))
    colours = dict(zip(sets, mpl.colormaps["viridis"](np.linspace(0.0, 0.9, len(sets))), strict=True))
    figure = Figure(figsize=(1.0 + 3.2 * len(ensembles), 1.2 + 2.6 * len(models)))
    grid = figure.subplots(len(models), len(ensembles), sharex=True, sharey=True, squeeze=False)
    for row, ((model, descriptors), of_model) in zip(grid, models, strict=True):
        for axes, ensemble in zip(row, ensembles, strict=True):
            part = of_model[of_model.ensemble == ensemble].sort_values("time")
            for name in sets:
                each = part[part.trained_on == name]
                axes.plot(each.time, each.pearson, color=colours[name], label=name)
                axes.fill_between(each.time, each.low, each.high, color=colours[name], alpha=0.12, lw=0)
            once = part.drop_duplicates("time")
            axes.plot(once.time, once.ceiling, color=GREY, linestyle="--", label="ceiling")
            single = alone[(alone.ensemble == ensemble) & (alone.descriptors == descriptors)]
            for marker, (kind, each) in zip(MARKERS, single.groupby("model", sort=False), strict=False):
                axes.plot(
                    each.time,
                    each.pearson,
                    marker,
                    color="black",
                    markerfacecolor="none",
                    markersize=4,
                    label=f"{kind}, each state alone",
                )
            axes.set(xscale="log", ylim=(None, 1.0))
            axes.set_title(f"{model}: {ensemble}", fontsize="small")
    handles, labels = grid[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=3, fontsize="small")
    figure.supxlabel("time, in the unit of the config or of the files")
    figure.supylabel("Pearson correlation")
    return figure


@styled
def show_heterogeneity(table: pd.DataFrame) -> Figure:
    """Susceptibility and structure factor of labels and predictions against time, for every species.

    Of every model, the predictions are those of the one that has learnt from all ensembles.

    Parameters
    ----------
    table : DataFrame
        Columns of `HETEROGENEITY` of one label.
    """
    shown = table[(table.model == SIMULATED) | (table.trained_on == _largest_set(table))]
    species = list(shown.groupby("species"))
    quantities = {"chi4": r"$\chi_4$", "s4": r"$S_4(q_\mathrm{min})$"}
    figure = Figure(figsize=(1.5 + 3.6 * len(species), 6.0))
    grid = figure.subplots(2, len(species), sharex=True, squeeze=False)
    for column, (kind, part) in zip(grid.T, species, strict=True):
        for axes, (name, title) in zip(column, quantities.items(), strict=True):
            for ensemble, colour in _coloured(part):
                of_ensemble = part[part.ensemble == ensemble]
                models = list(of_ensemble.groupby(["model", "descriptors"], sort=False))
                styles = ["-", "--", ":", "-."] * len(models)
                for style, ((model, _), each) in zip(styles, models, strict=False):
                    each = each.sort_values("time")
                    axes.errorbar(
                        each.time,
                        each[name],
                        each[f"{name}_error"],
                        color=colour,
                        linestyle=style,
                        label=f"{ensemble}, {model}",
                    )
            axes.set(xscale="log", ylabel=title, title=f"species {kind}", ylim=(0.0, None))
    handles, labels = grid[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=3, fontsize="small")
    figure.supxlabel("time, in the unit of the config or of the files")
    return figure


@styled
def show_attention(attention: pd.DataFrame, heterogeneity: pd.DataFrame) -> Figure:
    """Mean length of the attention of all networks against time, above the susceptibility, for every species.

    Parameters
    ----------
    attention : DataFrame
        Columns of `ATTENTION` of one label.
    heterogeneity : DataFrame
        Columns of `HETEROGENEITY` of the same label.
    """
    attention = attention[attention.trained_on == _largest_set(attention)]
    simulated = heterogeneity[heterogeneity.model == SIMULATED]
    species = list(attention.groupby("species"))
    figure = Figure(figsize=(1.5 + 3.6 * len(species), 6.0))
    grid = figure.subplots(2, len(species), sharex=True, squeeze=False)
    for (upper, lower), (kind, part) in zip(grid.T, species, strict=True):
        for ensemble, colour in _coloured(part):
            own = part[part.ensemble == ensemble]
            for _, each in own.groupby("network"):
                each = each.sort_values("time")
                upper.plot(each.time, each.length, color=colour, alpha=0.25, linewidth=0.6)
            mean = own.groupby("time").length.mean()
            upper.plot(mean.index, mean, color=colour, marker="o", markersize=4, label=ensemble)
            chosen = (simulated.ensemble == ensemble) & (simulated.species == kind)
            chi = simulated[chosen].sort_values("time")
            lower.errorbar(chi.time, chi.chi4, chi.chi4_error, color=colour)
        upper.set(xscale="log", ylabel=r"mean length ($\sigma$)", title=f"species {kind}")
        lower.set(ylabel=r"$\chi_4$", ylim=(0.0, None))
    grid[0, 0].legend(fontsize="small")
    figure.supxlabel("time, in the unit of the config or of the files")
    return figure


def _warm_first(table: pd.DataFrame) -> list[str]:
    """Ensembles by falling temperature."""
    once = table.drop_duplicates("ensemble").sort_values("temperature", ascending=False)
    return [str(name) for name in once.ensemble]


def _places(name: str, ensembles: list[str]) -> list[int]:
    """Places of the ensembles of a training set."""
    return [ensembles.index(each) for each in name.split(PLUS)]


def _largest_set(table: pd.DataFrame) -> str:
    """The training set of most ensembles."""
    return max(map(str, table.trained_on.unique()), key=lambda name: (name.count(PLUS), len(name)))


def _coloured(table: pd.DataFrame) -> Iterator[tuple[str, tuple[float, float, float, float]]]:
    """Ensembles by falling temperature with their colours."""
    names = _warm_first(table)
    for name, part in zip(names, np.linspace(0.85, 0.0, len(names)), strict=True):
        yield name, mpl.colormaps["plasma"](part)
