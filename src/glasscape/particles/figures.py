"""Figures of models of labels of particles: scoreboard, predictions, learning curve."""

from collections.abc import Mapping

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from glasscape.arrays import Floats
from glasscape.plotting import BLUE, GREEN, GREY, VERMILLION, styled

# limits of the axes of predictions, as fractions of the particles
TAILS = (0.001, 0.999)
# hexagons along an axis
HEXAGONS = 50
# bars in the figure of Shapley values
BARS = 20


@styled
def show_scoreboard(scoreboard: pd.DataFrame) -> Figure:
    """Pearson correlations with intervals, beside the ceiling, the best single descriptor and the null.

    Parameters
    ----------
    scoreboard : DataFrame
        Columns of `SCOREBOARD`.
    """
    rows = scoreboard.sort_values(["label", "species", "pearson"], ignore_index=True)
    heights = np.arange(len(rows))
    figure = Figure(figsize=(6.5, 1.6 + 0.4 * len(rows)))
    axes = figure.subplots()
    axes.barh(heights, rows.pearson, 0.6, color=BLUE, alpha=0.75, label="model")
    axes.errorbar(
        rows.pearson, heights, xerr=_errors(rows, "pearson", "low", "high"), fmt="none", ecolor="black"
    )
    axes.plot(rows.best_single, heights, "D", color=GREEN, markersize=5, label="best single descriptor")
    axes.errorbar(
        rows.null,
        heights,
        xerr=_errors(rows, "null", "null_low", "null_high"),
        fmt="o",
        color=VERMILLION,
        markersize=4,
        label="shuffled labels",
    )
    # one tick over the height of a bar
    if rows.ceiling.notna().any():
        axes.plot(rows.ceiling, heights, "|", color=GREY, markersize=18, markeredgewidth=2, label="ceiling")
    axes.axvline(0.0, color="black", linewidth=0.8)
    several = rows.species.nunique() > 1
    names = [
        f"{row.label}: {row.model}\n{row.descriptors}" + (f", species {row.species}" if several else "")
        for row in rows.itertuples()
    ]
    axes.set_yticks(heights, names, fontsize="small")
    axes.set(xlabel="Pearson correlation, mean over test samples", xlim=(None, 1.0))
    figure.legend(loc="outside upper center", ncols=4, fontsize="small")
    return figure


@styled
def show_predictions(predicted: Floats, y: Floats, label: str) -> Figure:
    """Number of particles by prediction and label.

    Parameters
    ----------
    predicted, y : ndarray, shape (n,)
        Prediction and label of every test particle.
    label : str
        Name of the label, with its unit.
    """
    figure = Figure(figsize=(5.0, 4.4))
    axes = figure.subplots()
    across, up = np.quantile(predicted, TAILS), np.quantile(y, TAILS)
    cells = axes.hexbin(
        predicted, y, gridsize=HEXAGONS, extent=(*across, *up), bins="log", mincnt=1, cmap="viridis"
    )
    figure.colorbar(cells, label="particles")
    axes.axline((float(np.mean(y)), float(np.mean(y))), slope=1.0, color=VERMILLION, linestyle="--")
    axes.set(xlabel=f"predicted {label}", ylabel=label, xlim=across, ylim=up)
    return figure


@styled
def show_times(scores: Mapping[float, pd.DataFrame], label: str, unit: str) -> Figure:
    """Pearson correlation against time for every model, with the ceiling, one panel per species.

    Parameters
    ----------
    scores : mapping of float to DataFrame
        For every time, the rows of `SCOREBOARD` of the label at this time.
    label, unit : str
        Name of the label, and unit of time.
    """
    rows = pd.concat([part.assign(time=time) for time, part in scores.items()]).sort_values("time")
    panels = list(rows.groupby("species"))
    figure = Figure(figsize=(1.0 + 4.0 * len(panels), 3.8))
    for axes, (species, part) in zip(
        figure.subplots(1, len(panels), sharey=True, squeeze=False)[0], panels, strict=True
    ):
        models = list(part.groupby(["model", "descriptors"]))
        for ((model, descriptors), each), colour in zip(models, _colours(len(models)), strict=True):
            axes.plot(
                each.time,
                each.pearson,
                color=colour,
                marker="o",
                markersize=4,
                label=f"{model}, {descriptors}",
            )
            axes.fill_between(each.time, each.low, each.high, color=colour, alpha=0.15, linewidth=0.0)
        once = part.drop_duplicates("time")
        if once.ceiling.notna().any():
            axes.plot(once.time, once.ceiling, color=GREY, linestyle="--", label="ceiling")
        axes.axhline(0.0, color="black", linewidth=0.8)
        axes.set(xscale="log", xlabel=f"time ({unit})", ylim=(None, 1.0), title=f"species {species}")
    axes.legend(fontsize="small")
    figure.axes[0].set_ylabel(f"Pearson correlation with {label}")
    return figure


@styled
def show_learning_curve(curves: dict[str, pd.DataFrame], ceiling: float) -> Figure:
    """Pearson correlation against the number of training samples: single draws, and their means.

    Parameters
    ----------
    curves : dict of str to DataFrame
        For every model, columns of `LEARNING_CURVE`.
    ceiling : float
        Pearson correlation that a perfect model would have, NaN if it is not known.
    """
    figure = Figure()
    axes = figure.subplots()
    for (name, curve), colour in zip(curves.items(), _colours(len(curves)), strict=True):
        axes.plot(curve.train_samples, curve.pearson, ".", color=colour, alpha=0.4)
        mean = curve.groupby("train_samples").pearson.mean()
        axes.plot(mean.index, mean, color=colour, marker="o", markersize=4, label=name)
    if np.isfinite(ceiling):
        axes.axhline(ceiling, color=GREY, linestyle="--", label="ceiling")
    axes.set(
        xlabel="training samples", ylabel="Pearson correlation, mean over test samples", ylim=(None, 1.0)
    )
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.legend(fontsize="small")
    return figure


@styled
def show_shapley(values: pd.DataFrame, label: str) -> Figure:
    """Contributions of descriptors to predictions, the largest ones.

    Parameters
    ----------
    values : DataFrame
        Columns of `SHAPLEY`, the largest contribution first.
    label : str
        Name of the label.
    """
    shown = values.head(BARS)[::-1]
    figure = Figure(figsize=(6.0, 1.2 + 0.28 * len(shown)))
    axes = figure.subplots()
    names = shown.quantity.str.replace("_", " ") + " (" + shown.descriptors.astype(str) + ")"
    axes.barh(names, shown.contribution, color=BLUE, alpha=0.75)
    axes.set(xlabel=f"mean absolute contribution to {label}")
    return figure


def _errors(rows: pd.DataFrame, value: str, low: str, high: str) -> Floats:
    """Lengths of error bars on both sides, shape (2, n)."""
    return np.array([rows[value] - rows[low], rows[high] - rows[value]]).clip(min=0.0)


def _colours(count: int) -> list[tuple[float, float, float, float]]:
    """Different colours, as many as there are models."""
    return [mpl.colormaps["viridis"](part) for part in np.linspace(0.0, 0.85, count)]


@styled
def show_labels(compared: pd.DataFrame) -> Figure:
    """Rank correlations of labels, and ranks of the top particles, of the first species.

    Parameters
    ----------
    compared : DataFrame
        Columns of `COMPARED_LABELS`.
    """
    first = compared[compared.species == compared.species.min()]
    names = list(dict.fromkeys(first.label))
    size = 0.55 * len(names)
    # the layout of the style cuts the titles of images, whose axes are square
    figure = Figure(figsize=(2.0 * size + 3.5, size + 3.0), layout="compressed")
    left, right = figure.subplots(1, 2, sharey=True)
    _draw_pairs(left, first, names, "spearman", (-1.0, 1.0), "rank correlation")
    _draw_pairs(right, first, names, "rank_of_top", (0.0, 1.0), "mean rank of the top hundredth of the row")
    return figure


def _draw_pairs(
    axes: Axes, rows: pd.DataFrame, names: list[str], column: str, limits: tuple[float, float], title: str
) -> None:
    """Draw a number for every pair of labels."""
    values = rows.pivot(index="label", columns="other", values=column).reindex(index=names, columns=names)
    axes.imshow(values, cmap="RdBu_r", vmin=limits[0], vmax=limits[1])
    middle, reach = sum(limits) / 2.0, (limits[1] - limits[0]) / 2.0
    for (i, j), value in np.ndenumerate(values.to_numpy()):
        if np.isfinite(value):
            colour = "white" if abs(value - middle) > 0.6 * reach else "black"
            axes.text(j, i, f"{value:.2f}", ha="center", va="center", fontsize="x-small", color=colour)
    places = np.arange(len(names))
    axes.set_xticks(places, names, rotation=90, fontsize="small")
    axes.set_yticks(places, names, fontsize="small")
    axes.set_title(title, fontsize="medium")
