"""Settings of an ensemble that must suit each other."""

import pytest

from glasscape.config import parse_campaign, parse_config
from glasscape.errors import ConfigError
from glasscape.studies.two_level_systems.check import check


def test_targets_have_zero_point_energy_if_it_counts(tmp_path):
    sheet = tmp_path / "samples.tsv"
    sheet.write_text("ensemble\tsample\ne\tg\n")

    def parsed(zero_point, **target):
        study = {"quantum": {"zero_point": zero_point}, "search": {"target": target}}
        return parse_campaign({"samples": str(sheet), "two_level_systems": study})

    parsed("adiabatic", column="quantum_splitting", threshold=0.01)
    with pytest.raises(ConfigError, match="energy_barrier has no zero-point energy"):
        parsed("adiabatic", column="energy_barrier", threshold=0.1)
    with pytest.raises(ConfigError, match="soft_overlap is known for two-level systems only"):
        parsed("none", column="soft_overlap", threshold=0.1, side="high")


def test_an_ensemble_is_looked_up_or_read(tmp_path):
    sheet, search, quantum = tmp_path / "samples.tsv", {}, {}

    def parsed(*lines):
        sheet.write_text("\n".join(["ensemble\tsample\tpath", *lines]))
        study = {"lookup": {"tables": [{"path": "x.csv"}]}, "search": search, "quantum": quantum}
        return parse_campaign({"samples": str(sheet), "two_level_systems": study})

    assert parsed("e\tg").names("e") == ["g"]
    with pytest.raises(ConfigError, match=r"lookup.tables: tables of labels replace minima.*for sample 'g'"):
        parsed("e\tg\tp")
    with pytest.raises(ConfigError, match="needs exactly one line in the sample sheet"):
        parsed("e\tg", "e\th")
    search["target"] = {"column": "path_length", "threshold": 1.0}
    with pytest.raises(ConfigError, match="tables of labels have no path_length"):
        parsed("e\tg")
    search.clear()
    quantum["zero_point"] = "adiabatic"
    with pytest.raises(ConfigError, match=r"quantum.zero_point: tables of labels have no vibrations"):
        parsed("e\tg")


def test_isotopes_have_a_positive_mass_for_every_species(tmp_path):
    sheet = tmp_path / "samples.tsv"
    sheet.write_text("ensemble\tsample\ne\tg\n")

    def parsed(*isotopes):
        study = {"isotopes": [*isotopes]}
        return parse_campaign({"samples": str(sheet), "two_level_systems": study})

    parsed([0.9], [1.1])
    with pytest.raises(ConfigError, match="has 2 masses, but the potential has 1 species"):
        parsed([1.0, 2.0])
    with pytest.raises(ConfigError, match="positive mass"):
        parsed([0.0])


@pytest.mark.parametrize("learning", [{"families": ["glassmlp"]}, {"stack": "glassmlp"}])
def test_a_missing_library_is_named(monkeypatch, learning):
    content = {"studies": ["two_level_systems"], "two_level_systems": {"learning": learning}}
    check(parse_config(content), [])
    monkeypatch.setattr("glasscape.learning.check.find_spec", lambda name: None)
    with pytest.raises(ConfigError, match=r"two_level_systems.learning: glassmlp needs optional libraries"):
        check(parse_config(content), [])
