import numpy as np
import pytest

from glasscape.samplers.equilibration import evaluate_equilibration, overlap
from glasscape.structures.cell import Cell


def test_overlap_counts_particles_that_stayed():
    cell = Cell.cubic(10.0 ** (1 / 3))
    before = np.random.default_rng(0).random((10, 3)) * cell.width
    now = before + 0.05
    now[:3] += [0.5, 0.0, 0.0]
    now[0, 1] += cell.width
    assert overlap(before, before + 7.0, cell) == 1.0
    assert overlap(before, now, cell) == 0.7
    # the unit of length does not matter
    assert overlap(2.5 * before, 2.5 * now, Cell.cubic(2.5 * cell.width)) == 0.7


def test_equilibration_is_evaluated():
    rng = np.random.default_rng(1)
    blocks = list(range(100, 10_100, 100))
    flat = 0.3 + 1e-3 * rng.standard_normal(100)
    decay = np.exp(-np.array(blocks) / 2000.0)
    good = evaluate_equilibration(blocks, flat, decay, 0.9)
    assert good.equilibrated
    assert good.relaxation_blocks == 2100.0
    assert good.energy == pytest.approx(0.3, abs=1e-3)
    fast = np.exp(-np.array(blocks) / 200.0)
    drifting = evaluate_equilibration(blocks, flat - 1e-4 * np.arange(100), fast, 0.9)
    assert not drifting.equilibrated
    assert "drifts by -0.005" in drifting.reason
    # the same change is no more than a fluctuation where the structure relaxes slowly, but that is too short
    slow = evaluate_equilibration(
        blocks, flat - 1e-4 * np.arange(100), np.exp(-np.array(blocks) / 7000.0), 0.9
    )
    assert slow.reason == "the second half lasted only 1.4 relaxation times"
    refused = evaluate_equilibration(blocks, flat, decay, 0.01)
    assert not refused.equilibrated
    assert "only 1% of the dynamics was accepted (lower preparation.time_step)" in refused.reason
    stuck = evaluate_equilibration(blocks, flat, 0.5 + 0.5 * decay, 0.9)
    assert not stuck.equilibrated
    assert stuck.relaxation_blocks is None
    assert "50% of the particles have not moved since the middle" in stuck.reason
