"""Figures of models of labels of particles."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from particles.grid import draw_particles, split

from glasscape.learning.settings import RidgeSettings
from glasscape.particles.evaluate import evaluate
from glasscape.particles.figures import show_learning_curve, show_predictions, show_scoreboard, show_times
from glasscape.particles.grid import score_row
from glasscape.particles.learning_curve import learning_curve
from glasscape.plotting import save


@pytest.fixture(scope="module")
def parts():
    """Training and test particles."""
    return draw_particles(), draw_particles(first=20)


def point(label, species=1):
    return {"label": label, "descriptors": "densities", "model": "ridge", "species": species}


def test_the_scoreboard_shows_every_row_with_ceiling_and_null(parts, tmp_path):
    rows = []
    for name, ceiling in (("propensity", 0.9), ("softness", np.nan)):
        scores = evaluate(*split(*parts), "ridge", RidgeSettings(), 1, 1, ceiling).scores
        rows.append(score_row(point(name), scores))
    figure = show_scoreboard(pd.concat(rows))
    (axes,) = figure.axes
    assert [bar.get_width() for bar in axes.patches] == [rows[0].pearson[0], rows[1].pearson[0]]
    assert [text.get_text() for text in axes.get_yticklabels()] == [
        "propensity: ridge\ndensities",
        "softness: ridge\ndensities",
    ]
    ceilings = next(line for line in axes.lines if line.get_label() == "ceiling")
    np.testing.assert_array_equal(ceilings.get_xdata(), [0.9, np.nan])
    save(figure, [tmp_path / "scoreboard.png"])
    assert (tmp_path / "scoreboard.png").stat().st_size > 1000


def test_a_ceiling_that_is_not_known_is_not_drawn(parts):
    scores = evaluate(*split(*parts), "ridge", RidgeSettings(), 1, 1, np.nan).scores
    figure = show_scoreboard(score_row({**point("p_hop"), "model": "ridge"}, scores))
    assert "ceiling" not in [line.get_label() for line in figure.axes[0].lines]
    curve = show_learning_curve(
        {"ridge": pd.DataFrame({"train_samples": [1, 2], "pearson": [0.1, 0.2]})}, np.nan
    )
    assert len(curve.axes[0].get_legend().get_texts()) == 1


def test_scores_are_drawn_against_time_for_every_species(parts, tmp_path):
    scores = evaluate(*split(*parts), "ridge", RidgeSettings(), 1, 1, 0.9).scores
    rows = {
        time: pd.concat([score_row(point("l", species), replace(scores, pearson=part)) for species in (1, 2)])
        for time, part in ((1.0, 0.7), (0.1, 0.4))
    }
    figure = show_times(rows, "propensity", "relaxation time")
    assert [axes.get_title() for axes in figure.axes] == ["species 1", "species 2"]
    model, ceiling = figure.axes[1].lines[:2]
    np.testing.assert_array_equal(model.get_xydata(), [[0.1, 0.4], [1.0, 0.7]])
    np.testing.assert_array_equal(ceiling.get_xydata(), [[0.1, 0.9], [1.0, 0.9]])
    save(figure, [tmp_path / "times.png"])
    assert (tmp_path / "times.png").stat().st_size > 1000


def test_predictions_are_drawn_against_labels(parts, tmp_path):
    predicted = evaluate(*split(*parts), "ridge", RidgeSettings(), 1, 1).predicted
    figure = show_predictions(predicted, parts[1].y, r"propensity ($\sigma$)")
    assert figure.axes[0].get_xlabel() == r"predicted propensity ($\sigma$)"
    assert figure.axes[0].collections[0].get_array().sum() > 0.98 * len(predicted)
    save(figure, [tmp_path / "predictions.png"])
    assert (tmp_path / "predictions.png").stat().st_size > 1000


def test_learning_curves_of_models_are_drawn(parts, tmp_path):
    curve = learning_curve(*parts, "ridge", RidgeSettings(), [1, 3, 6], draws=2, seed=1, threads=1)
    figure = show_learning_curve({"ridge": curve, "again": curve}, 0.9)
    (axes,) = figure.axes
    means = next(line for line in axes.lines if line.get_label() == "ridge")
    np.testing.assert_allclose(means.get_ydata(), curve.groupby("train_samples").pearson.mean())
    save(figure, [tmp_path / "curve.png"])
    assert (tmp_path / "curve.png").stat().st_size > 1000
