"""Settings of models."""

from typing import get_args

import pytest
from learning import training

from glasscape.errors import LearningError
from glasscape.learning import registry
from glasscape.learning.settings import (
    FamilyName,
    FamilyWeights,
    GraphFamilyName,
    ModelAverageSettings,
    field_of,
)


def test_a_family_twice_is_refused():
    with pytest.raises(ValueError, match="lightgbm is there twice"):
        ModelAverageSettings(families=["lightgbm", "lightgbm"])


def test_every_family_has_a_class_settings_a_weight_and_tests():
    names = get_args(FamilyName)
    assert tuple(registry.FAMILIES) == names
    assert tuple(registry.GRAPH_FAMILIES) == get_args(GraphFamilyName)
    fields = {field_of(name) for name in names}
    assert set(FamilyWeights.model_fields) == fields
    assert fields <= set(ModelAverageSettings.model_fields)
    # linear models and networks of JAX have tests of their own
    assert {*training.FAMILIES, "ridge", "glassmlp"} == set(names)


def test_a_family_that_cannot_be_imported_says_what_to_do(monkeypatch):
    def broken(name):
        raise ImportError("no library")

    monkeypatch.setattr(registry, "import_module", broken)
    with pytest.raises(LearningError, match=r"xgboost cannot be imported \(no library\): install glasscape"):
        registry.kind_of("xgboost")
    with pytest.raises(LearningError, match=r"glassmlp cannot be imported .*: pip install -e '.\[deep\]'"):
        registry.kind_of("glassmlp")
