"""The page: particles coloured by label and prediction."""

import json
import re

import numpy as np
import pandas as pd
import pytest
from particles.grid import draw_particles, split

from glasscape.descriptors.configuration import Configuration
from glasscape.learning.settings import RidgeSettings
from glasscape.particles.evaluate import evaluate
from glasscape.particles.grid import prediction_rows, score_row
from glasscape.particles.page import write_page
from glasscape.structures.cell import Cell
from glasscape.structures.particles import Particles


@pytest.fixture(scope="module")
def parts():
    """Scores and predictions of two models, and configurations of the three test samples."""
    train, test = draw_particles(), draw_particles(first=20, samples=3)
    found = evaluate(*split(train, test), "ridge", RidgeSettings(), 1, 1, 0.9)
    scores, predictions = [], []
    for model, worse in (("xgboost", 1.0), ("ridge", 0.0)):
        point = {"label": "softness <1>", "descriptors": "all", "model": model, "species": 1}
        scores.append(score_row(point, found.scores).assign(pearson=0.7 - 0.1 * worse))
        predictions.append(prediction_rows(point, test, found.predicted + worse))
    particles = Particles(np.ones(150), np.zeros(150, dtype=np.int32), Cell.cubic(8.0))
    rng = np.random.default_rng(0)
    configurations = {
        name: Configuration(particles, rng.uniform(-8.0, 16.0, (150, 3))) for name in ("s20", "s21", "s22")
    }
    return pd.concat(scores, ignore_index=True), pd.concat(predictions), configurations


def constants(page):
    """The data in the page."""
    found = (re.search(rf"^const {name} = (.*);$", page, re.MULTILINE)[1] for name in ("samples", "points"))
    return map(json.loads, found)


def test_the_page_has_the_best_model_of_every_label(tmp_path, parts):
    write_page(tmp_path / "page.html", "liquid <1>", *parts)
    page = (tmp_path / "page.html").read_text()
    assert "<h1>liquid &lt;1&gt;</h1>" in page
    assert "<td>softness &lt;1&gt;</td>" in page
    assert "<td>ridge</td>" in page
    assert "xgboost" not in page
    samples, points = constants(page)
    # two of three samples
    assert list(samples) == ["s20", "s21"]
    places = np.array(samples["s20"]["place"])
    assert places.shape == (150, 3)
    assert np.abs(places).max() <= 4.0
    (point,) = points
    shown = parts[1].query("model == 'ridge' and sample == 's21'")
    assert point["s21"]["particle"] == shown.particle.tolist()
    np.testing.assert_allclose(point["s21"]["predicted"], shown.predicted, rtol=1e-3)
    # no other file is needed
    assert not re.search(r"(src|href)=\"(?!#)|@import|url\(", page)


def test_a_ceiling_that_is_not_known_is_no_number(tmp_path, parts):
    scores, *others = parts
    write_page(tmp_path / "page.html", "liquid", scores.assign(ceiling=np.nan), *others)
    page = (tmp_path / "page.html").read_text()
    assert '<td class="number">unknown</td>' in page
    assert "nan" not in page.partition("<script")[0]


def test_a_plane_is_seen_from_above(tmp_path, parts):
    scores, predictions, _ = parts
    rng = np.random.default_rng(1)
    particles = Particles(np.ones(150), np.zeros(150, dtype=np.int32), Cell.square(12.0))
    flat = rng.uniform(-12.0, 24.0, (150, 3)) * [1.0, 1.0, 0.0]
    configurations = {name: Configuration(particles, flat) for name in ("s20", "s21", "s22")}
    write_page(tmp_path / "page.html", "plane", scores, predictions, configurations)
    page = (tmp_path / "page.html").read_text()
    sample = next(constants(page))["s20"]
    places = np.array(sample["place"])
    assert np.abs(places).max() <= 6.0
    assert not places[:, 2].any()
    assert sample["size"] == pytest.approx([12.0 * np.sqrt(2.0)], rel=1e-3)
    assert "turn: 0, tilt: Math.PI / 2" in page
    assert "to cut the cell open" not in page


def test_a_page_of_very_many_predictions_is_short(tmp_path, parts, monkeypatch):
    monkeypatch.setattr("glasscape.particles.page.PREDICTIONS", 299)
    write_page(tmp_path / "page.html", "liquid", *parts)
    _, points = constants((tmp_path / "page.html").read_text())
    assert points == [None]
