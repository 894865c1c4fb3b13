import json
import os
import subprocess
import tomllib

import numpy as np
import pytest
import yaml
from conftest import PROJECT
from packaging.requirements import Requirement
from scipy import constants

from glasscape.campaign.config import Config
from glasscape.campaign.config import Sample
from glasscape.config import ensemble_configs
from glasscape.config import parse_config
from glasscape.config import read_samples
from glasscape.errors import ConfigError
from glasscape.potentials.lammps import LammpsPotential
from glasscape.units import ARGON
from glasscape.units import METAL
from glasscape.units import NIP


EXAMPLES = PROJECT / "config" / "examples"


@pytest.mark.parametrize("path", ["config.yaml", *(p.name for p in sorted(EXAMPLES.glob("*.yaml")))])
def test_shipped_configs_are_valid(path):
    folder = PROJECT / "config" if path == "config.yaml" else EXAMPLES
    content = yaml.safe_load((folder / path).read_text())
    entries = read_samples(PROJECT / parse_config(content).glasses)
    assert ensemble_configs(content, entries)
    assert all(entry.path is None or (PROJECT / entry.path).exists() for entry in entries)


def test_the_published_campaign_has_its_parameters():
    content = yaml.safe_load((EXAMPLES / "paper.yaml").read_text())
    configs = ensemble_configs(content, read_samples(PROJECT / content["glasses"]))
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
    ("model", "name"), [(Config, "config"), (Sample, "glasses")], ids=["config", "glasses"]
)
def test_schemas_are_those_of_the_code(model, name):
    written = json.loads((PROJECT / "workflow" / "schemas" / f"{name}.schema.json").read_text())
    assert written == model.model_json_schema(), "run: python docs/generate_reference.py"


def test_reference_and_default_are_those_of_the_code(monkeypatch):
    monkeypatch.syspath_prepend(str(PROJECT / "docs"))
    from generate_reference import default_config, reference

    for path, expected in (("docs/config.md", reference()), ("config/config.yaml", default_config())):
        assert (PROJECT / path).read_text() == expected, "run: python docs/generate_reference.py"
    assert parse_config(yaml.safe_load(default_config())) == Config()


def test_metal_units_are_those_of_nature():
    unit = np.sqrt(constants.atomic_mass * constants.angstrom**2 * constants.electron_volt)
    assert METAL.hbar == pytest.approx(constants.hbar / unit, rel=1e-6)
    assert METAL.splitting_threshold == pytest.approx(constants.k / constants.electron_volt)
    assert METAL.kelvin == pytest.approx(constants.electron_volt / constants.k)


def test_units():
    assert parse_config({}).quantum.units == ARGON
    assert parse_config({"quantum": {"substance": "NiP"}}).quantum.units == NIP
    custom = {"substance": "custom", "hbar": 0.01, "splitting_threshold": 0.001}
    units = parse_config({"quantum": custom}).quantum.units
    assert (units.hbar, units.splitting_threshold) == (0.01, 0.001)


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


def test_a_glass_that_cannot_be_made_is_told_before_any_job():
    with pytest.raises(ConfigError, match="ensemble 'hot': preparation.swaps_per_particle.*set it to 0"):
        ensemble_configs({"potential": LAMMPS}, [Sample(ensemble="hot", glass="g")])
    assert ensemble_configs({"potential": LAMMPS}, [Sample(ensemble="hot", glass="g", path="minima")])


def test_ensembles_change_single_keys():
    content = {
        "preparation": {"temperature": 0.07, "blocks": 50},
        "ensembles": {"hot": {"preparation": {"temperature": 0.09}, "quantum": {"substance": "NiP"}}},
    }
    entries = [Sample(ensemble=name, glass="g") for name in ("cold", "hot")]
    configs = ensemble_configs(content, entries)
    assert [configs[name].preparation.temperature for name in ("cold", "hot")] == [0.07, 0.09]
    assert [configs[name].preparation.blocks for name in ("cold", "hot")] == [50, 50]
    assert [configs[name].quantum.units.name for name in ("cold", "hot")] == ["argon", "NiP"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"warm": {}}, "ensembles.warm: is not in the sample sheet, which has hot"),
        ({"hot": {"glasses": "x"}}, "ensembles.hot: glasses and ensembles are the same"),
        ({"hot": {"pairs": {"displacements": 0}}}, "ensembles.hot: pairs.displacements.*got 0"),
        ({"hot": 3}, "ensembles.hot.*got 3"),
    ],
)
def test_mistakes_in_ensembles_are_named(changes, expected):
    with pytest.raises(ConfigError, match=expected):
        ensemble_configs({"ensembles": changes}, [Sample(ensemble="hot", glass="g")])


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (yaml.safe_load("minima: {max_force: 1e-8}"), "minima.max_force.*decimal point.*got '1e-8'"),
        ({"serach": {}}, "config: serach: unknown key"),
        ({"search": {"pairs_per_iteraton": 5}}, "search.pairs_per_iteraton: unknown key"),
        (
            {"search": {"pairs_per_iteration": 0}},
            "search.pairs_per_iteration.*greater than or equal to 1.*got 0",
        ),
        ({"search": {"pairs_per_iteration": "100"}}, "search.pairs_per_iteration.*integer.*got '100'"),
        ({"search": {"max_iterations": -1}}, "search.max_iterations.*got -1"),
        ({"search": {"stop_fraction": 1.5}}, "search.stop_fraction.*less than or equal to 1.*got 1.5"),
        (
            {"search": {"initial": {"strategy": "best"}}},
            "search.initial.strategy.*'random' or 'mixture'.*'best'",
        ),
        ({"search": 3}, "config: search.*got 3"),
        ({"pairs": {"max_energy_difference": float("nan")}}, "pairs.max_energy_difference.*finite.*nan"),
        ({"pairs": {"displacements": 1}}, "pairs.displacements.*got 1"),
        ({"exact": {"images": 4}}, "exact.images.*greater than or equal to 8.*got 4"),
        ({"exact": {"spring": True}}, "exact.spring.*number.*got True"),
        ({"quantum": {"substance": "argone"}}, "quantum.substance.*'argon'.*got 'argone'"),
        ({"quantum": {"substance": "custom"}}, "quantum: substance 'custom' needs both"),
        ({"quantum": {"hbar": 0.1, "splitting_threshold": 0.1}}, "quantum: substance 'argon' fixes"),
        ({"ingest": {"format": "xyz"}}, "ingest.format.*'lammps-data'.*got 'xyz'"),
        ({"potential": {"model": "lj"}}, "potential.model.*got 'lj'"),
        ({"potential": {"commands": "pair_style x"}}, "potential: commands cannot be given with model poly"),
        ({"potential": {"model": "lammps"}}, "potential: .*set engine: lammps-serial"),
        ({"potential": {"model": "lammps", "engine": "lammps"}}, "potential: .*needs commands"),
        ({"potential": {"engine": "ase"}}, "potential: model polydisperse.* has no engine ase"),
        ({"potential": {"model": "ase", "engine": "ase"}}, "potential: .*needs calculator, elements"),
        ({"potential": ASE | {"elements": ["Xx"]}}, "potential: elements: 'Xx' is no chemical symbol"),
        ({"potential": ASE | {"elements": ["Ni"]}}, "potential: elements and fractions must be as many"),
        ({"potential": ASE | {"calculator": "no path"}}, "potential.calculator: .*got 'no path'"),
        ({"potential": ASE | {"commands": "pair_style x"}}, "potential: commands cannot be given"),
        (
            {"potential": LAMMPS | {"fractions": [0.5, 0.4]}},
            "potential: fractions must be positive and sum to 1",
        ),
        ({"preparation": {"blocks": 0}}, "preparation.blocks.*got 0"),
        ({"preparation": {"temperature": 0}}, "preparation.temperature.*greater than 0.*got 0"),
        ({"exploration": {"quench_every": 0}}, "exploration.quench_every.*got 0"),
        ({"exploration": {"quench_every": 9, "steps": 8}}, "exploration: quench_every is 9, more than the 8"),
        ({"glasses": ""}, "config: glasses"),
    ],
)
def test_mistakes_name_key_value_and_expectation(content, expected):
    with pytest.raises(ConfigError, match=expected):
        parse_config(content)


def test_all_mistakes_are_told_at_once():
    with pytest.raises(ConfigError) as caught:
        parse_config({"exact": {"images": 4}, "search": {"seed": -1}})
    assert len(str(caught.value).splitlines()) == 2


HEADER = "ensemble\tsample\tpath\ttransitions\n"


@pytest.mark.parametrize(
    ("sheet", "expected"),
    [
        ("", "no header"),
        (HEADER, "no header"),
        (HEADER + "e\tg\tp\tt\textra\n", "line 2: has 5 columns"),
        (HEADER + "e\n", "line 2: glass: is required"),
        (HEADER + "e\tg\tp\ne\th\n", "line 3: .*'e' with and without a path"),
        (HEADER + "e\tg\t\tt\n", "line 2: transitions without a path"),
        (HEADER + "e\tg\tp\n# comment\ne\tg\tq\n", "line 4: glass 'g' occurs twice"),
        (HEADER + "../e\tg\tp\n", "line 2: ensemble.*got '../e'"),
        (HEADER + "e\ta b\tp\n", "line 2: glass.*got 'a b'"),
        (HEADER.replace("path", "file") + "e\tg\tp\n", "line 1: file: unknown key"),
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
