"""Figures that interpret the models. Each figure is a function of a table."""

import numpy as np
import pandas as pd
import shap
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from glasscape.plotting import BLUE, GREY, VERMILLION, label_decades, styled
from glasscape.studies.two_level_systems.interpretation.evaluate import DOUBLE_WELL, SCORE_NAMES, VALUE
from glasscape.studies.two_level_systems.interpretation.scans import ScanName

ASKED = {DOUBLE_WELL: "probability of a double well", VALUE: "predicted value"}
VARIED: dict[ScanName, str] = {
    "displacements": "M, number of displacements",
    "labels": "number of labelled pairs",
    "trees": "training time (s)",
    "features": "number of features, most important first",
}


@styled
def show_shapley(table: pd.DataFrame) -> Figure:
    """Contributions of the features to the predictions: one point per pair, the most important on top."""
    questions = table.question.unique()
    figure = Figure(figsize=(6.0 * len(questions), 4.5))
    for axes, question in zip(figure.subplots(1, len(questions), squeeze=False)[0], questions, strict=True):
        rows = table[table.question == question]
        names = rows.feature.unique()
        shape = (-1, len(names))
        explanation = shap.Explanation(
            rows.contribution.to_numpy().reshape(shape),
            data=rows.given.to_numpy().reshape(shape),
            feature_names=[name.replace("_", " ") for name in names],
        )
        shap.plots.beeswarm(
            explanation,
            ax=axes,
            show=False,
            plot_size=None,
            max_display=len(names),
            group_remaining_features=False,
            color_bar=False,
            s=8,
        )
        axes.set_xlabel(f"contribution to the {ASKED[str(question)]}", fontsize="medium")
        axes.tick_params(labelsize="small")
    figure.suptitle("blue: small value of the feature, red: large value, grey: absent", fontsize="small")
    return figure


@styled
def show_importance(table: pd.DataFrame) -> Figure:
    """Loss of the scores when a feature is shuffled: folds as points, their mean as a bar."""
    order = table.groupby("feature").loss.max().sort_values().index
    questions = table.question.unique()
    figure = Figure(figsize=(4.0 * len(questions), 0.8 + 0.28 * len(order)))
    panels = figure.subplots(1, len(questions), squeeze=False, sharey=True)[0]
    for axes, question in zip(panels, questions, strict=True):
        rows = table[table.question == question]
        means = rows.groupby("feature").loss.mean().reindex(order)
        places = pd.Series(np.arange(len(order)), index=order)
        axes.barh(places, means, color=BLUE, alpha=0.5)
        axes.scatter(rows.loss, places[rows.feature], s=8, color=GREY, zorder=3)
        axes.set_yticks(places, [str(name).replace("_", " ") for name in order])
        axes.set_xlabel(f"loss of {SCORE_NAMES[str(question)]}")
    return figure


@styled
def show_scan(table: pd.DataFrame, name: ScanName) -> Figure:
    """Scores against the varied parameter: folds as points, their mean as a line."""
    questions = table.question.unique()
    figure = Figure(figsize=(4.0 * len(questions), 3.2))
    panels = figure.subplots(1, len(questions), squeeze=False)[0]
    for axes, question, colour in zip(panels, questions, (BLUE, VERMILLION), strict=False):
        rows = table[table.question == question].dropna()
        # the first training is slower than the others, so the median time is used
        seconds = rows.groupby("parameter").seconds.transform("median")
        rows = rows.assign(x=seconds if name == "trees" else rows.parameter)
        means = rows.groupby("parameter")[["x", "score"]].mean()
        axes.scatter(rows.x, rows.score, s=10, color=GREY)
        axes.plot(means.x, means.score, color=colour, marker="o", markersize=4)
        axes.set(xlabel=VARIED[name], ylabel=SCORE_NAMES[str(question)])
        if name in ("labels", "trees") and rows.x.max() > 5.0 * rows.x.min():
            axes.set_xscale("log")
            label_decades(axes.xaxis, rows.x.min(), rows.x.max())
        elif name != "trees":
            axes.xaxis.get_major_locator().set_params(integer=True)
    return figure


@styled
def show_transfer(table: pd.DataFrame) -> Figure:
    """Scores as a matrix for every question: training ensembles as rows, evaluation ensembles as columns."""
    questions = table.question.unique()
    names = sorted(table.learnt.unique())
    side = 1.6 + 0.7 * len(names)
    figure = Figure(figsize=(side * len(questions), side))
    for axes, question in zip(figure.subplots(1, len(questions), squeeze=False)[0], questions, strict=True):
        matrix = table[table.question == question].pivot(index="learnt", columns="evaluated", values="score")
        _draw_matrix(axes, matrix.reindex(index=names, columns=names))
        asked = question in SCORE_NAMES
        axes.set(
            title=SCORE_NAMES[str(question)] if asked else "fraction of the pairs",
            ylabel="trained on" if asked else "pairs of",
            xlabel="evaluated on" if asked else "classified as",
        )
    return figure


def _draw_matrix(axes: Axes, matrix: pd.DataFrame) -> None:
    axes.imshow(matrix, cmap="Blues", vmin=0.0, vmax=1.3)
    for row, values in enumerate(matrix.to_numpy()):
        for column, value in enumerate(values):
            axes.text(column, row, f"{value:.2f}", ha="center", va="center")
    axes.set_xticks(range(len(matrix.columns)), [str(name) for name in matrix.columns])
    axes.set_yticks(range(len(matrix.index)), [str(name) for name in matrix.index])
    axes.tick_params(length=0)
    axes.title.set_fontsize("medium")
