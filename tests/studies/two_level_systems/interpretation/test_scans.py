"""How the quality of models depends on what they are given."""

import pytest
from studies.two_level_systems.interpretation.simple_labels import FEATURES, QUICK, TARGET

from glasscape.studies.two_level_systems.interpretation import scans
from glasscape.studies.two_level_systems.interpretation.evaluate import VALUE
from glasscape.studies.two_level_systems.interpretation.figures import show_scan
from glasscape.studies.two_level_systems.interpretation.tables import SCAN
from glasscape.tunnelling.verdict import DOUBLE_WELL


@pytest.mark.parametrize("name", ["displacements", "labels", "trees", "features"])
def test_scans_vary_their_parameter(labels, importance, name):
    table = scans.scan(name, labels, FEATURES, TARGET, QUICK, 1, 1, importance)
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
