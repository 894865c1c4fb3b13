"""Files of extremely randomised trees."""

import numpy as np
import pytest
import skops.io
from learning.training import training_data

from glasscape.errors import LearningError
from glasscape.learning.families.extra_trees import ExtraTreesModel
from glasscape.learning.settings import ExtraTreesSettings


def test_trees_with_nodes_that_do_not_exist_are_refused(rows, tmp_path):
    x, number, _, _ = rows
    model = ExtraTreesModel.fit("regression", training_data(x, number), ExtraTreesSettings(trees=10), 1, 1)
    model.write(tmp_path / "good.skops")
    ExtraTreesModel.read(tmp_path / "good.skops", "regression")
    tree = model._trees.estimators_[3].tree_
    message = r"bad.skops: a tree refers to nodes or features that do not exist"
    for nodes, wrong in ((tree.children_left, 100_000), (tree.children_right, -1), (tree.feature, 100_000)):
        kept, nodes[0] = nodes[0], wrong
        model.write(tmp_path / "bad.skops")
        nodes[0] = kept
        with pytest.raises(LearningError, match=message):
            ExtraTreesModel.read(tmp_path / "bad.skops", "regression")


def test_a_file_that_holds_something_else_is_refused(tmp_path):
    skops.io.dump({"not": "trees"}, tmp_path / "model.skops")
    with pytest.raises(LearningError, match=r"model.skops: holds no extremely randomised trees"):
        ExtraTreesModel.read(tmp_path / "model.skops", "regression")
    skops.io.dump(ExtraTreesSettings(), tmp_path / "other.skops")
    with pytest.raises(LearningError, match=r"other.skops: holds more than randomised trees"):
        ExtraTreesModel.read(tmp_path / "other.skops", "regression")


@pytest.mark.parametrize("task", ["regression", "classification"])
def test_predictions_are_those_of_scikit_learn_without_warnings_in_threads(rows, task, recwarn):
    x, number, target, _ = rows
    data = training_data(x, number if task == "regression" else target)
    model = ExtraTreesModel.fit(task, data, ExtraTreesSettings(trees=20), 1, 1)
    trees = model._trees
    trees.n_jobs = 1
    expected = trees.predict(x) if task == "regression" else trees.predict_proba(x)[:, 1]
    assert np.array_equal(model.predict(x, threads=8), expected)
    assert not recwarn.list
