"""Settings of studies of particles are checked against their samples."""

import pytest

from glasscape.errors import ConfigError
from glasscape.particles.check import check_transfer
from glasscape.studies.propensity.settings import PropensitySettings


def check(samples, **learning):
    own = PropensitySettings.model_validate({"learning": {"transfer": ["ridge"], **learning}})
    check_transfer("propensity", dict.fromkeys(samples, own), samples)


def test_samples_of_the_same_names_are_in_every_fold():
    check({"warm": ["a", "b", "c"], "cold": ["c", "a", "b"]}, folds=3)
    check({"warm": ["a", "b", "c"], "cold": ["a", "b"]}, test=["a"])


def test_a_fold_without_samples_of_an_ensemble_is_named():
    with pytest.raises(ConfigError, match=r"propensity.learning.transfer: a fold has no (test|training)"):
        check({"warm": ["a", "b", "c"], "cold": ["d", "e", "f"]}, folds=3)
    with pytest.raises(ConfigError, match="no test sample of the ensemble cold; give samples the same names"):
        check({"warm": ["a", "b"], "cold": ["b", "c"]}, test=["a"])
    with pytest.raises(ConfigError, match="no training sample of the ensemble cold"):
        check({"warm": ["a", "b"], "cold": ["a"]}, test=["a"])
