"""Labels whose physics is simple and known, and what decides them."""

import pytest
from studies.two_level_systems.interpretation.simple_labels import (
    TRAINING,
    made_labels,
)

from glasscape.studies.two_level_systems.interpretation import explain


@pytest.fixture(scope="module")
def labels():
    return made_labels(0)


@pytest.fixture(scope="module")
def importance(labels):
    return explain.permutation_importance(labels, TRAINING)
