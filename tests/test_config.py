import importlib
import json
import os
import re
import subprocess
import tomllib

import pytest
import yaml
from packaging.requirements import Requirement
from runs import PROJECT

from glasscape.campaign.config import Sample
from glasscape.config import config_class, config_of_ensemble, parse_campaign, parse_config, read_samples
from glasscape.errors import ConfigError
from glasscape.potentials.lammps import LammpsPotential
from glasscape.table import Table

EXAMPLES = PROJECT / "config" / "examples"
# public data that users download, as the example says
DOWNLOADED = "resources/botan2023/"


@pytest.mark.parametrize("path", ["config.yaml", *(p.name for p in sorted(EXAMPLES.glob("*.yaml")))])
def test_shipped_configs_are_valid(path, monkeypatch):
    monkeypatch.chdir(PROJECT)
    folder = PROJECT / "config" if path == "config.yaml" else EXAMPLES
    campaign = parse_campaign(yaml.safe_load((folder / path).read_text()))
    assert campaign.configs
    samples = [sample for samples in campaign.samples.values() for sample in samples]
    assert samples
    paths = [sample.path for sample in samples if sample.path is not None]
    assert all((PROJECT / path).exists() for path in paths if not path.startswith(DOWNLOADED))


def test_the_published_campaign_has_its_parameters(monkeypatch):
    monkeypatch.chdir(PROJECT)
    configs = parse_campaign(yaml.safe_load((EXAMPLES / "paper.yaml").read_text())).configs
    for name, temperature, trajectories, steps, interval in (
        ("T0.062", 0.062, 100, 40_000, 0.2),
        ("T0.07", 0.07, 100, 100_000, 0.1),
        ("T0.092", 0.092, 200, 10_000, 0.05),
    ):
        preparation, exploration = configs[name].preparation, configs[name].exploration
        assert (preparation.particles, preparation.temperature) == (1500, temperature)
        assert (exploration.trajectories, exploration.steps) == (trajectories, steps)
        assert exploration.quench_every * exploration.time_step == pytest.approx(interval)
        assert exploration.temperature == 0.04


@pytest.mark.parametrize(
    ("model", "name"), [(config_class(), "config"), (Sample, "samples")], ids=["config", "samples"]
)
def test_schemas_are_those_of_the_code(model, name):
    written = json.loads((PROJECT / "workflow" / "schemas" / f"{name}.schema.json").read_text())
    assert written == model.model_json_schema(), "run: python docs/generate_reference.py"


def test_reference_and_default_are_those_of_the_code(monkeypatch):
    monkeypatch.syspath_prepend(str(PROJECT / "docs"))
    from generate_reference import columns, commands, default_config, other_studies, reference, study_config

    written = {f"config/studies/{name}.yaml": study_config(name) for name in other_studies()}
    assert {str(path.relative_to(PROJECT)) for path in (PROJECT / "config/studies").iterdir()} == set(written)
    written |= {"docs/config.md": reference(), "config/config.yaml": default_config()}
    written |= {"docs/cli.md": commands(), "docs/columns.md": columns()}
    for path, expected in written.items():
        assert (PROJECT / path).read_text() == expected, "run: python docs/generate_reference.py"
    assert parse_config(yaml.safe_load(default_config())) == config_class()()
    for name in other_studies():
        config = parse_config(yaml.safe_load(study_config(name)))
        assert config == config_class()(studies=[name])


def test_every_column_of_every_table_is_explained():
    explained = set(re.findall(r"^- `(\w+)`", (PROJECT / "docs" / "columns.md").read_text(), re.MULTILINE))
    source = PROJECT / "src"
    paths = [path for path in source.rglob("*.py") if " = Table(" in path.read_text()]
    assert len(paths) > 10
    for path in paths:
        module = importlib.import_module(".".join(path.relative_to(source).with_suffix("").parts))
        for table in vars(module).values():
            # `step` is that of a table for the workflow alone
            assert not isinstance(table, Table) or set(table.names) <= explained | {"step"}, table.name


ASE = {
    "model": "ase",
    "engine": "ase",
    "calculator": "ase.calculators.emt.EMT",
    "elements": ["Ni", "Pt"],
    "fractions": [0.5, 0.5],
    "density": 0.07,
}

LAMMPS = {
    "model": "lammps",
    "engine": "lammps",
    "commands": "pair_style lj/cut 2.5\npair_coeff * * 1.0 1.0\n",
    "fractions": [0.5, 0.5],
    "density": 1.2,
}


def test_lammps_potentials_come_from_commands():
    settings = parse_config({"potential": LAMMPS}).potential
    potential = LammpsPotential(("pair_style lj/cut 2.5", "pair_coeff * * 1.0 1.0"), 2)
    assert settings.potential == potential
    # LAMMPS continues lines with an ampersand
    continued = {**LAMMPS, "commands": "pair_style &\nlj/cut 2.5\npair_coeff * * 1.0 1.0"}
    assert parse_config({"potential": continued}).potential.potential.commands[0].split() == [
        "pair_style", "lj/cut", "2.5",
    ]  # fmt: skip
    assert settings.composition.fractions == (0.5, 0.5)


@pytest.fixture
def campaign(tmp_path):
    """The campaign of a config and the lines of its sample sheet, which have a path or not."""

    def parse(content, *lines):
        sheet = tmp_path / "samples.tsv"
        sheet.write_text("".join(f"{line}\n" for line in ("ensemble\tsample\tpath", *lines)))
        return parse_campaign({"samples": str(sheet), **content})

    return parse


def test_a_glass_that_cannot_be_made_is_told_before_any_job(campaign):
    with pytest.raises(ConfigError, match="ensemble 'hot': preparation.swaps_per_particle.*set it to 0"):
        campaign({"potential": LAMMPS}, "hot\tg")
    assert campaign({"potential": LAMMPS}, "hot\tg\tminima").configs


def test_models_of_all_ensembles_need_the_same_data_in_all(campaign):
    own = {"times": [0.1, 1.0], "learning": {"transfer": ["ridge"], "folds": 2, "families": ["ridge"]}}
    content = {
        "studies": ["propensity"],
        "potential": {"model": "kob-andersen"},
        "preparation": {"temperature": 0.6, "particles": 1000},
        "isoconfigurational": {"times": [0.1, 1.0]},
        "propensity": own,
    }
    lines = [f"{ensemble}\t{sample}" for ensemble in ("warm", "cold") for sample in "ab"]
    assert campaign(content, *lines).configs
    for key, change in (
        ("learning", {"learning": {"test": ["a"]}}),
        ("labels", {"times": [1.0]}),
        ("descriptors", {"descriptors": {"lengths": [1.0, 2.0]}}),
    ):
        changed = content | {"ensembles": {"warm": {"propensity": change}}}
        with pytest.raises(
            ConfigError, match=f"ensembles.warm.propensity: {key} must be as in the ensemble cold"
        ):
            campaign(changed, *lines)


def test_ensembles_change_single_keys(campaign):
    content = {
        "preparation": {"temperature": 0.07, "blocks": 50},
        "ensembles": {"hot": {"preparation": {"temperature": 0.09}, "ingest": {"quench": False}}},
    }
    configs = campaign(content, "cold\tg", "hot\tg").configs
    assert [configs[name].preparation.temperature for name in ("cold", "hot")] == [0.07, 0.09]
    assert [configs[name].preparation.blocks for name in ("cold", "hot")] == [50, 50]
    assert [configs[name].ingest.quench for name in ("cold", "hot")] == [True, False]


def test_samples_are_read_or_made_by_ensemble(campaign):
    found = campaign({}, "cold\tone", "read\tone\tsome", "read\ttwo\tother", "cold\ttwo")
    assert (found.made, found.read) == (("cold",), ("read",))
    assert [found.names(name) for name in ("cold", "read")] == [["one", "two"], ["one", "two"]]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"warm": {}}, "ensembles.warm: is not in the sample sheet, which has hot"),
        ({"hot": {"samples": "x"}}, "ensembles.hot.samples: is the same for all ensembles"),
        ({"hot": {"ensembles": {}}}, "ensembles.hot.ensembles: is the same for all ensembles"),
        ({"hot": {"studies": ["x"]}}, "ensembles.hot.studies: is the same for all ensembles"),
        ({"hot": {"preparation": {"blocks": 0}}}, "ensembles.hot: preparation.blocks.*got 0"),
        ({"hot": 3}, "ensembles.hot.*got 3"),
    ],
)
def test_mistakes_in_ensembles_are_named(campaign, changes, expected):
    with pytest.raises(ConfigError, match=expected):
        campaign({"ensembles": changes}, "hot\tg")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (yaml.safe_load("minima: {max_force: 1e-8}"), "minima.max_force.*decimal point.*got '1e-8'"),
        ({"expolration": {}}, "config: expolration: unknown key"),
        ({"preparation": {"partcles": 5}}, "preparation.partcles: unknown key"),
        (
            {"preparation": {"swaps_per_particle": -1}},
            "preparation.swaps_per_particle.*greater than or equal to 0.*got -1",
        ),
        ({"preparation": {"particles": "100"}}, "preparation.particles.*integer.*in quotes.*got '100'"),
        # from `snakemake --config 'preparation={temperature: 0.1}'`
        (
            {"preparation": {"temperature": "0.1"}},
            "preparation.temperature.*--config.*a config file.*got '0.1'",
        ),
        ({"preparation": 3}, "config: preparation.*got 3"),
        ({"minima": {"max_force": float("nan")}}, "minima.max_force.*finite.*nan"),
        ({"minima": {"max_force": True}}, "minima.max_force.*number.*got True"),
        ({"studies": []}, "config: studies.*at least 1"),
        ({"studies": ["nothing"]}, "config: studies: 'nothing' is not one of "),
        ({"ingest": {"format": "xyz"}}, "ingest.format.*'lammps-data'.*got 'xyz'"),
        ({"potential": {"model": "lj"}}, "potential.model.*got 'lj'"),
        ({"potential": {"commands": "pair_style x"}}, "potential: commands cannot be given with model poly"),
        ({"potential": {"model": "lammps"}}, "potential: .*set engine: lammps-serial"),
        ({"potential": {"model": "lammps", "engine": "lammps"}}, "potential: .*needs commands"),
        ({"potential": {"engine": "ase"}}, "potential: model polydisperse.* has no engine ase"),
        ({"potential": {"model": "ase", "engine": "ase"}}, "potential: .*needs calculator, elements"),
        ({"potential": ASE | {"elements": ["Xx"]}}, "potential: elements: 'Xx' is not a chemical symbol"),
        (
            {"potential": ASE | {"elements": ["Ni"]}},
            "potential: elements and fractions must have the same length",
        ),
        ({"potential": ASE | {"calculator": "no path"}}, "potential.calculator: .*got 'no path'"),
        (
            {"potential": ASE | yaml.safe_load("arguments: {skin: {cut: [1.0, 1e-2]}}")},
            "potential: arguments.skin.cut.1: .*decimal point as in 1.0e-8.*got '1e-2'",
        ),
        ({"potential": ASE | yaml.safe_load("arguments: {cut: 1.5e1}")}, "arguments.cut: .*sign in the exp"),
        (
            {"potential": ASE | yaml.safe_load("arguments: {charges: {1: 0.5, a: 1.0}}")},
            "potential: arguments.charges: the key 1 is no text",
        ),
        ({"potential": LAMMPS | {"commands": "pair_style 'python' 2.5"}}, "'python' runs Python code"),
        ({"potential": LAMMPS | {"commands": 'pair_style "lj'}}, "has a quote that does not end"),
        ({"potential": ASE | {"commands": "pair_style x"}}, "potential: commands cannot be given"),
        (
            {"potential": LAMMPS | {"fractions": [0.5, 0.4]}},
            "potential: fractions must be positive and sum to 1",
        ),
        ({"preparation": {"blocks": 0}}, "preparation.blocks.*got 0"),
        ({"preparation": {"temperature": 0}}, "preparation.temperature.*greater than 0.*got 0"),
        ({"exploration": {"quench_every": 0}}, "exploration.quench_every.*got 0"),
        ({"exploration": {"quench_every": 9, "steps": 8}}, "exploration: quench_every is 9, more than the 8"),
        ({"samples": ""}, "config: samples"),
    ],
)
def test_mistakes_name_key_value_and_expectation(content, expected):
    with pytest.raises(ConfigError, match=expected):
        parse_config(content)


def test_files_of_a_potential_are_known_by_their_content(tmp_path, monkeypatch):
    """Also those in quotes, and a module of the user that has the calculator."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    commands = 'pair_style eam/alloy # of "mine.eam"\npair_coeff * * "my file.eam" Cu # other.eam'
    digests = set()
    for content in ("one", "two"):
        for name in ("my file.eam", "other.eam", "own_calculator.py"):
            (tmp_path / name).write_text(f"# {content}")
        lammps = parse_config({"potential": LAMMPS | {"commands": commands}})
        own = parse_config({"potential": ASE | {"calculator": "own_calculator.Calculator"}})
        assert list(lammps.potential.files) == ["my file.eam"]
        assert list(own.potential.files) == ["own_calculator"]
        digests |= {*lammps.potential.files.values(), *own.potential.files.values()}
    assert len(digests) == 2
    assert parse_config({"potential": ASE}).potential.files == {}


def test_quoted_digits_are_texts_for_a_calculator():
    content = {"potential": ASE | yaml.safe_load("arguments: {label: '12', cut: 1.0e-2}")}
    assert parse_config(content).potential.arguments == {"label": "12", "cut": 0.01}


def test_all_mistakes_are_told_at_once():
    with pytest.raises(ConfigError) as caught:
        parse_config({"preparation": {"blocks": 0}, "minima": {"max_force": -1.0}})
    assert len(str(caught.value).splitlines()) == 2


def test_keys_that_have_moved_are_told_where_they_belong():
    with pytest.raises(ConfigError, match="config: glasses: unknown key; it is called samples now"):
        parse_config({"glasses": "config/glasses.tsv"})
    with pytest.raises(ConfigError, match="ensembles.hot: glasses: unknown key; it is called samples now"):
        parse_config({"glasses": "config/glasses.tsv"}, "config: ensembles.hot")
    # a key without the section around it; what many sections have says nothing
    with pytest.raises(ConfigError, match="config: blocks: unknown key; it belongs to preparation.blocks"):
        parse_config({"blocks": 3})
    with pytest.raises(ConfigError, match="config: temperature: unknown key; remove it or correct"):
        parse_config({"temperature": 0.1})


HEADER = "ensemble\tsample\tpath\ttransitions\n"


@pytest.mark.parametrize(
    ("sheet", "expected"),
    [
        ("", "no header"),
        (HEADER, "no header"),
        (HEADER + "e\tg\tp\tt\textra\n", "line 2: has 5 columns"),
        (HEADER + "e\n", "line 2: sample: is required"),
        (HEADER + "e\tg\tp\ne\th\n", "line 3: .*'e' with and without a path"),
        (HEADER + "e\tg\t\tt\n", "line 2: transitions without a path"),
        (HEADER + "e\tg\tp\n# comment\ne\tg\tq\n", "line 4: sample 'g' occurs twice"),
        (HEADER + "e\tg\tp\ne\th\tp\n", "line 3: samples 'g' and 'h' of ensemble 'e' have the same path"),
        (HEADER + "e\tg\tp\ne\th\t./p/\n", "line 3: samples 'g' and 'h' of ensemble 'e' have the same path"),
        (HEADER + "../e\tg\tp\n", "line 2: ensemble.*got '../e'"),
        (HEADER + "e\ta b\tp\n", "line 2: sample.*got 'a b'"),
        (HEADER.replace("path", "file") + "e\tg\tp\n", "line 1: file: unknown key"),
        (HEADER.replace("sample", "glass") + "e\tg\tp\n", "line 1: the column 'glass' is called sample now"),
    ],
)
def test_mistakes_in_the_sheet_name_the_line(tmp_path, sheet, expected):
    path = tmp_path / "samples.tsv"
    path.write_text(sheet)
    with pytest.raises(ConfigError, match=expected):
        read_samples(path)


def test_a_missing_sheet_is_named(tmp_path):
    with pytest.raises(ConfigError, match="nothing.tsv"):
        read_samples(tmp_path / "nothing.tsv")


def test_pins_satisfy_the_requirements():
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    required = {r.name: r.specifier for r in map(Requirement, project["dependencies"])}
    content = yaml.safe_load((PROJECT / "envs" / "glasscape.yaml").read_text())
    (pip,) = (part["pip"] for part in content["dependencies"] if isinstance(part, dict))
    pins = dict(pin.split("==") for pin in pip if not pin.startswith("-e"))
    assert pins.keys() == required.keys()
    for name, specifier in required.items():
        assert specifier.contains(pins[name]), f"{name} {pins[name]} is not {specifier}"


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("    job_state = R\n", "running"),
        ("    job_state = F\n    Exit_status = 0\n", "success"),
        ("    job_state = F\n    Exit_status = 271\n", "failed"),
        ("    Exit_status = -29\n    job_state = F\n", "failed"),
        (None, "running"),
    ],
)
def test_what_pbs_says_of_a_job_is_understood(tmp_path, told, expected):
    command = "exit 1" if told is None else f"cat <<END\nJob Id: 7.server\n{told}END"
    (tmp_path / "qstat").write_text(f"#!/bin/sh\n{command}\n")
    (tmp_path / "qstat").chmod(0o755)
    status = PROJECT / "profiles" / "cluster-generic" / "pbs-status"
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    done = subprocess.run([status, "7"], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [expected]


def test_studies_of_three_dimensions_refuse_a_model_in_two():
    content = {"potential": {"model": "ternary-kob-andersen-2d"}}
    with pytest.raises(ConfigError, match="is two-dimensional, but the study two_level_systems needs three"):
        config_of_ensemble(content, None, "config")
    for study in ("softness", "mobility"):
        with pytest.raises(ConfigError, match=f"the study {study} needs three dimensions"):
            config_of_ensemble(content | {"studies": [study]}, None, "config")
    for study in ("propensity", "sampling"):
        assert config_of_ensemble(content | {"studies": [study]}, None, "config").potential.dimensions == 2
