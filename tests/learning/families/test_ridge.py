"""Ridge regression."""

import numpy as np
import pytest
from learning.training import training_data
from sklearn.linear_model import Ridge

from glasscape.errors import LearningError
from glasscape.learning.average import ModelAverage, train_average
from glasscape.learning.families.model import Locations, TrainingData
from glasscape.learning.families.ridge import CORRELATION, RANGE, STRENGTHS, RidgeModel, decorrelated
from glasscape.learning.settings import ModelAverageSettings, RidgeSettings

AVERAGE = ModelAverageSettings(families=["ridge"])


def linear_rows(noise, n=400, features=6, seed=0):
    """Rows of ten groups whose number is a linear function of features of different sizes."""
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((n, features)) * 10.0 ** np.arange(features) + 5.0
    number = x @ (10.0 ** -np.arange(features)) + noise * rng.standard_normal(n)
    return x, number, np.repeat(np.arange(10), n // 10)


def fit(x, y, groups, task="regression"):
    return RidgeModel.fit(task, training_data(x, y, groups), RidgeSettings(), 1, 1)


def test_the_model_is_that_of_scikit_learn_with_the_chosen_strength():
    x, number, groups = linear_rows(noise=3.0)
    weights = np.random.default_rng(1).uniform(0.5, 2.0, len(number))
    model = RidgeModel.fit("regression", TrainingData(x, number, groups, weights), RidgeSettings(), 1, 1)
    scaled = (x - x.mean(axis=0)) / x.std(axis=0)
    expected = Ridge(model.strength * weights.sum()).fit(scaled, number, weights).predict(scaled)
    np.testing.assert_allclose(model.predict(x, 1), expected, rtol=1e-9)
    assert STRENGTHS[0] < model.strength < STRENGTHS[-1]


def test_noise_asks_for_a_strong_penalty():
    x, number, groups = linear_rows(noise=0.01)
    noise = np.random.default_rng(2).standard_normal(len(number))
    assert fit(x, number, groups).strength < 1e-3 < 0.1 < fit(x, noise, groups).strength


def test_the_penalty_is_chosen_on_whole_groups():
    """Within a group, an almost constant feature gives the number of the group away; other groups differ."""
    rng = np.random.default_rng(3)
    groups = np.repeat(np.arange(20), 50)
    x = rng.standard_normal((20, 15))[groups] + 1e-3 * rng.standard_normal((1000, 15))
    number = rng.standard_normal(20)[groups]
    assert fit(x, number, groups).strength > 100.0 * fit(x, number, np.zeros(1000)).strength


@pytest.mark.parametrize("task", ["regression", "classification"])
def test_a_model_predicts_the_same_when_read_from_its_file(task, tmp_path):
    x, number, groups = linear_rows(noise=0.1)
    x[::7, 2] = np.nan
    y = number if task == "regression" else (number > np.median(number)).astype(float)
    trained = train_average(task, training_data(x, y, groups), AVERAGE, seed=1, threads=1)
    predicted = trained.average.predict(x, threads=1)
    assert np.corrcoef(predicted, y)[0, 1] > 0.75
    if task == "classification":
        assert 0.0 <= predicted.min() < 0.1 < 0.9 < predicted.max() <= 1.0
    trained.average.write(tmp_path / "models")
    again = ModelAverage.read(tmp_path / "models")
    assert np.array_equal(again.predict(x, threads=2), predicted)
    other = train_average(task, training_data(x, y, groups), AVERAGE, seed=1, threads=2)
    assert np.array_equal(other.average.predict(x, threads=1), predicted)


def test_the_mean_error_of_a_fold_does_not_choose_the_penalty():
    """A feature that is constant in every group would ask for a strong penalty by its false level alone."""
    x, number, _ = linear_rows(noise=0.3)
    groups = np.repeat(np.arange(5), 80)
    level = np.random.default_rng(0).standard_normal(5)[groups]
    moved = fit(np.column_stack([x, level]), number + 2.0 * np.sin(10.0 * groups), groups)
    assert moved.strength < 0.1


def test_few_rows_and_absent_or_constant_features_are_no_problem():
    x, number, _ = linear_rows(noise=0.0, n=10)
    x[:, 0], x[:, 1] = np.nan, 3.0
    for few in (2, 4, 10):
        assert np.isfinite(fit(x[:few], number[:few], np.zeros(few)).predict(x, 1)).all()


def test_files_that_hold_something_else_are_refused(tmp_path):
    x, number, groups = linear_rows(noise=0.1)
    path = tmp_path / "model.npz"
    fit(x, number, groups).write(path)
    with np.load(path) as file:
        good = dict(file)
    for change, message in (
        ({"slopes": good["slopes"][1:]}, "do not fit together"),
        ({"scale": 0.0 * good["scale"]}, "do not fit together"),
        ({"slopes": np.array([good["slopes"]], dtype=object)}, "is not an .npz file of plain arrays"),
        ({"offset": np.array(np.nan)}, "offset does not hold finite floats"),
        ({"more": np.zeros(3)}, "holds no ridge regression"),
    ):
        np.savez(path, **good | change)
        with pytest.raises(LearningError, match=f"model.npz: .*{message}"):
            RidgeModel.read(path, "regression")
    path.write_text("text")
    with pytest.raises(LearningError, match=r"model.npz: is not an .npz file"):
        RidgeModel.read(path, "regression")


def test_folds_keep_blocks_together_where_there_are_fewer_groups_than_folds():
    blocks, groups = np.arange(6) // 2, np.arange(6) // 3
    data = TrainingData(
        np.zeros((6, 1)), np.zeros(6), groups, np.ones(6), Locations(blocks, np.zeros((6, 3)))
    )
    np.testing.assert_array_equal(data.held_together(2), groups)
    np.testing.assert_array_equal(data.held_together(3), blocks)
    part = data.only(np.arange(3))
    np.testing.assert_array_equal(part.held_together(2), [0, 0, 1])
    alone = TrainingData(np.zeros((6, 1)), np.zeros(6), groups, np.ones(6))
    np.testing.assert_array_equal(alone.held_together(3), groups)


def test_blocks_choose_the_penalty_where_neighbours_are_alike():
    """Features that identify blocks explain all rows of known blocks, and none of new ones."""
    rng = np.random.default_rng(5)
    blocks = np.repeat(np.arange(40), 25)
    x = rng.standard_normal((40, 60))[blocks] + 0.05 * rng.standard_normal((1000, 60))
    number = rng.standard_normal(40)[blocks]
    one = np.zeros(1000)
    far = 1e3 * rng.standard_normal((1000, 3))
    rows = TrainingData(x, number, one, np.ones(1000), Locations(blocks, far))
    blind = TrainingData(x, number, one, np.ones(1000))
    careful, misled = (RidgeModel.fit("regression", each, RidgeSettings(), 1, 1) for each in (rows, blind))
    assert careful.strength > 10.0 * misled.strength


def test_slopes_are_those_of_generalised_least_squares():
    rng = np.random.default_rng(7)
    n, blocks = 60, np.arange(60) % 3
    x, y, positions = rng.standard_normal((n, 4)), rng.standard_normal(n), 3.0 * rng.random((n, 3))
    weights = rng.uniform(0.5, 2.0, n)
    data = TrainingData(x, y, np.zeros(n), weights, Locations(blocks, positions))
    model = RidgeModel.fit("regression", data, RidgeSettings(), 1, 1)
    distance = np.linalg.norm(positions[:, None] - positions[None], axis=-1)
    covariance = np.eye(n) + CORRELATION * np.exp(-distance / RANGE) * (blocks[:, None] == blocks)
    root = np.sqrt(weights / weights.sum())
    inverse = np.linalg.inv(covariance / np.outer(root, root))
    z = np.column_stack([(x - x.mean(axis=0)) / x.std(axis=0), np.ones(n)])
    penalty = model.strength * np.diag([1.0, 1.0, 1.0, 1.0, 0.0])
    expected = z @ np.linalg.solve(z.T @ inverse @ z + penalty, z.T @ inverse @ y)
    np.testing.assert_allclose(model.predict(x, 1), expected, rtol=1e-9)


def test_combinations_of_rows_have_independent_errors():
    rng = np.random.default_rng(8)
    where = Locations(np.zeros(5), rng.random((5, 3)))
    change = decorrelated(np.eye(5), where)
    distance = np.linalg.norm(where.positions[:, None] - where.positions[None], axis=-1)
    covariance = np.eye(5) + CORRELATION * np.exp(-distance / RANGE)
    np.testing.assert_allclose(change @ covariance @ change.T, np.eye(5), atol=1e-12)
