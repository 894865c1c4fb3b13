"""Evaluation of models on samples that they have not seen, and what would give leaks away."""

from dataclasses import replace

import numpy as np
import pytest
from particles.grid import TREES, draw_particles, split, with_columns

import glasscape.particles.evaluate as module
from glasscape.errors import LearningError
from glasscape.learning.settings import RidgeSettings
from glasscape.particles.data import ParticleData
from glasscape.particles.evaluate import evaluate, shuffled, splits_of
from glasscape.particles.grid import score_row
from glasscape.particles.tables import SCOREBOARD

RIDGE = RidgeSettings()


def ridge(train, test, **others):
    return evaluate(*split(train, test), "ridge", RIDGE, seed=1, threads=1, **others)


def folded(data, family, settings, folds, seed=1, threads=1):
    return evaluate(data, splits_of(data.samples, [], folds, seed), family, settings, seed, threads)


def test_scores_have_their_closed_forms():
    train, test = draw_particles(samples=6, size=400), draw_particles(first=20, samples=12, size=400)
    scores, tested, predicted = ridge(train, test, ceiling=np.sqrt(0.5))
    # signal and noise of the same variance
    assert scores.pearson == pytest.approx(np.sqrt(0.5), abs=0.03)
    assert scores.low < scores.pearson < scores.high
    assert scores.of_ceiling == pytest.approx(1.0, abs=0.05)
    assert scores.interval_over == "samples"
    # the means of the samples cannot be predicted
    assert scores.pooled < 0.6
    assert scores.spearman == pytest.approx(6.0 / np.pi * np.arcsin(0.5 * np.sqrt(0.5)), abs=0.03)
    assert scores.best_single_name == "signal"
    assert scores.best_single == pytest.approx(scores.pearson, abs=0.04)
    assert (scores.train_samples, scores.test_samples) == (6, 12)
    np.testing.assert_array_equal(tested.y, test.y)
    assert predicted.shape == test.y.shape


def test_the_best_single_descriptor_has_the_sign_that_it_has_in_training_samples():
    train = with_columns(draw_particles(), "noise", "weak")
    test = with_columns(draw_particles(first=20), "noise", "weak")
    scores = ridge(train, test).scores
    assert scores.best_single_name == "weak"
    assert scores.best_single > 0.2
    # where it points the other way, it is still the one of the training samples
    turned = replace(test, y=-test.y)
    assert ridge(train, turned).scores.best_single == pytest.approx(-scores.best_single)


def test_a_descriptor_that_identifies_the_sample_tells_nothing_about_other_samples():
    data = with_columns(draw_particles(samples=9), "sample", "noise")
    scores = folded(data, "extra-trees", TREES, folds=3).scores
    assert abs(scores.pearson) < 0.1
    # it predicts the mean of a sample that was seen in training
    one = np.arange(len(data.y)) % 2 == 0
    inside = module.predict(data.only(one), data.only(~one), "extra-trees", TREES, 1, 1)
    assert np.corrcoef(inside, data.y[~one])[0, 1] > 0.7
    assert scores.pooled < 0.5


def test_noise_has_no_score_of_all_particles_together():
    """Training means of folds are low where the labels of their test samples are high."""
    data = with_columns(draw_particles(samples=9), "noise")
    assert abs(folded(data, "ridge", RIDGE, folds=3).scores.pooled) < 0.08


@pytest.mark.parametrize(("family", "settings"), [("ridge", RIDGE), ("extra-trees", TREES)])
def test_shuffled_labels_give_no_score(family, settings):
    data = draw_particles(samples=10)
    scores = folded(data, family, settings, folds=5, seed=2).scores
    # within three standard errors
    assert abs(scores.null) < 0.9 * (scores.null_high - scores.null_low)
    assert scores.null_high < 0.1 < scores.low


def test_shuffled_labels_give_leaks_away():
    """Trees remember labels of test particles that are among the training particles."""
    data = draw_particles(samples=6)
    every = np.arange(len(data.y))
    scores = evaluate(data, [(every, every)], "extra-trees", TREES, 1, 1).scores
    assert scores.null_low > 0.3


def test_predictions_depend_on_no_test_label_and_on_no_other_test_particle():
    train, test = draw_particles(), draw_particles(first=20)
    predicted = ridge(train, test).predicted
    rng = np.random.default_rng(0)
    other_labels = replace(test, y=rng.standard_normal(len(test.y)))
    np.testing.assert_array_equal(ridge(train, other_labels).predicted, predicted)
    # a standardisation that saw the test particles would change with their spread
    x = test.x.copy()
    x[200:] *= 1e3
    np.testing.assert_allclose(ridge(train, replace(test, x=x)).predicted[:200], predicted[:200], rtol=1e-12)


def test_every_sample_is_predicted_by_a_model_without_it(monkeypatch):
    data = draw_particles(samples=7)
    seen = []

    def spy(train, test, *others):
        seen.append((set(train.samples), set(test.samples)))
        return np.arange(len(test.y)) * 1.0

    monkeypatch.setattr(module, "predict", spy)
    scores = folded(data, "ridge", RIDGE, folds=3).scores
    assert len(seen) == 6
    assert all(not train & test for train, test in seen)
    # once with true labels and once with shuffled ones
    assert sorted(name for _, test in seen for name in test) == sorted([*np.unique(data.samples)] * 2)
    assert (scores.train_samples, scores.test_samples) == (4, 7)


def test_the_seed_alone_decides():
    data = draw_particles(samples=4, size=50)
    found = [
        folded(data, "extra-trees", TREES, folds=2, seed=seed, threads=threads)
        for seed, threads in ((1, 1), (1, 2), (2, 1))
    ]
    same = [replace(each.scores, seconds=0.0, ceiling=0.0, of_ceiling=0.0) for each in found]
    assert same[0] == same[1] != same[2]
    np.testing.assert_array_equal(found[0].predicted, found[1].predicted)


def test_two_test_samples_have_an_interval_over_particles():
    scores = ridge(draw_particles(), draw_particles(first=20, samples=2)).scores
    assert scores.interval_over == "particles"
    assert scores.low < scores.pearson < scores.high


def test_a_label_with_the_ceiling_zero_has_no_part_of_it():
    scores = ridge(draw_particles(), draw_particles(first=20), ceiling=0.0).scores
    assert np.isnan(scores.of_ceiling)


def test_a_scoreboard_is_written_and_read(tmp_path):
    scores = ridge(draw_particles(), draw_particles(first=20)).scores
    row = score_row(
        {"label": "propensity", "descriptors": "densities", "model": "ridge", "species": 1}, scores
    )
    SCOREBOARD.write(tmp_path / "scoreboard.parquet", row)
    (again,) = SCOREBOARD.read(tmp_path / "scoreboard.parquet").to_dict("records")
    assert (again["label"], again["descriptors"], again["model"]) == ("propensity", "densities", "ridge")
    assert again["pearson"] == scores.pearson
    assert np.isnan(again["ceiling"])


def test_samples_are_split_whole():
    samples = np.repeat(["a", "b", "c"], 4)
    ((inner, outer),) = splits_of(samples, ["b"], folds=3, seed=1)
    assert (set(samples[inner]), set(samples[outer])) == ({"a", "c"}, {"b"})
    for inner, outer in splits_of(samples, [], folds=3, seed=1):
        assert len(set(samples[outer])) == 1
        assert not set(samples[inner]) & set(samples[outer])
    for test, message in ((["d"], "no particles are test particles"), (["a", "b", "c"], "all particles")):
        with pytest.raises(LearningError, match=message):
            splits_of(samples, test, folds=3, seed=1)
    for folds in (1, 4):
        with pytest.raises(LearningError, match="there are 3"):
            splits_of(samples, [], folds, seed=1)


def test_labels_are_shuffled_within_samples_and_alike_wherever_a_sample_occurs():
    data = draw_particles(samples=3)
    found = shuffled(data, seed=1)
    assert isinstance(found, ParticleData)
    assert not np.array_equal(found.y, data.y)
    for name in np.unique(data.samples):
        rows = data.samples == name
        np.testing.assert_array_equal(np.sort(found.y[rows]), np.sort(data.y[rows]))
        np.testing.assert_array_equal(shuffled(data.only(rows), seed=1).y, found.y[rows])
