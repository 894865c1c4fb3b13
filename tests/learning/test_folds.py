"""Splits of labelled rows into folds."""

import numpy as np

from glasscape.learning.folds import folds, inner_folds


def test_folds_keep_groups_together_and_classes_apart(rows):
    _, number, target, groups = rows
    for task, y in (("regression", number), ("classification", target)):
        seen = []
        for training, held_out in folds(task, y, groups, 4, seed=1):
            assert not set(groups[training]) & set(groups[held_out])
            seen += held_out.tolist()
        assert sorted(seen) == list(range(len(y)))
    # with too few groups rows are drawn, and a class of three rows makes three folds
    few = np.zeros(len(target))
    few[:3] = 1.0
    splits = list(folds("classification", few, np.zeros(len(few)), 5, seed=1))
    assert len(splits) == 3
    assert all(few[held_out].sum() == 1 for _, held_out in splits)


def test_a_class_of_one_group_is_spread_over_folds():
    target = np.zeros(100)
    target[:10] = 1.0
    groups = np.repeat(np.arange(10), 10)
    for training, held_out in folds("classification", target, groups, 5, seed=1):
        assert target[training].sum() == 8
        assert target[held_out].sum() == 2


def test_inner_folds_are_of_whole_groups_even_if_groups_are_few():
    groups = np.repeat(np.arange(3), 20)
    y = np.random.default_rng(0).standard_normal(60)
    splits = inner_folds("regression", y, groups, 5, seed=1)
    assert len(splits) == 3
    assert all(not set(groups[training]) & set(groups[held_out]) for training, held_out in splits)
    # a single group is split by rows
    assert len(inner_folds("regression", y, np.zeros(60), 5, seed=1)) == 5
