"""Scores that become probabilities."""

import numpy as np
import pytest
from scipy.stats import norm

from glasscape.learning.calibration import calibrate


def test_calibration_finds_the_curve_behind_the_outcomes():
    rng = np.random.default_rng(0)
    one, two = rng.normal(-1.0, 2.0, 20_000), rng.normal(0.0, 1.0, 20_000)
    happened = rng.random(20_000) < 1.0 / (1.0 + np.exp(-(1.5 * one + 0.4 * two - 0.7)))
    found = calibrate([one, two], happened, [1.0, 1.0])
    normal = rng.random(20_000) < norm.cdf(0.8 * one + 0.3)
    assert calibrate([one], normal, [1.0], normal=True).slopes[0] == pytest.approx(0.8, abs=0.05)
    assert found.slopes == pytest.approx((1.5, 0.4), abs=0.08)
    assert found.offset == pytest.approx(-0.7, abs=0.08)
    probability = found.probability(one, two)
    for low in np.arange(0.0, 1.0, 0.2):
        inside = (probability >= low) & (probability < low + 0.2)
        assert happened[inside].mean() == pytest.approx(probability[inside].mean(), abs=0.03)


def test_few_rows_make_no_steep_curve():
    scores = np.array([-1.0, -0.5, 0.5, 1.0])
    found = calibrate([scores], scores > 0, [1.0])
    assert 1.0 < found.slopes[0] < 3.0
    assert calibrate([scores], np.zeros(4, dtype=bool), [1.0]).slopes[0] > 0.0
