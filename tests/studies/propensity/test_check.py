import re

import pytest

from glasscape.campaign.config import Sample
from glasscape.config import parse_config
from glasscape.errors import ConfigError
from glasscape.studies.propensity.check import check
from glasscape.studies.propensity.plan import plan

SAMPLES = [Sample(ensemble="e", sample=name, path=f"{name}.npz") for name in ("a", "b", "c")]


def config(**section):
    return parse_config({"studies": ["propensity"], "propensity": {"cell": 9.0, **section}})


def test_times_and_temperatures_of_samples_that_are_made():
    made = [Sample(ensemble="e", sample=name) for name in ("a", "b", "c")]
    content = {
        "studies": ["propensity"],
        "potential": {"model": "kob-andersen"},
        "preparation": {"particles": 1000},
        "propensity": {"times": [0.1, 1.0], "descriptors": {"states": ["cage"]}},
    }
    check(parse_config(content), made)
    content["propensity"]["times"] = [0.2, 1.0]
    with pytest.raises(ConfigError, match="choose among isoconfigurational.times"):
        check(parse_config(content), made)
    # a temperature of cages is not enough, because liquids are run as well
    content["preparation"] = {"ranges": {"temperature": [0.5, 0.6]}}
    content["propensity"] = {"descriptors": {"states": ["cage"], "cage": {"temperature": 0.55}}}
    with pytest.raises(ConfigError, match="preparation.ranges.temperature: runs of liquids need one"):
        check(parse_config(content), made)


def test_masses_other_than_1_are_refused_in_samples_that_are_made():
    potential = {"model": "kob-andersen", "masses": [1.0, 20.0]}
    content = {"studies": ["propensity"], "potential": potential}
    with pytest.raises(ConfigError, match=r"potential.masses: the study propensity measures"):
        check(parse_config(content), [Sample(ensemble="e", sample="a")])
    check(parse_config(content | {"propensity": {"cell": 9.0}}), SAMPLES)


def test_a_config_that_fits_its_samples():
    check(config(), SAMPLES)
    check(config(learning={"test": ["b"]}), SAMPLES)
    lines = " ".join(plan(config(learning={"test": ["b"]}), []).lines)
    assert "propensity of species 1" in lines
    assert "evaluated on test samples b" in lines
    assert "evaluated on 3 folds" in " ".join(plan(config(), []).lines)


def test_the_time_of_liquids_is_estimated():
    content = {
        "studies": ["propensity"],
        "potential": {"model": "kob-andersen"},
        "preparation": {"particles": 250},
        "isoconfigurational": {"runs": 1000, "times": [1.0, 100.0]},
    }
    measured = " ".join(plan(parse_config(content), []).lines)
    assert "1000 runs of every liquid up to 100 times the relaxation time" in measured
    assert re.search(r"its runs \d+ (minutes|hours|days) per unit of the relaxation time", measured)
    content["isoconfigurational"]["relaxation_time"] = 10.0
    assert re.search(r"its runs \d+ (minutes|hours|days) ", " ".join(plan(parse_config(content), []).lines))


@pytest.mark.parametrize(
    ("bonds", "message"),
    [
        ({}, "propensity.bonds: bond_breaking needs reach and exit_reach for 3 species, and they have 2"),
        ({"reach": [[1.4, 1.2], [1.3, 1.0]]}, "reach must be a symmetric matrix"),
        ({"reach": [[1.4, 1.2]]}, "reach must be a symmetric matrix"),
        ({"reach": [[1.4]]}, "must have the same species"),
        ({"reach": [[1.4, 1.6], [1.6, 1.0]]}, "exit_reach must be at least reach"),
    ],
)
def test_bonds_need_distances_of_all_species(bonds, message):
    made = [Sample(ensemble="e", sample=name) for name in ("a", "b", "c")]
    content = {
        "studies": ["propensity"],
        "potential": {"model": "ternary-kob-andersen-2d"},
        "propensity": {"labels": ["bond_breaking"], "bonds": bonds},
    }
    with pytest.raises(ConfigError, match=message):
        check(parse_config(content), made)
    content["propensity"] |= {"labels": ["propensity"], "bonds": {}}
    check(parse_config(content), made)


def test_a_missing_library_is_named(monkeypatch):
    monkeypatch.setattr("glasscape.learning.check.find_spec", lambda name: None)
    check(config(), SAMPLES)
    with pytest.raises(ConfigError, match=r"glassmlp needs optional libraries; pip install -e '.\[deep\]'"):
        check(config(learning={"families": ["glassmlp"]}), SAMPLES)


@pytest.mark.parametrize("name", ["density", "fraction"])
def test_samples_that_differ_have_no_common_relaxation_time_and_no_chi4(name):
    limits = {"density": [1.1, 1.2], "fraction": [0.7, 0.8]}[name]
    content = {
        "potential": {"model": "kob-andersen"},
        "preparation": {"particles": 1100, "ranges": {name: limits}},
        "propensity": {"learning": {"folds": 2}},
        "isoconfigurational": {"times": [1.0]},
    }
    made = [Sample(ensemble="e", sample="a"), Sample(ensemble="e", sample="b")]
    with pytest.raises(ConfigError, match=f"ranges.{name}: .* give isoconfigurational.relaxation_time"):
        check(parse_config(content), made)
    content["isoconfigurational"]["relaxation_time"] = 1.0
    check(parse_config(content), made)
    content["propensity"] |= {"learning": {"folds": 2, "transfer": ["ridge"]}, "times": [1.0]}
    with pytest.raises(ConfigError, match=f"ranges.{name}: .* leave the range out"):
        check(parse_config(content), made)


@pytest.mark.parametrize(
    ("section", "samples", "message"),
    [
        ({"cell": None}, SAMPLES, "propensity.cell: give the length"),
        ({}, [Sample(ensemble="e", sample="a")], "propensity.cell: leave it out"),
        ({}, [Sample(ensemble="e", sample="a", path="a.tar")], "sample a: .* an .npz file"),
        ({"learning": {"test": ["d"]}}, SAMPLES, "'d' is not in the sample sheet"),
        (
            {"learning": {"descriptors": ["bonds"]}, "descriptors": {"families": ["radial"]}},
            SAMPLES,
            "bonds is not",
        ),
        (
            {"learning": {"descriptors": ["thermal"]}, "descriptors": {"families": ["hessian"]}},
            SAMPLES,
            "learning.descriptors: thermal has no descriptors, because the families hessian",
        ),
        ({"descriptors": {"states": ["cage"]}}, SAMPLES, "cage.temperature: give the temperature"),
        ({"learning": {"transfer": ["ridge"]}}, SAMPLES, "propensity.times: give the times of the labels"),
        (
            {"learning": {"transfer": ["ridge"]}, "times": [1.0]},
            SAMPLES,
            "cage.temperature: give the temperature",
        ),
        ({"learning": {"folds": 4}}, SAMPLES, "4 folds of whole samples need as many samples; there are 3"),
        ({"learning": {"test": ["a", "b", "c"]}}, SAMPLES, "names all samples"),
    ],
)
def test_mistakes_are_named(section, samples, message):
    with pytest.raises(ConfigError, match=message):
        check(config(**section), samples)
