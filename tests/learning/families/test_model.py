"""What all families of models have in common."""

import numpy as np
import pytest
from learning.training import FAMILIES, settings, training_data

from glasscape.learning.families.model import ROWS_PER_THREAD, Boosted, useful_threads
from glasscape.learning.folds import folds
from glasscape.learning.registry import kind_of


@pytest.mark.parametrize("family", ["xgboost", "lightgbm", "catboost"])
def test_early_stopping_grows_few_trees_on_noise_and_many_where_they_help(rows, family):
    x, number, _, groups = rows
    noise = np.random.default_rng(1).standard_normal(len(x))
    own = getattr(settings(), family)
    trees = {}
    for name, y in (("noise", noise), ("signal", number)):
        all_rows = training_data(x, y, groups)
        inner, held = next(folds("regression", y, groups, 4, seed=1))
        parts = all_rows.only(inner), all_rows.only(held)
        trees[name] = kind_of(family).stop_early("regression", *parts, 5, own, 1, 1).trees
    assert trees["noise"] < 10 < 30 < trees["signal"] <= own.trees


def test_only_trees_that_build_on_each_other_stop_early():
    boosted = {family for family in FAMILIES if issubclass(kind_of(family), Boosted)}
    assert boosted == {"xgboost", "lightgbm", "catboost"}


@pytest.mark.parametrize(
    ("rows", "threads", "useful"),
    [(400, 8, 1), (ROWS_PER_THREAD, 8, 2), (100 * ROWS_PER_THREAD, 8, 8), (100 * ROWS_PER_THREAD, 1, 1)],
)
def test_few_rows_are_boosted_on_one_core(rows, threads, useful):
    assert useful_threads(rows, threads) == useful
