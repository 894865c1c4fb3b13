"""Features with mean zero and variance one."""

import numpy as np

from glasscape.learning.standardise import Standardisation


def test_rows_are_standardised_by_those_of_the_training():
    rng = np.random.default_rng(0)
    x, other = rng.normal(5.0, [0.1, 10.0], (2, 300, 2))
    standard = Standardisation.of(x)
    np.testing.assert_allclose(standard.apply(x).mean(axis=0), 0.0, atol=1e-12)
    np.testing.assert_allclose(standard.apply(x).std(axis=0), 1.0)
    np.testing.assert_allclose(standard.apply(other), (other - x.mean(axis=0)) / x.std(axis=0))


def test_absent_features_have_the_mean_and_constant_ones_are_zero():
    x = np.array([[1.0, np.nan, 0.1], [np.nan, np.nan, 0.1], [3.0, np.nan, 0.1]])
    np.testing.assert_allclose(Standardisation.of(x).apply(x), [[-1, 0, 0], [0, 0, 0], [1, 0, 0]], atol=1e-12)
