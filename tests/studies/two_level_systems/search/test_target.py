"""What a search looks for."""

import numpy as np
import pandas as pd
import pytest

from glasscape.studies.two_level_systems.search.settings import TargetSettings
from glasscape.studies.two_level_systems.search.target import Target
from glasscape.tunnelling.settings import QuantumSettings


def test_targets_choose_side_and_scale():
    rows = pd.DataFrame(
        {
            "verdict": ["double well", "double well", "multiple wells", "double well"],
            "energy_barrier": [0.01, 0.5, 0.01, np.nan],
        }
    )
    low = Target.of(TargetSettings(column="energy_barrier", threshold=0.1), QuantumSettings())
    assert low.is_target(rows).tolist() == [True, False, False, False]
    np.testing.assert_allclose(low.scaled(rows), [-2.0, np.log10(0.5), -2.0, np.nan])
    assert (low.margin(low.scaled(rows)) > 0).tolist() == [True, False, True, False]
    assert low.name == "double wells with energy barrier < 0.1"
    high = Target.of(
        TargetSettings(column="energy_barrier", threshold=0.1, side="high", scale="linear"), QuantumSettings()
    )
    assert high.is_target(rows).tolist() == [False, True, False, False]
    assert high.margin(high.scaled(rows))[1] == pytest.approx(0.4)
    np.testing.assert_array_equal(high.unscaled(high.scaled(rows)), rows.energy_barrier)
