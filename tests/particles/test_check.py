"""Settings of studies of particles are checked against their samples."""

import pytest

from glasscape.errors import ConfigError
from glasscape.particles.check import check_transfer
from glasscape.particles.settings import ParticleStudySettings, TransferLearningSettings


class Study(ParticleStudySettings):
    """The section of a study whose models learn all states together."""

    learning: TransferLearningSettings = TransferLearningSettings()

    @property
    def label_names(self):
        return ["label"]

    @property
    def transfer(self):
        return self.learning.transfer


def check(samples, **learning):
    own = Study(learning=TransferLearningSettings(transfer=["ridge"], **learning))
    check_transfer("study", dict.fromkeys(samples, own), samples)


def test_samples_of_the_same_names_are_in_every_fold():
    check({"warm": ["a", "b", "c"], "cold": ["c", "a", "b"]}, folds=3)
    check({"warm": ["a", "b", "c"], "cold": ["a", "b"]}, test=["a"])


def test_a_fold_without_samples_of_an_ensemble_is_named():
    with pytest.raises(ConfigError, match=r"study.learning.transfer: a fold has no (test|training)"):
        check({"warm": ["a", "b", "c"], "cold": ["d", "e", "f"]}, folds=3)
    with pytest.raises(ConfigError, match="no test sample of the ensemble cold; give samples the same names"):
        check({"warm": ["a", "b"], "cold": ["b", "c"]}, test=["a"])
    with pytest.raises(ConfigError, match="no training sample of the ensemble cold"):
        check({"warm": ["a", "b"], "cold": ["a"]}, test=["a"])


def test_labels_have_different_names():
    class Twice(Study):
        @property
        def label_names(self):
            return ["label", "label"]

    with pytest.raises(ValueError, match="two labels have the name label"):
        Twice()
