"""The package follows its architecture: floors import downward, and studies do not import each other."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
PACKAGE = PROJECT / "src" / "glasscape"
# bottom first; floors in one list do not import each other, except at the bottom
BOTTOM = [
    "arrays",
    "crate",
    "errors",
    "files",
    "jit",
    "jobs",
    "keys",
    "pages",
    "plotting",
    "records",
    "references",
    "seeds",
    "settings",
    "table",
    "units",
    "versions",
]
FLOORS = [
    BOTTOM,
    ["structures"],
    ["potentials"],
    ["forces"],
    ["modes"],
    ["minimise"],
    ["dynamics"],
    ["samplers"],
    ["minima"],
    ["paths"],
    ["tunnelling"],
    ["preparation"],
    ["exploration"],
    ["ingest"],
    ["trajectories"],
    ["descriptors"],
    ["learning"],
    ["particles"],
    ["campaign"],
    ["api"],
    ["studies"],
    ["config"],
    ["workflow", "estimate", "public", "cite"],
    ["cli"],
    ["__main__"],
]
RANK = {name: rank for rank, names in enumerate(FLOORS) for name in names}


def imports(path):
    """All modules of the package that a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("glasscape"))
        elif isinstance(node, ast.ImportFrom) and node.module == "glasscape":
            yield from (f"glasscape.{alias.name}" for alias in node.names if alias.name != "__version__")
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            if node.module.startswith("glasscape."):
                yield node.module


def modules():
    return sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def floor_of(path):
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def test_every_module_stands_on_a_floor():
    assert {floor_of(path) for path in modules()} == set(RANK)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_module_imports_upward(path):
    here = floor_of(path)
    for module in imports(path):
        there = module.split(".")[1]
        if there != here:
            lower = RANK[there] < RANK[here] or (here in BOTTOM and there in BOTTOM)
            assert lower, f"{path.relative_to(PACKAGE)} imports {module}"


def test_the_document_shows_all_modules_of_the_bottom():
    text = (PACKAGE.parents[1] / "docs" / "architecture.md").read_text()
    assert f"\n    {' '.join(BOTTOM)}\n" in text


def test_no_study_imports_another():
    studies = [path for path in (PACKAGE / "studies").iterdir() if (path / "study.py").exists()]
    assert "two_level_systems" in [study.name for study in studies]
    for study in studies:
        own = f"glasscape.studies.{study.name}"
        for path in study.rglob("*.py"):
            others = [
                module
                for module in imports(path)
                if module.startswith("glasscape.studies") and not f"{module}.".startswith(f"{own}.")
            ]
            assert not others, f"{path.relative_to(PACKAGE)} imports {others}"


def test_tests_of_floors_need_no_study():
    for path in (PROJECT / "tests").rglob("*.py"):
        if "studies" not in path.relative_to(PROJECT / "tests").parts:
            named = [module for module in imports(path) if module.startswith("glasscape.studies.")]
            assert not named, f"{path.relative_to(PROJECT)} imports {named}"


def test_every_path_in_the_document_exists():
    text = (PROJECT / "docs" / "architecture.md").read_text()
    changes = text.partition("## Where to make a change")[2]
    named = re.findall(r"`([\w/.]+/[\w.]*|[\w/]+\.py)`", changes)
    assert len(named) > 20
    for name in named:
        path = name.replace("TLS", "studies/two_level_systems")
        assert (PACKAGE / path).exists() or (PROJECT / path).exists(), name


@pytest.fixture(scope="module")
def without_study(tmp_path_factory):
    """A copy of the project in which the files of a study are deleted."""
    copy = tmp_path_factory.mktemp("without") / "project"
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info", "results", ".*")
    for name in ("src", "tests", "workflow", "docs"):
        shutil.copytree(PROJECT / name, copy / name, ignore=ignored)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(PROJECT / name, copy)
    for name in ("src/glasscape/studies", "workflow/rules", "workflow/scripts", "tests/studies"):
        shutil.rmtree(copy / name / "two_level_systems")
    (copy / "workflow/rules/two_level_systems.smk").unlink()
    return copy


def run(folder, *command):
    done = subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env={"PYTHONPATH": str(folder / "src"), "PATH": "/usr/bin:/bin", "HOME": str(folder)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_rest_is_importable_without_a_study(without_study):
    names = [
        ".".join(path.relative_to(without_study / "src").with_suffix("").parts)
        for path in sorted((without_study / "src").rglob("*.py"))
    ]
    code = "import importlib, glasscape.config\n"
    code += f"for name in {names}: importlib.import_module(name)\n"
    code += (
        "print(glasscape.config.__file__, glasscape.config.all_studies(), glasscape.config.config_class()())"
    )
    output = run(without_study, "-c", code)
    assert str(without_study) in output
    assert "two_level_systems=" not in output


def test_compiled_functions_have_a_cache_that_notices_changes():
    for path in PACKAGE.rglob("*.py"):
        assert "from numba import" not in path.read_text() or path.name == "jit.py", path
