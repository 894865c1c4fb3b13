"""Models of every family, and the average of them."""

import numpy as np
import pytest
from learning.training import FAMILIES, settings, training_data

from glasscape.learning.average import ModelAverage, train_average
from glasscape.learning.families.model import TrainingData
from glasscape.learning.settings import ExtraTreesSettings


@pytest.mark.parametrize("task", ["regression", "classification"])
@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_learns_and_predicts_the_same_when_read_from_files(rows, family, task, tmp_path):
    x, number, target, groups = rows
    y = number if task == "regression" else target
    trained = train_average(task, training_data(x, y, groups), settings(family), seed=1, threads=1)
    residual = np.mean((trained.out_of_fold - y) ** 2) / np.var(y)
    assert residual < (0.15 if task == "regression" else 0.4)
    predicted = trained.average.predict(x, threads=1)
    if task == "classification":
        assert 0.0 <= predicted.min() < 0.1 < 0.9 < predicted.max() <= 1.0
    trained.average.write(tmp_path / "models")
    again = ModelAverage.read(tmp_path / "models")
    assert np.array_equal(again.predict(x, threads=2), predicted)
    # neither does the number of cores change what is learnt
    other = train_average(task, training_data(x, y, groups), settings(family), seed=1, threads=2)
    assert np.array_equal(other.average.predict(x, threads=1), predicted)
    assert trained.average.predict(x[:0], threads=1).shape == (0,)


def test_learned_weights_are_better_than_the_expected_ones_and_about_as_good_as_the_best_part(rows):
    x, number, _, groups = rows
    data = training_data(x, number, groups)
    parts = {
        family: train_average("regression", data, settings(family), 1, 1).out_of_fold
        for family in ("extra-trees", "xgboost", "catboost")
    }
    some = settings(*parts)
    average, out_of_fold = train_average("regression", data, some, 1, 1)
    assert sum(average.weights.values()) == pytest.approx(1.0)
    assert min(average.weights.values()) >= 0.0

    def error(predictions):
        return np.mean((predictions - number) ** 2)

    expected = np.average([*parts.values()], axis=0, weights=[2.4, 1.0, 1.0])
    assert error(out_of_fold) < error(expected)
    assert error(out_of_fold) < 1.3 * min(map(error, parts.values()))
    np.testing.assert_allclose(out_of_fold, sum(average.weights[family] * parts[family] for family in parts))


def test_a_family_that_is_far_better_gets_the_weight(rows):
    x, number, _, groups = rows
    far_better = settings("neural-network", "lightgbm")
    average, _ = train_average("regression", training_data(x, number, groups), far_better, 1, 1)
    assert average.weights["neural-network"] > 0.9


@pytest.mark.parametrize("patience", [None, 5])
def test_out_of_fold_models_have_not_seen_their_rows(rows, patience):
    x, _, _, groups = rows
    noise = np.random.default_rng(1).standard_normal(len(x))
    trained = train_average("regression", training_data(x, noise, groups), settings(patience=patience), 1, 1)
    assert np.corrcoef(trained.out_of_fold, noise)[0, 1] < 0.15
    assert np.corrcoef(trained.average.predict(x, 1), noise)[0, 1] > 0.25


def test_a_single_row_of_a_class_stops_nothing_early(rows):
    x, _, _, _ = rows
    y = np.zeros(len(x))
    y[:2] = 1.0
    early = settings("catboost", patience=5, folds=2)
    trained = train_average("classification", training_data(x, y), early, 1, 1)
    assert np.isfinite(trained.out_of_fold).all()


@pytest.mark.parametrize("family", FAMILIES)
def test_four_rows_are_enough(rows, family):
    x, number, _, _ = rows
    few = slice(0, 4)
    for task, y in (("regression", number[few]), ("classification", np.array([0.0, 1.0, 1.0, 0.0]))):
        trained = train_average(task, training_data(x[few], y), settings(family), seed=1, threads=1)
        assert np.isfinite(trained.out_of_fold).all()


def test_weights_of_rows_count(rows):
    x, number, _, groups = rows
    wrong = np.random.default_rng(0).random(len(x)) < 0.5
    corrupted = np.where(wrong, -number, number)
    for family in FAMILIES:
        # leaves of a single row have nothing to weigh
        leaves = {"extra_trees": ExtraTreesSettings(trees=30, min_rows_per_leaf=10)}
        averaging = settings(family).model_copy(update=leaves)
        errors = []
        for given in (np.where(wrong, 1e-3, 1.0), np.ones(len(x))):
            chosen = TrainingData(x, corrupted, groups, given)
            out_of_fold = train_average("regression", chosen, averaging, 1, 1).out_of_fold
            errors.append(np.mean((out_of_fold - number) ** 2))
        assert errors[0] < 0.5 * errors[1]
