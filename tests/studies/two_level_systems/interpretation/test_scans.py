"""How the quality of models depends on what they are given."""

import numpy as np
import pytest
from studies.two_level_systems.interpretation.simple_labels import (
    QUICK,
    TARGET,
    TRAINING,
    made_labels,
)

from glasscape.learning.settings import LightGBMSettings
from glasscape.studies.two_level_systems.interpretation import explain, scans
from glasscape.studies.two_level_systems.interpretation.evaluate import DOUBLE_WELL as EVALUATED
from glasscape.studies.two_level_systems.interpretation.evaluate import VALUE
from glasscape.studies.two_level_systems.interpretation.figures import show_scan
from glasscape.studies.two_level_systems.interpretation.tables import SCAN
from glasscape.studies.two_level_systems.pairs.tables import PairFeatures
from glasscape.studies.two_level_systems.search.training import Training
from glasscape.tunnelling.verdict import DOUBLE_WELL


@pytest.mark.parametrize("name", ["displacements", "labels", "trees", "features"])
def test_scans_vary_their_parameter(labels, name):
    table = scans.scan(name, labels, TRAINING)
    SCAN.arrow(table)
    steps = {
        "displacements": [1, 2, 3],
        "labels": [50, 100, 200],
        "trees": list(scans.PARTS),
        "features": [1, 2, 3, 4, 7, 11],
    }[name]
    assert sorted(table.parameter.unique()) == steps
    means = table.groupby(["question", "parameter"]).score.mean()
    assert means[DOUBLE_WELL].iloc[-1] > 0.95
    assert means[VALUE].iloc[-1] > 0.8
    if name == "features":
        # the two most important features decide everything
        assert means[DOUBLE_WELL][2.0] > 0.95
        assert means[VALUE][2.0] > 0.8
    figure = show_scan(table, name)
    assert len(figure.axes[0].lines[0].get_xdata()) == len(steps)


def test_features_are_not_chosen_by_held_out_labels(monkeypatch):
    """Of noise, few features chosen among many by the labels that test them would seem to tell something."""
    monkeypatch.setattr(explain, "SHUFFLES", 1)
    features = PairFeatures(12)
    quick = QUICK.model_copy(update={"lightgbm": LightGBMSettings(trees=10, learning_rate=0.3)})
    scores = []
    for seed in range(4):
        labels = made_labels(seed, n=120, features=features)
        labels["verdict"] = np.random.default_rng(seed).permutation(labels.verdict)
        labels["quantum_splitting"] = np.where(labels.verdict == DOUBLE_WELL, 1e-3, np.nan)
        table = scans.scan("features", labels, Training(features, TARGET, quick, seed, threads=1))
        scores.append(table[(table.question == EVALUATED) & (table.parameter < 9)].score.mean())
    # chosen by all labels they have 0.567
    assert np.mean(scores) < 0.52
