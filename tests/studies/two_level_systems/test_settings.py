"""The section of this study in a config, and where keys of earlier versions belong now."""

import pytest

from glasscape.config import parse_campaign, parse_config
from glasscape.errors import ConfigError
from glasscape.studies.two_level_systems.settings import TwoLevelSystemsSettings
from glasscape.units import ARGON, NIP


def section(content):
    """The section of a config that holds nothing else."""
    return parse_config({"two_level_systems": content}).section(TwoLevelSystemsSettings)


def test_units():
    assert section({}).quantum.units == ARGON
    assert section({"quantum": {"substance": "NiP"}}).quantum.units == NIP
    custom = {"substance": "custom", "hbar": 0.01, "splitting_threshold": 0.001}
    units = section({"quantum": custom}).quantum.units
    assert (units.hbar, units.splitting_threshold) == (0.01, 0.001)


def test_ensembles_change_single_keys(tmp_path):
    (tmp_path / "samples.tsv").write_text("ensemble\tsample\ncold\tg\nhot\tg\n")
    content = {
        "samples": str(tmp_path / "samples.tsv"),
        "two_level_systems": {"search": {"max_iterations": 50, "seed": 3}},
        "ensembles": {
            "hot": {"two_level_systems": {"search": {"seed": 4}, "quantum": {"substance": "NiP"}}},
        },
    }
    configs = parse_campaign(content).configs
    cold, hot = (configs[name].section(TwoLevelSystemsSettings) for name in ("cold", "hot"))
    assert (cold.search.seed, hot.search.seed) == (3, 4)
    assert (cold.search.max_iterations, hot.search.max_iterations) == (50, 50)
    assert (cold.quantum.units.name, hot.quantum.units.name) == ("argon", "NiP")


def test_mistakes_in_ensembles_are_named(tmp_path):
    (tmp_path / "samples.tsv").write_text("ensemble\tsample\nhot\tg\n")
    changes = {"hot": {"two_level_systems": {"pairs": {"displacements": 0}}}}
    content = {"samples": str(tmp_path / "samples.tsv"), "ensembles": changes}
    with pytest.raises(ConfigError, match="ensembles.hot: two_level_systems.pairs.displacements.*got 0"):
        parse_campaign(content)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"serach": {}}, "config: two_level_systems.serach: unknown key"),
        ({"search": {"pairs_per_iteraton": 5}}, "search.pairs_per_iteraton: unknown key"),
        (
            {"search": {"pairs_per_iteration": 0}},
            "search.pairs_per_iteration.*greater than or equal to 1.*got 0",
        ),
        ({"search": {"pairs_per_iteration": "100"}}, "search.pairs_per_iteration.*integer.*got '100'"),
        ({"search": {"max_iterations": -1}}, "search.max_iterations.*got -1"),
        ({"search": {"stop_fraction": 1.5}}, "search.stop_fraction.*less than or equal to 1.*got 1.5"),
        (
            {"search": {"initial": {"strategy": "random"}}},
            "search.initial.strategy.*called two_level_systems.search.initial.random_part, 1 for random",
        ),
        ({"search": 3}, "config: two_level_systems.search.*got 3"),
        ({"pairs": {"max_energy_difference": float("nan")}}, "pairs.max_energy_difference.*finite.*nan"),
        ({"pairs": {"displacements": 1}}, "pairs.displacements.*got 1"),
        ({"neb": {"images": 4}}, "neb.images.*greater than or equal to 8.*got 4"),
        ({"neb": {"spring": True}}, "neb.spring.*number.*got True"),
        ({"quantum": {"substance": "argone"}}, "quantum.substance.*'argon'.*got 'argone'"),
        ({"quantum": {"substance": "custom"}}, "quantum: substance 'custom' needs both"),
        ({"quantum": {"hbar": 0.1, "splitting_threshold": 0.1}}, "quantum: substance 'argon' fixes"),
    ],
)
def test_mistakes_name_key_value_and_expectation(content, expected):
    with pytest.raises(ConfigError, match=expected):
        section(content)


def test_all_mistakes_are_told_at_once():
    with pytest.raises(ConfigError) as caught:
        section({"neb": {"images": 4}, "search": {"seed": -1}})
    assert len(str(caught.value).splitlines()) == 2


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"exact": {"images": 30}}, "config: exact: unknown key; it is called two_level_systems.neb now"),
        ({"known": {"tables": []}}, "config: known: unknown key; it is called two_level_systems.lookup now"),
        ({"pairs": {}}, "config: pairs: unknown key; it belongs to two_level_systems.pairs"),
        ({"quantum": {}}, "config: quantum: unknown key; it belongs to two_level_systems.quantum"),
        ({"search": {}}, "config: search: unknown key; it belongs to two_level_systems.search"),
        (
            {"learning": {}},
            "config: learning: unknown key; it belongs to .*two_level_systems.learning",
        ),
        (
            {"two_level_systems": {"exact": {"images": 30}}},
            "two_level_systems.exact: unknown key; it is called two_level_systems.neb now",
        ),
        (
            {"two_level_systems": {"known": {"tables": []}}},
            "two_level_systems.known: unknown key; it is called two_level_systems.lookup now",
        ),
        (
            {"two_level_systems": {"search": {"target": {"wanted": "high"}}}},
            "search.target.wanted: unknown key; it is called two_level_systems.search.target.side now",
        ),
        (
            {"two_level_systems": {"learning": {"first_stage": False}}},
            "learning.first_stage: unknown key; it is called two_level_systems.learning.prefilter now",
        ),
        (
            {"two_level_systems": {"learning": {"ridge": {"weight": 2.0}}}},
            "ridge.weight: unknown key; it is called two_level_systems.learning.weights now",
        ),
    ],
)
def test_keys_that_have_moved_are_told_where_they_belong(content, expected):
    with pytest.raises(ConfigError, match=f"{expected} "):
        parse_config(content)


def test_old_keys_in_ensembles_are_told_where_they_belong(tmp_path):
    (tmp_path / "samples.tsv").write_text("ensemble\tsample\nhot\tg\n")
    changes = {"hot": {"exact": {"images": 30}, "pairs": {"max_displacement": 2.0}}}
    with pytest.raises(ConfigError) as caught:
        parse_campaign({"samples": str(tmp_path / "samples.tsv"), "ensembles": changes})
    message = str(caught.value)
    assert "ensembles.hot: exact: unknown key; it is called two_level_systems.neb now" in message
    assert "ensembles.hot: pairs: unknown key; it belongs to two_level_systems.pairs" in message
