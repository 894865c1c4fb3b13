"""Settings of models."""

import pytest

from glasscape.learning.settings import ModelAverageSettings


def test_a_family_twice_is_refused():
    with pytest.raises(ValueError, match="lightgbm is there twice"):
        ModelAverageSettings(families=["lightgbm", "lightgbm"])
