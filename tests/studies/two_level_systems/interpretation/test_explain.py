"""Which features of a pair decide, by the models."""

import numpy as np
import pytest
from studies.two_level_systems.interpretation.simple_labels import TRAINING

from glasscape.studies.two_level_systems.interpretation import explain
from glasscape.studies.two_level_systems.interpretation.evaluate import VALUE
from glasscape.studies.two_level_systems.interpretation.figures import show_importance, show_shapley
from glasscape.studies.two_level_systems.interpretation.tables import IMPORTANCE, SHAPLEY
from glasscape.studies.two_level_systems.search.models import train
from glasscape.tunnelling.verdict import DOUBLE_WELL


@pytest.mark.slow
def test_shapley_values_add_up_and_identify_the_deciding_features(labels, monkeypatch):
    monkeypatch.setattr(explain, "EXPLAINED", 30)
    monkeypatch.setattr(explain, "BACKGROUND", 10)
    models = train(labels, TRAINING)
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


def test_importance_identifies_the_deciding_features(importance):
    IMPORTANCE.arrow(importance)
    means = importance.groupby(["question", "feature"]).loss.mean()
    assert means[DOUBLE_WELL].idxmax() == "total_displacement"
    assert means[VALUE].idxmax() == "energy_difference"
    assert means[DOUBLE_WELL].drop("total_displacement").abs().max() < 0.2 * means[DOUBLE_WELL].max()
    assert len(show_importance(importance).axes) == 2
