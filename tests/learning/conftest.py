"""Rows to learn from that several tests share."""

import numpy as np
import pytest


@pytest.fixture(scope="module")
def rows():
    """Rows of twelve groups with a number and a class that follow from two of four features.

    One feature is absent now and then, another one always.
    """
    rng = np.random.default_rng(0)
    x = rng.uniform(-1.0, 1.0, (600, 4))
    number = np.sin(3.0 * x[:, 0]) + x[:, 1] ** 2 + 0.02 * rng.standard_normal(600)
    x[rng.random(600) < 0.2, 2] = np.nan
    x[:, 3] = np.nan
    return x, number, (number > 0.5).astype(float), np.repeat(np.arange(12), 50)
