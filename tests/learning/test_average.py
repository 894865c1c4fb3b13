"""Models of every library, and the ensemble of them."""

import numpy as np
import pytest
import skops.io
from scipy.stats import norm

from glasscape.errors import LearningError
from glasscape.learning.average import ModelAverage
from glasscape.learning.average import kind_of
from glasscape.learning.average import train_average
from glasscape.learning.calibration import calibrate
from glasscape.learning.calibration import draw_calibrations
from glasscape.learning.families.extra_trees import ExtraTreesModel
from glasscape.learning.families.model import Boosted
from glasscape.learning.families.model import TrainingData
from glasscape.learning.folds import folds
from glasscape.learning.settings import CatBoostSettings
from glasscape.learning.settings import ExtraTreesSettings
from glasscape.learning.settings import LightGBMSettings
from glasscape.learning.settings import NeuralNetworkSettings
from glasscape.learning.settings import XGBoostSettings
from glasscape.paths.settings import NEBSettings
from glasscape.studies.two_level_systems.search.settings import LearningSettings



def lessons(x, y, groups=None):
    groups = np.zeros(len(y)) if groups is None else groups
    return TrainingData(x, y, groups, np.ones(len(y)))


FAMILIES = ("extra-trees", "xgboost", "neural-network", "lightgbm", "catboost")


def settings(*families, **others):
    return LearningSettings(
        families=list(families or FAMILIES),
        extra_trees=ExtraTreesSettings(trees=30),
        xgboost=XGBoostSettings(trees=60, depth=5, learning_rate=0.1),
        neural_network=NeuralNetworkSettings(layers=[32], steps=600, learning_rate=0.01),
        lightgbm=LightGBMSettings(trees=60, learning_rate=0.1),
        catboost=CatBoostSettings(trees=60, learning_rate=0.2),
        **others,
    )


@pytest.fixture(scope="module")
def rows():
    """Rows of twelve groups with a number and a class that follow from two of four features.

    One feature is absent now and then, another one always.
    """
    rng = np.random.default_rng(0)
    x = rng.uniform(-1.0, 1.0, (600, 4))
    number = np.sin(3.0 * x[:, 0]) + x[:, 1] ** 2 + 0.02 * rng.standard_normal(600)
    x[rng.random(600) < 0.2, 2] = np.nan
    x[:, 3] = np.nan
    return x, number, (number > 0.5).astype(float), np.repeat(np.arange(12), 50)


@pytest.mark.parametrize("task", ["regression", "classification"])
@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_learns_and_survives_its_files(rows, family, task, tmp_path):
    x, number, target, groups = rows
    y = number if task == "regression" else target
    trained = train_average(task, lessons(x, y, groups), settings(family), seed=1, threads=1)
    residual = np.mean((trained.outside - y) ** 2) / np.var(y)
    assert residual < (0.15 if task == "regression" else 0.4)
    predicted = trained.ensemble.predict(x, threads=1)
    if task == "classification":
        assert 0.0 <= predicted.min() < 0.1 < 0.9 < predicted.max() <= 1.0
    trained.ensemble.write(tmp_path / "models")
    again = ModelAverage.read(tmp_path / "models")
    assert np.array_equal(again.predict(x, threads=2), predicted)
    # neither does the number of cores change what is learnt
    other = train_average(task, lessons(x, y, groups), settings(family), seed=1, threads=2)
    assert np.array_equal(other.ensemble.predict(x, threads=1), predicted)
    assert trained.ensemble.predict(x[:0], threads=1).shape == (0,)


def test_learned_weights_are_better_than_the_expected_ones_and_about_as_good_as_the_best_part(rows):
    x, number, _, groups = rows
    parts = {
        family: train_average("regression", lessons(x, number, groups), settings(family), 1, 1).outside
        for family in ("extra-trees", "xgboost", "catboost")
    }
    some = settings(*parts)
    ensemble, outside = train_average("regression", lessons(x, number, groups), some, 1, 1)
    assert sum(ensemble.weights.values()) == pytest.approx(1.0)
    assert min(ensemble.weights.values()) >= 0.0

    def error(predictions):
        return np.mean((predictions - number) ** 2)

    expected = np.average([*parts.values()], axis=0, weights=[2.4, 1.0, 1.0])
    assert error(outside) < error(expected)
    assert error(outside) < 1.3 * min(map(error, parts.values()))
    np.testing.assert_allclose(outside, sum(ensemble.weights[family] * parts[family] for family in parts))


def test_a_family_that_is_far_better_gets_the_weight(rows):
    x, number, _, groups = rows
    far_better = settings("neural-network", "lightgbm")
    ensemble, _ = train_average("regression", lessons(x, number, groups), far_better, 1, 1)
    assert ensemble.weights["neural-network"] > 0.9


@pytest.mark.parametrize("patience", [None, 5])
def test_predictions_outside_of_folds_do_not_know_their_rows(rows, patience):
    x, _, _, groups = rows
    noise = np.random.default_rng(1).standard_normal(len(x))
    trained = train_average("regression", lessons(x, noise, groups), settings(patience=patience), 1, 1)
    assert np.corrcoef(trained.outside, noise)[0, 1] < 0.15
    assert np.corrcoef(trained.ensemble.predict(x, 1), noise)[0, 1] > 0.25


@pytest.mark.parametrize("family", ["xgboost", "lightgbm", "catboost"])
def test_early_stopping_grows_few_trees_on_noise_and_many_where_they_help(rows, family):
    x, number, _, groups = rows
    noise = np.random.default_rng(1).standard_normal(len(x))
    own = getattr(settings(), family)
    trees = {}
    for name, y in (("noise", noise), ("signal", number)):
        all_rows = lessons(x, y, groups)
        inner, held = next(folds("regression", y, groups, 4, seed=1))
        parts = all_rows.only(inner), all_rows.only(held)
        trees[name] = kind_of(family).stop_early("regression", *parts, 5, own, 1, 1).trees
    assert trees["noise"] < 10 < 30 < trees["signal"] <= own.trees


def test_only_trees_that_build_on_each_other_stop_early():
    boosted = {family for family in FAMILIES if issubclass(kind_of(family), Boosted)}
    assert boosted == {"xgboost", "lightgbm", "catboost"}


def test_a_single_row_of_a_class_stops_nothing_early(rows):
    x, _, _, _ = rows
    y = np.zeros(len(x))
    y[:2] = 1.0
    trained = train_average("classification", lessons(x, y), settings("catboost", patience=5, folds=2), 1, 1)
    assert np.isfinite(trained.outside).all()


def test_folds_keep_groups_together_and_classes_apart(rows):
    _, number, target, groups = rows
    for task, y in (("regression", number), ("classification", target)):
        outer = []
        for inside, outside in folds(task, y, groups, 4, seed=1):
            assert not set(groups[inside]) & set(groups[outside])
            outer += outside.tolist()
        assert sorted(outer) == list(range(len(y)))
    # with too few groups rows are drawn, and a class of three rows makes three folds
    few = np.zeros(len(target))
    few[:3] = 1.0
    splits = list(folds("classification", few, np.zeros(len(few)), 5, seed=1))
    assert len(splits) == 3
    assert all(few[outside].sum() == 1 for _, outside in splits)


def test_trees_that_point_outside_of_themselves_are_refused(rows, tmp_path):
    x, number, _, _ = rows
    model = ExtraTreesModel.fit("regression", lessons(x, number), ExtraTreesSettings(trees=10), 1, 1)
    model.write(tmp_path / "good.skops")
    ExtraTreesModel.read(tmp_path / "good.skops", "regression")
    tree = model._trees.estimators_[3].tree_
    for nodes, wrong in ((tree.children_left, 100_000), (tree.children_right, -1), (tree.feature, 100_000)):
        kept, nodes[0] = nodes[0], wrong
        model.write(tmp_path / "bad.skops")
        nodes[0] = kept
        with pytest.raises(LearningError, match=r"bad.skops: a tree points outside of itself"):
            ExtraTreesModel.read(tmp_path / "bad.skops", "regression")


def test_a_class_of_one_group_is_spread_over_folds():
    target = np.zeros(100)
    target[:10] = 1.0
    groups = np.repeat(np.arange(10), 10)
    for inside, outside in folds("classification", target, groups, 5, seed=1):
        assert target[inside].sum() == 8
        assert target[outside].sum() == 2


@pytest.mark.parametrize("family", FAMILIES)
def test_a_handful_of_rows_is_enough(rows, family):
    x, number, _, _ = rows
    few = slice(0, 4)
    for task, y in (("regression", number[few]), ("classification", np.array([0.0, 1.0, 1.0, 0.0]))):
        trained = train_average(task, lessons(x[few], y), settings(family), seed=1, threads=1)
        assert np.isfinite(trained.outside).all()


def test_a_file_that_holds_something_else_is_refused(tmp_path):

    skops.io.dump({"not": "trees"}, tmp_path / "model.skops")
    with pytest.raises(LearningError, match=r"model.skops: holds no extremely randomised trees"):
        ExtraTreesModel.read(tmp_path / "model.skops", "regression")
    skops.io.dump(NEBSettings(), tmp_path / "other.skops")
    with pytest.raises(LearningError, match=r"other.skops: holds more than randomised trees"):
        ExtraTreesModel.read(tmp_path / "other.skops", "regression")


def test_a_family_twice_is_refused():
    with pytest.raises(ValueError, match="a family twice"):
        LearningSettings(families=["lightgbm", "lightgbm"])


def test_calibration_finds_the_curve_behind_the_outcomes():
    rng = np.random.default_rng(0)
    one, two = rng.normal(-1.0, 2.0, 20_000), rng.normal(0.0, 1.0, 20_000)
    happened = rng.random(20_000) < 1.0 / (1.0 + np.exp(-(1.5 * one + 0.4 * two - 0.7)))
    found = calibrate([one, two], happened, [1.0, 1.0])
    normal = rng.random(20_000) < norm.cdf(0.8 * one + 0.3)
    assert calibrate([one], normal, [1.0], normal=True).slopes[0] == pytest.approx(0.8, abs=0.05)
    assert found.slopes == pytest.approx((1.5, 0.4), abs=0.08)
    assert found.offset == pytest.approx(-0.7, abs=0.08)
    probability = found.probability(one, two)
    for low in np.arange(0.0, 1.0, 0.2):
        inside = (probability >= low) & (probability < low + 0.2)
        assert happened[inside].mean() == pytest.approx(probability[inside].mean(), abs=0.03)


def test_curves_that_are_drawn_scatter_around_the_truth():
    inside = []
    for seed in range(100):
        rng = np.random.default_rng(seed)
        scores = rng.normal(-2.0, 2.0, 300)
        happened = rng.random(300) < 1.0 / (1.0 + np.exp(-(1.3 * scores - 0.4)))
        slopes, offsets = draw_calibrations(scores, happened, 0.3, 500, rng)
        at = slopes * -1.0 + offsets
        inside.append(np.quantile(at, 0.05) < -1.7 < np.quantile(at, 0.95))
    assert 0.8 < np.mean(inside) < 0.98


def test_few_rows_make_no_steep_curve():
    scores = np.array([-1.0, -0.5, 0.5, 1.0])
    found = calibrate([scores], scores > 0, [1.0])
    assert 1.0 < found.slopes[0] < 3.0
    assert calibrate([scores], np.zeros(4, dtype=bool), [1.0]).slopes[0] > 0.0


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
            outside = train_average("regression", chosen, averaging, 1, 1).outside
            errors.append(np.mean((outside - number) ** 2))
        assert errors[0] < 0.5 * errors[1]
