"""The command `glasscape`: what concerns all studies."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from glasscape.cli import main
from glasscape.config import all_studies


def test_the_help_tells_of_every_command(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    told = capsys.readouterr().out
    for command in [
        "check",
        "cite",
        *(each.name for study in all_studies().values() for each in study.commands),
    ]:
        assert f"\n    {command} " in told


def test_the_version_is_told(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"glasscape {version('glasscape')}\n"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], "the following arguments are required: COMMAND"),
        (["chek"], "invalid choice: 'chek'"),
        (["check"], "the following arguments are required: CONFIG"),
        (["check", "config.yaml", "--cores", "0"], "'0' is not a number of cores"),
        (["check", "config.yaml", "--cores", "many"], "'many' is not a number of cores"),
    ],
)
def test_wrong_arguments_are_told(arguments, expected, capsys):
    with pytest.raises(SystemExit):
        main(arguments)
    assert expected in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (None, "error: config.yaml: cannot be read as YAML"),
        ("- 1\n", "error: config.yaml: has no keys"),
        ("", "error: config.yaml: has no keys"),
        (
            "samples: nowhere.tsv\n",
            "error: sample sheet nowhere.tsv: cannot be read .*correct the key samples",
        ),
        ("smaples: nowhere.tsv\n", "error: config.yaml: smaples: unknown key"),
    ],
)
def test_a_bad_config_is_named_in_one_line(tmp_path, monkeypatch, content, expected):
    monkeypatch.chdir(tmp_path)
    if content is not None:
        Path("config.yaml").write_text(content)
    with pytest.raises(SystemExit, match=expected):
        main(["check", "config.yaml"])
    assert sorted(tmp_path.iterdir()) == [Path(tmp_path / "config.yaml")] * (content is not None)


def test_the_command_and_the_workflow_start_without_the_libraries_of_their_jobs():
    script = (
        "import sys\n"
        "from glasscape import cli, config, workflow\n"
        "config.parse_config({})\n"
        "sys.argv[1:] = ['--help']\n"
        "try:\n"
        "    cli.main()\n"
        "finally:\n"
        "    print('loaded:', sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert "usage: glasscape" in done.stdout
    loaded = done.stdout.partition("loaded:")[2]
    slow = ("ase", "h5py", "matplotlib", "numba", "pandas", "pyarrow", "scipy", "sklearn")
    assert not [name for name in slow if f"'{name}'" in loaded]


def test_the_command_is_installed():
    command = Path(sys.executable).with_name("glasscape")
    done = subprocess.run([str(command), "check", "--help"], capture_output=True, text=True)
    assert done.returncode == 0
    assert "CONFIG" in done.stdout


def test_the_default_config_comes_first(tmp_path, monkeypatch, capsys):
    """As for Snakemake."""
    monkeypatch.chdir(tmp_path)
    Path("config").mkdir()
    Path("config/config.yaml").write_text("potential: {model: kob-andersen}\nstudies: [softness]\n")
    main(["cite"])
    assert "Kob" in capsys.readouterr().out
    Path("mine.yaml").write_text("studies: [propensity]\n")
    main(["cite", "--config", "mine.yaml"])
    found = capsys.readouterr().out
    assert "Kob" in found
    assert "isoconfigurational" in found.lower() or "propensity" in found.lower()
