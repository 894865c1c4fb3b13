import re

import pytest

from glasscape.campaign.config import Sample
from glasscape.config import parse_config
from glasscape.errors import ConfigError
from glasscape.studies.softness.check import check
from glasscape.studies.softness.settings import SoftnessSettings
from glasscape.studies.softness.study import STUDY

READ = [Sample(ensemble="e", sample=name, path=f"{name}.extxyz") for name in ("a", "b", "c")]
MADE = [Sample(ensemble="e", sample=name) for name in ("a", "b", "c")]


def config(sections=None, **section):
    return parse_config({"studies": ["softness"], "softness": section, **(sections or {})})


def test_configs_that_fit_their_samples():
    check(config(), READ)
    check(config({"preparation": {"particles": 900}}, learning={"test": ["b"]}), MADE)
    # without samples, nothing is computed
    check(config({"minima": {"max_force": 1e-6}}), [])
    # every sample is a minimum of its own
    ranges = {"temperature": [0.08, 0.1], "density": [0.9, 1.1]}
    check(config({"preparation": {"particles": 1000, "ranges": ranges}}), MADE)
    lines = " ".join(STUDY.plan(config(), []).lines)
    assert re.search(r"a glass takes about \d+ (seconds|minutes) on one core", lines)
    assert STUDY.uses_samples(config(), READ)
    assert not STUDY.uses_samples(config(), MADE)
    assert "labels softness_10, softness_30, log_vibrality of species 1" in lines
    assert "evaluated on 3 folds" in lines


@pytest.mark.parametrize(
    ("sections", "section", "samples", "message"),
    [
        ({"minima": {"max_force": 1e-6}}, {}, READ, "minima.max_force: 1e-06 is too large"),
        ({"minima": {"max_force": 1e-6}}, {}, MADE, "minima.max_force: 1e-06 is too large"),
        ({"preparation": {"particles": 30}}, {}, MADE, "preparation.particles: 30 particles are too few"),
        (
            {},
            {},
            MADE,
            "softness.descriptors.families radial: reaches to 4.7, but half the width of the cell of 600 "
            "particles is 4.217; leave it out, or set preparation.particles to 831 or more",
        ),
        (
            {"preparation": {"particles": 900, "ranges": {"density": [1.0, 1.2]}}},
            {"averaging_lengths": [4.6], "descriptors": {"families": ["bonds"]}},
            MADE,
            "softness.averaging_lengths: reaches to 4.6, but .* of 900 particles is 4.543; .* to 935 or more",
        ),
        (
            {"preparation": {"ranges": {"density": [1.0, 40.0]}}},
            {},
            MADE,
            "preparation.particles: 600 particles are too few",
        ),
        ({}, {"learning": {"folds": 4}}, READ, "softness.learning.folds: 4 folds"),
    ],
)
def test_mistakes_are_named(sections, section, samples, message):
    with pytest.raises(ConfigError, match=message):
        check(config(sections, **section), samples)


def test_thermal_descriptors_are_refused():
    with pytest.raises(ConfigError, match="softness.descriptors: states: softness is a property of minima"):
        config(descriptors={"states": ["inherent", "thermal"]})
    # other keys of the descriptors leave the state alone
    assert SoftnessSettings(descriptors={"families": ["bonds"]}).descriptors.states == ["inherent"]


def test_labels_have_names_for_every_number_of_modes_and_every_length():
    settings = SoftnessSettings(labels=["softness"], modes=[5, 20], averaging_lengths=[0.5, 2.0])
    assert settings.label_names == [
        f"softness_{count}{average}" for average in ("", "_over_0.5", "_over_2") for count in (5, 20)
    ]
