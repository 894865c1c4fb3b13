"""What models of one ensemble know of another."""

import pandas as pd
import pytest
from studies.two_level_systems.interpretation.simple_labels import (
    TRAINING,
    made_labels,
)

from glasscape.errors import LearningError
from glasscape.studies.two_level_systems.interpretation.evaluate import VALUE
from glasscape.studies.two_level_systems.interpretation.figures import show_transfer
from glasscape.studies.two_level_systems.interpretation.tables import TRANSFER
from glasscape.studies.two_level_systems.interpretation.transfer import ORIGIN, tell_ensembles_apart, transfer
from glasscape.tunnelling.verdict import DOUBLE_WELL


def test_transfer_needs_two_ensembles_with_models(labels):
    with pytest.raises(LearningError, match="1 ensembles have models, and their transfer needs two"):
        transfer({"alone": labels}, TRAINING)


def test_transfer_fails_where_the_physics_differs(labels):
    tables = {"one": labels, "two": made_labels(1), "other": made_labels(2, shift=1.0)}
    found = transfer(tables, TRAINING)
    TRANSFER.arrow(found)
    scores = found.set_index(["question", "learnt", "evaluated"]).score
    assert scores[VALUE, "one", "two"] > 0.8
    assert scores[VALUE, "one", "one"] > 0.8
    assert scores[VALUE, "one", "other"] < 0.0
    assert scores[DOUBLE_WELL, "one", "other"] > 0.9
    origin = tell_ensembles_apart(tables, TRAINING)
    TRANSFER.arrow(origin)
    parts = origin.set_index(["learnt", "evaluated"]).score
    assert parts["other", "other"] > 0.95
    assert parts["one", "other"] < 0.05
    assert 0.2 < parts["one", "one"] < 0.8
    # what models chose elsewhere does not tell ensembles apart
    chosen = tables["other"].assign(reason="best")
    more = {"one": pd.concat([labels, chosen], ignore_index=True), "two": tables["two"]}
    again = tell_ensembles_apart(more, TRAINING).set_index(["learnt", "evaluated"]).score
    assert 0.35 < again["one", "one"] < 0.65
    both = pd.concat([found, origin], ignore_index=True)
    assert [axes.get_title() for axes in show_transfer(both).axes][-1] == "fraction of the pairs"
    assert set(both.question) == {DOUBLE_WELL, VALUE, ORIGIN}
