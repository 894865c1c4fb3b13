"""What models have learnt, of labels whose physics is known."""

import numpy as np
import pandas as pd
import pytest

from glasscape.learning.settings import CatBoostSettings
from glasscape.learning.settings import LightGBMSettings
from glasscape.studies.two_level_systems.interpretation.evaluate import VALUE
from glasscape.studies.two_level_systems.interpretation.figures import show_importance
from glasscape.studies.two_level_systems.interpretation.figures import show_scan
from glasscape.studies.two_level_systems.interpretation.figures import show_shapley
from glasscape.studies.two_level_systems.interpretation.figures import show_transfer
from glasscape.studies.two_level_systems.interpretation.tables import IMPORTANCE
from glasscape.studies.two_level_systems.interpretation.tables import SCAN
from glasscape.studies.two_level_systems.interpretation.tables import SHAPLEY
from glasscape.studies.two_level_systems.interpretation.tables import TRANSFER
from glasscape.studies.two_level_systems.interpretation.transfer import ORIGIN
from glasscape.studies.two_level_systems.interpretation.transfer import tell_ensembles_apart
from glasscape.studies.two_level_systems.interpretation.transfer import transfer
from glasscape.studies.two_level_systems.search.models import train
from glasscape.studies.two_level_systems.search.settings import LearningSettings
from glasscape.studies.two_level_systems.search.settings import TargetSettings
from glasscape.studies.two_level_systems.search.target import Target
from glasscape.tables import feature_columns
from glasscape.tunnelling.verdict import DOUBLE_WELL
from glasscape.understanding import explain
from glasscape.understanding import scans
from glasscape.units import ARGON


TARGET = Target.of(TargetSettings(), ARGON)
QUICK = LearningSettings(
    families=["lightgbm"],
    stack=None,
    prefilter=False,
    lightgbm=LightGBMSettings(trees=40, learning_rate=0.2),
    catboost=CatBoostSettings(trees=30),
    folds=2,
)
NAMES = [column.name for column in feature_columns(3)]


def made_labels(seed, shift=0.0, n=400):
    """Double wells have small displacements; splittings grow with the energy difference alone."""
    rng = np.random.default_rng(seed)
    table = pd.DataFrame({name: rng.uniform(0.1, 1.0, n) for name in NAMES})
    well = table.total_displacement < 0.5
    table["quantum_splitting"] = (1e-3 * 10 ** (2 * table.energy_difference + shift)).where(well)
    table["participation_ratio"] += shift
    table["sample"] = rng.choice(["g", "h", "i", "j"], n)
    table["status"], table["reason"] = "ok", "random"
    table["verdict"] = np.where(well, "double well", "multiple wells")
    return table.assign(a=0, b=1)


@pytest.fixture(scope="module")
def labels():
    return made_labels(0)


@pytest.fixture(scope="module")
def importance(labels):
    return explain.permutation_importance(labels, 3, TARGET, QUICK, seed=1, threads=1)


def test_shapley_values_add_up_and_name_what_decides(labels, monkeypatch):
    monkeypatch.setattr(explain, "EXPLAINED", 30)
    monkeypatch.setattr(explain, "BACKGROUND", 10)
    models = train(labels, 3, TARGET, QUICK, seed=1, threads=1)
    table = explain.shapley_values(models, labels, seed=1, threads=1)
    SHAPLEY.arrow(table)
    sizes = table.assign(size=table.contribution.abs()).groupby(["question", "feature"])["size"].mean()
    assert sizes[DOUBLE_WELL].idxmax() == "total_displacement"
    assert sizes[VALUE].idxmax() == "energy_difference"
    # small displacements make double wells
    rows = table[(table.question == DOUBLE_WELL) & (table.feature == "total_displacement")]
    assert rows.contribution[rows.given < 0.45].min() > rows.contribution[rows.given > 0.55].max()
    # pairs differ by what their contributions add up to
    total = table[table.question == VALUE].groupby("pair").contribution.sum()
    given = table[(table.question == VALUE) & (table.feature == "energy_difference")].given.to_numpy()
    assert np.corrcoef(total, given)[0, 1] > 0.9
    assert show_shapley(table).axes[0].get_xlabel() == "contribution to the probability of a double well"


def test_importance_names_what_decides(importance):
    IMPORTANCE.arrow(importance)
    means = importance.groupby(["question", "feature"]).loss.mean()
    assert means[DOUBLE_WELL].idxmax() == "total_displacement"
    assert means[VALUE].idxmax() == "energy_difference"
    assert means[DOUBLE_WELL].drop("total_displacement").abs().max() < 0.2 * means[DOUBLE_WELL].max()
    assert len(show_importance(importance).axes) == 2


@pytest.mark.parametrize("name", ["displacements", "labels", "trees", "features"])
def test_scans_vary_what_they_say(labels, importance, name):
    table = scans.scan(name, labels, 3, TARGET, QUICK, 1, 1, importance)
    SCAN.arrow(table)
    steps = {
        "displacements": [1, 2, 3],
        "labels": [50, 100, 200],
        "trees": list(scans.PARTS),
        "features": [1, 2, 3, 4, 6, 8, 11],
    }[name]
    assert sorted(table.parameter.unique()) == steps
    means = table.groupby(["question", "parameter"]).score.mean()
    assert means[DOUBLE_WELL].iloc[-1] > 0.95
    assert means[VALUE].iloc[-1] > 0.8
    if name == "features":
        # the first two decide everything
        assert means[DOUBLE_WELL][2.0] > 0.95
        assert means[VALUE][2.0] > 0.8
    figure = show_scan(table, name)
    assert len(figure.axes[0].lines[0].get_xdata()) == len(steps)


def test_transfer_fails_where_the_physics_differs(labels):
    tables = {"one": labels, "two": made_labels(1), "other": made_labels(2, shift=1.0)}
    found = transfer(tables, 3, TARGET, QUICK, seed=1, threads=1)
    TRANSFER.arrow(found)
    scores = found.set_index(["question", "learnt", "judged"]).score
    assert scores[VALUE, "one", "two"] > 0.8
    assert scores[VALUE, "one", "one"] > 0.8
    assert scores[VALUE, "one", "other"] < 0.0
    assert scores[DOUBLE_WELL, "one", "other"] > 0.9
    origin = tell_ensembles_apart(tables, 3, QUICK, seed=1, threads=1)
    TRANSFER.arrow(origin)
    parts = origin.set_index(["learnt", "judged"]).score
    assert parts["other", "other"] > 0.95
    assert parts["one", "other"] < 0.05
    assert 0.2 < parts["one", "one"] < 0.8
    both = pd.concat([found, origin], ignore_index=True)
    assert [axes.get_title() for axes in show_transfer(both).axes][-1] == "part of the pairs"
    assert set(both.question) == {DOUBLE_WELL, VALUE, ORIGIN}
