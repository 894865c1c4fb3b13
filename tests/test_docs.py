"""Every command of the documentation does what it is there for; links lead somewhere."""

import doctest
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest
from runs import PROJECT, RESULTS, SAMPLE

from glasscape.minima.library import MinimaLibrary
from glasscape.public import PUBLIC
from glasscape.structures.writers import write_glass

PAGES = [
    PROJECT / "README.md",
    PROJECT / "CONTRIBUTING.md",
    *sorted((PROJECT / "docs").rglob("*.md")),
    *sorted((PROJECT / "benchmarks").glob("*.md")),
]
TOOLS = ("snakemake", "glasscape", "python", "pip", "pytest")


def commands():
    """Commands of all pages, in blocks of code and within sentences, each once.

    Dry runs of one config are the same, whatever the cores.
    """
    found = {}
    for page in PAGES:
        text = page.read_text()
        lines = re.findall(r"^    (?!>>>)(\S.*)$", text, re.MULTILINE)
        parts = [part.strip() for line in lines for part in line.partition("  #")[0].split("&&")]
        for command in parts + re.findall(r"`([^`\n]+)`", text):
            if command.split()[0].removesuffix("3") in TOOLS and " " in command:
                found.setdefault(
                    re.sub(r" (-n|--cores \d+|--report \S+)(?= |$)", "", command), (page, command)
                )
    return [pytest.param(command, id=f"{page.stem}: {command}") for page, command in found.values()]


@pytest.fixture(scope="module")
def user_folder(finds, tmp_path_factory):
    """What a user has who follows the documentation: the project, and results of the example."""
    folder = tmp_path_factory.mktemp("docs")
    for name in ("config", "resources", "profiles", "workflow", "envs"):
        shutil.copytree(PROJECT / name, folder / name)
    # a dry run of the published campaign takes minutes
    sheet = folder / "config/examples/paper.tsv"
    sheet.write_text("".join(line for line in sheet.open() if line.endswith(("sample\n", "\t001\n"))))
    (folder / "more.yaml").write_text(
        "two_level_systems: {search: {max_iterations: 8, pairs_per_iteration: 200}}\n"
    )
    subprocess.run(["cp", "-a", str(finds.folder / "results"), str(folder)], check=True)
    # as `config/examples/minima.yaml` names it
    shutil.copytree(finds.folder / SAMPLE, folder / "results" / "samples" / "minima" / "example")
    # public data, which the user has downloaded
    for path in re.findall(r"\tresources/\S+", (folder / "config/examples/propensity-botan.tsv").read_text()):
        (folder / path.strip()).parent.mkdir(parents=True, exist_ok=True)
        start = np.arange(15.0).reshape(5, 3)
        runs = {"types": np.arange(5) % 2, "initial_positions": start, "positions": np.stack([start, start])}
        np.savez(folder / path.strip(), **runs)
    minima = MinimaLibrary.read(finds.folder / SAMPLE / "minima.h5")
    for name, index in (("one", 3), ("other", 17)):
        write_glass(folder / f"{name}.extxyz", minima.particles, np.array(minima.positions[index]))
    return folder


def run(folder, *command):
    done = subprocess.run([*command], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("command", commands())
def test_commands_of_the_documentation(command, user_folder):
    tool, *arguments = shlex.split(command)
    if tool == "snakemake":
        # other tests run the workflow for real, and make a report
        arguments = [each for each in arguments if not each.startswith(("--report", "report."))]
        run(user_folder, sys.executable, "-m", "snakemake", *arguments, "--dry-run", "--cores", "1")
    elif arguments[0] == "fetch":
        # tests have no network
        assert arguments[1] in PUBLIC
    elif tool == "glasscape":
        run(user_folder, str(Path(sys.executable).with_name("glasscape")), *arguments)
    elif tool == "pip":
        extras = re.findall(r"\[(.*?)\]", command)
        known = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
        assert {name for extra in extras for name in extra.split(",")} <= known.keys()
    elif tool == "pytest":
        assert arguments in ([], ["-m", "slow"])
    elif arguments[:2] != ["-m", "venv"]:
        run(PROJECT, sys.executable, arguments[0], "--help")


@pytest.mark.slow
@pytest.mark.parametrize(
    "page", [page for page in PAGES if ">>> " in page.read_text()], ids=lambda page: page.stem
)
def test_python_of_the_documentation_runs(page, finds, monkeypatch):
    monkeypatch.chdir(finds.folder)
    text = page.read_text().replace("results/two_level_systems/hyperquenched", str(RESULTS))
    text = text.replace("results/samples/hyperquenched/1", str(SAMPLE))
    text = text.replace("samples/1/", f"samples/{SAMPLE.name}/")
    examples = doctest.DocTestParser().get_examples(text)
    assert examples
    names = {}
    for example in examples:
        exec(compile(example.source, page.name, "single"), names)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_to_files(page):
    for target in re.findall(r"\]\(([^)#]+)", page.read_text()):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_no_line_is_a_comment(page):
    # the site leaves out lines that begin with a per cent sign
    assert not re.search(r"^\s*%", page.read_text(), flags=re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_github_draws_formulas_in_lines(page):
    text = re.sub(r"^```.*?^```|^    .*?$|`[^`]+`", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)
    formulas = re.findall(r"\$([^$]*)\$", text)
    assert text.count("$") == 2 * len(formulas)
    for formula in formulas:
        assert formula == formula.strip(), formula
        assert "\n" not in formula, formula
        # Markdown would read these as emphasis, or as a sign that is not its own
        assert not re.search(r"\*|[})|]_|\\[^\w ]", formula), formula
