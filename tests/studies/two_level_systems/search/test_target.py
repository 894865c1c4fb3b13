"""What a search looks for."""

import numpy as np
import pandas as pd
import pytest

from glasscape.studies.two_level_systems.search.settings import TargetSettings
from glasscape.studies.two_level_systems.search.target import Target
from glasscape.tunnelling.settings import QuantumSettings


def test_zero_point_energies_that_count_choose_other_columns():
    rows = pd.DataFrame(
        {
            "verdict": ["two-level system", "double well", "double well"],
            "quantum_splitting": [1e-4, 0.1, 0.1],
            "verdict_adiabatic": ["no double well", "two-level system", None],
            "quantum_splitting_adiabatic": [1e-3, 1e-3, np.nan],
            "energy_barrier": [0.01, 0.02, 0.03],
        }
    )
    quantum = QuantumSettings(zero_point="adiabatic")
    target = Target.of(TargetSettings(), quantum)
    assert (target.column, target.quantity) == ("quantum_splitting_adiabatic", "quantum_splitting")
    assert target.zero_point
    assert target.is_target(rows).tolist() == [False, True, False]
    without = Target.of(TargetSettings(), QuantumSettings())
    assert not without.zero_point
    assert without.is_target(rows).tolist() == [True, False, False]
    # other quantities are those of the potential energy
    barrier = Target.of(TargetSettings(column="energy_barrier", threshold=0.025), quantum)
    assert barrier.is_target(rows).tolist() == [True, True, False]
    own = Target.of(TargetSettings(threshold=0.5), quantum)
    assert own.name == "double wells with quantum splitting adiabatic < 0.5"


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
